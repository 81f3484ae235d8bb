"""Calendars as two libraries read them that are not ours (ical.js and ts-ics)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from tests.node.packages import HERE, needed

Read = dict[str, Any]
"""`name`, `method` and `events`, each with what it says; instants in epoch seconds."""


class Readers:
    def __init__(self, asking: IO[str], answers: IO[str]) -> None:
        self._asking, self._answers = asking, answers

    def __call__(self, calendar: bytes, *, second: bool = True) -> tuple[Read, Read]:
        """What each of the two makes of it; without `second`, nothing from that one. Bytes that are no UTF-8
        raise."""
        self._asking.write(f"{json.dumps([calendar.decode(), second])}\n")
        self._asking.flush()
        answer = json.loads(self._answers.readline())
        assert isinstance(answer, list), answer
        by_one, by_the_other = answer
        return by_one, by_the_other


@contextmanager
def readers() -> Iterator[Readers]:
    """One process for as many calendars as there are."""
    needed()
    command = ["node", str(HERE / "calendars.mjs")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as running:
        assert running.stdin is not None and running.stdout is not None
        yield Readers(running.stdin, running.stdout)
        running.stdin.close()
