"""After a commit: who is told what it made ready."""

from __future__ import annotations

import logging
from collections.abc import Callable, Set

from services.ports import Wake

WAKES = frozenset({"lanes", "delivery", "deadlines", "events"})
"""Marks for which somebody waits."""
log = logging.getLogger("storage")
Hook = Callable[[frozenset[str]], None]


class Telling:
    """`hooks` get the marks of a commit: `lanes`, `delivery`, `deadlines`, `events`."""

    def __init__(self, wake: Wake) -> None:
        self.hooks: list[Hook] = []
        self._wakes = {
            "lanes": wake.lanes,
            "delivery": wake.delivery,
            "deadlines": wake.deadlines,
            "events": wake.feed,
        }

    def wake(self, marks: Set[str]) -> None:
        """Without the hooks: somebody else has committed it."""
        for mark in marks & self._wakes.keys():
            self._safely(self._wakes[mark])

    def __call__(self, marks: Set[str]) -> None:
        self.wake(marks)
        for hook in self.hooks:
            self._safely(hook, frozenset(marks))

    def _safely(self, told: Callable[..., None], *what: object) -> None:
        """What is committed is committed: a listener that fails must not stop the one who writes."""
        try:
            told(*what)
        except Exception:
            log.exception("a listener failed after a commit")
