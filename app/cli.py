"""The full command line. Each command is a module of `app/commands` with one async function, `command`, that
answers the exit code; or, for a family such as `rooms open`, one function per word in `commands`.

Only the module that was asked for is imported, so that no command pays for another's imports.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import typer

from app import commands
from app.complaints import CannotBegin, nearest

HELP = "Roomline, from the command line. --config FILE may stand anywhere and names another config.yaml."
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def main(words: list[str]) -> int:
    names = known_commands()
    asked = [word for word in words if not word.startswith("-")][:1]
    if asked and asked[0] not in names:
        raise CannotBegin(f"There is no command {asked[0]}; {nearest(asked[0], names)}")
    program = typer.Typer(
        no_args_is_help=True, add_completion=False, help=HELP, pretty_exceptions_enable=False
    )
    program.callback()(_nothing)
    for name, module in names.items():
        if not asked or asked[0] == name:
            _add(program, name, importlib.import_module(module))
    try:
        program(words, prog_name="roomline")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def known_commands() -> dict[str, str]:
    """By the word typed; a module whose word Python keeps for itself ends in an underscore (`import_`)."""
    found = pkgutil.iter_modules(commands.__path__)
    return {one.name.rstrip("_"): f"app.commands.{one.name}" for one in found}


def _add(program: typer.Typer, name: str, module: Any) -> None:
    if hasattr(module, "commands"):
        family = typer.Typer(no_args_is_help=True, help=module.__doc__)
        for word, function in module.commands.items():
            family.command(word)(_exiting(function))
        program.add_typer(family, name=name)
    else:
        settings = PASS_ON if getattr(module, "PASSES_ITS_WORDS_ON", False) else None
        program.command(name, context_settings=settings)(_exiting(module.command))


def _exiting(function: Callable[..., Any]) -> Callable[..., None]:
    """The command as typer wants it: run in a loop where it is async, its answer made the exit code."""

    @functools.wraps(function)
    def run(*args: Any, **named: Any) -> None:
        answer = function(*args, **named)
        raise typer.Exit(asyncio.run(answer) if inspect.iscoroutine(answer) else answer)

    return run


def _nothing() -> None:
    """Keeps typer from dropping the command's name when there is one command only."""
