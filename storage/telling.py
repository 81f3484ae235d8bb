"""After a commit: who is told what it made ready."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set

from services.ports import Wake

log = logging.getLogger("storage")
Hook = Callable[[frozenset[str]], None]


class Telling:
    """`hooks` get the marks of a commit: `lanes`, `delivery`, `deadlines`, `events`."""

    def __init__(self, wake: Wake) -> None:
        self.hooks: list[Hook] = []
        self._wakes = {"lanes": wake.lanes, "delivery": wake.delivery, "deadlines": wake.deadlines}

    def __call__(self, marks: Set[str]) -> None:
        for mark in marks & self._wakes.keys():
            self._safely(self._wakes[mark])
        for hook in self.hooks:
            self._safely(hook, frozenset(marks))

    def _safely(self, told: Callable[..., None], *what: object) -> None:
        """What is committed is committed: a listener that fails must not stop the one who writes."""
        try:
            told(*what)
        except Exception:
            log.exception("a listener failed after a commit")
