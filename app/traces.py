"""Tracebacks for logs: where it happened and what kind of error it was, with the error's own text only where
that is known to hold nobody's words. A library's often quotes what it could not read."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from collections.abc import Iterator

OURS = {"app", "bot", "domain", "scheduler", "services", "storage", "web"}
"""Our own errors name ids and statuses, never words."""


def trace(error: BaseException) -> str:
    """The whole chain, the first cause first, as Python shows it."""
    return "\n".join("\n".join(_one(link)) for link in reversed([*_chain(error)]))


def error_of(exc_info: object) -> BaseException | None:
    """What logging calls `exc_info`: an exception, a triple, or True for the one that is being handled."""
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if isinstance(exc_info, BaseException):
        return exc_info
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _one(error: BaseException) -> Iterator[str]:
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    yield f"{name}: {error}" if _harmless(error) else name


def _harmless(error: BaseException) -> bool:
    ours = type(error).__module__.partition(".")[0] in OURS
    return (ours or isinstance(error, OSError | sqlite3.Error)) and bool(str(error))
