"""Everything that can happen to a program, one blow after the other, drawn by chance from a seed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from tests import held
from tests.faults.paired import children, fell, healthy
from tests.world import Program, http, wait_for

IN_PEACE = 0.8
"""How often the program may come up again before the next blow; else it is struck while it starts."""
PATIENCE = 300.0
"""Seconds for that: a cold start between other people's work can take one or two minutes."""
_BRIEF: dict[str, dict[str, Any]] = {
    "429": {"retry_after": 1},
    "429_bare": {"retry_after": 1},
    "500": {},
    "502": {},
    "504": {},
    "cut_before": {},
    "cut_after": {},
    "slow": {"seconds": 1},
    "duplicate": {},
    "press_again": {},
    "ids_up": {},
    "ids_down": {},
}
"""Faults of Telegram's that are over soon, with what they take."""
_LONG: dict[str, dict[str, Any]] = {
    "timeout_before": {},
    "timeout_after": {},
    "hang_poll": {},
    "malformed": {},
    "down": {"lasts": 3},
    "refused": {"lasts": 3},
}
_OF_UPDATES = ("duplicate", "press_again", "ids_up", "ids_down", "malformed")
_METHODS = ("*", "sendMessage", "edit*", "getUpdates")


@dataclass
class Blows:
    """`dealt`: how many of each."""

    program: Program
    chance: random.Random
    dealt: Counter[str] = field(default_factory=Counter)

    def brief(self, pause: float) -> None:
        """One of those that are over at once; then a moment of any length up to `pause` seconds."""
        self._strike(
            [self.worker_killed] * 5 + [self.worker_frozen, self.locked, self.cut, self.fault], pause
        )

    def any(self, pause: float) -> None:
        often = [self.worker_killed] * 6 + [self.fault] * 6 + [self.worker_frozen, self.locked, self.cut] * 2
        seldom = [self.long_fault] * 2 + [self.black_hole, self.clock_moved, self.everything_killed]
        self._strike(often + seldom, pause)

    def _strike(self, kinds: list[Callable[[], None]], pause: float) -> None:
        # Not a wait for something: the moment itself is what is random here.
        time.sleep(self.chance.uniform(0.02, pause))
        kind = self.chance.choice(kinds)
        kind()
        self.dealt[kind.__name__.replace("_", " ")] += 1
        if self.chance.random() < IN_PEACE:
            self.await_working()

    def await_working(self) -> None:
        wait_for(lambda: healthy(self.program.web), "a program that works again", PATIENCE)

    def worker_killed(self) -> None:
        self.program.kill_worker()

    def everything_killed(self) -> None:
        """Parent, worker and simulator; started again on the same folder and ports."""
        fell(self.program)
        self.program.start()

    def worker_frozen(self) -> None:
        self._frozen(self.program.worker())

    def black_hole(self) -> None:
        """Telegram takes everything in and answers nothing."""
        assert self.program.process is not None
        worker = self.program.worker()
        for other in children(self.program.process.pid):
            if other != worker:
                self._frozen(other)

    def _frozen(self, process: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGSTOP)
            time.sleep(self.chance.uniform(0.1, 2.0))
            os.kill(process, signal.SIGCONT)

    def locked(self) -> None:
        seconds = self.chance.uniform(0.1, 1.5)
        if held.on_file(self.program.url):
            with contextlib.closing(
                sqlite3.connect(held.file_of(self.program.url), isolation_level=None, timeout=10)
            ) as other:
                other.execute("BEGIN EXCLUSIVE")
                time.sleep(seconds)
                other.execute("ROLLBACK")
        else:
            asyncio.run(_hold(self.program.url, seconds))

    def cut(self) -> None:
        """Every connection to the server; a file has none, and is locked once more."""
        if held.on_file(self.program.url):
            self.locked()
        else:
            asyncio.run(_cut(self.program.url))

    def fault(self) -> None:
        self._fault(_BRIEF)

    def long_fault(self) -> None:
        self._fault(_LONG)

    def _fault(self, kinds: dict[str, dict[str, Any]]) -> None:
        kind = self.chance.choice(sorted(kinds))
        wish = {"kind": kind} | kinds[kind]
        if kind in ("down", "refused", "hang_poll"):
            pass
        elif kind in _OF_UPDATES:
            wish |= {"count": 1}
        else:
            wish |= {"count": self.chance.randint(1, 3), "method": self.chance.choice(_METHODS)}
        if kind.startswith("timeout"):
            wish |= {"count": 1}
        http("POST", f"{self.program.world}/world/faults", wish)
        self.dealt[f"  {kind}"] += 1

    def clock_moved(self) -> None:
        seconds = self.chance.choice((-1, 1)) * self.chance.uniform(10, 100)
        http("POST", f"{self.program.world}/world/clock", {"advance": seconds})

    def end(self) -> None:
        http("DELETE", f"{self.program.world}/world/faults")
        self.await_working()


async def _hold(url: str, seconds: float) -> None:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE updates, outbox IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(seconds)
    finally:
        await connection.close()


async def _cut(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE 'roomline%'"
        )
    finally:
        await connection.close()
