"""The command line's first look: which command, which config file. Imports next to nothing."""

from __future__ import annotations

import os

from app.complaints import CannotBegin

RUN_FLAGS = {"--headless", "--fresh"}


def take_config(words: list[str]) -> list[str]:
    """`--config FILE` may stand anywhere; it is taken out and becomes ROOMLINE_CONFIG for this and child
    processes."""
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--config":
            os.environ["ROOMLINE_CONFIG"] = _file(next(waiting, ""))
        elif word.startswith("--config="):
            os.environ["ROOMLINE_CONFIG"] = _file(word.removeprefix("--config="))
        else:
            rest.append(word)
    return rest


def _file(word: str) -> str:
    if not word or word.startswith("-"):
        raise CannotBegin("--config needs the path of a config.yaml after it.")
    return word


def quick_run(words: list[str]) -> tuple[bool, bool] | None:
    """(headless, fresh) when the words plainly mean `run`; None leaves them to the full command line."""
    flags = words[1:] if words[:1] == ["run"] else words
    if not set(flags) <= RUN_FLAGS:
        return None
    return "--headless" in flags, "--fresh" in flags
