"""The command line's first look: which command, which config file. Imports nothing, see `app.__main__`."""

from __future__ import annotations

import os

RUN_FLAGS = {"--headless", "--fresh"}


def take_config(words: list[str]) -> list[str]:
    """`--config FILE` may stand anywhere; it is taken out and becomes ROOMLINE_CONFIG for this and child
    processes."""
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word == "--config":
            os.environ["ROOMLINE_CONFIG"] = next(waiting, "")
        elif word.startswith("--config="):
            os.environ["ROOMLINE_CONFIG"] = word.removeprefix("--config=")
        else:
            rest.append(word)
    return rest


def quick_run(words: list[str]) -> tuple[bool, bool] | None:
    """(headless, fresh) when the words plainly mean `run`; None leaves them to the full command line."""
    flags = words[1:] if words[:1] == ["run"] else words
    if not set(flags) <= RUN_FLAGS:
        return None
    return "--headless" in flags, "--fresh" in flags
