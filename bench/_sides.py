"""Who takes the blows: Roomline, and the bot that anybody writes, under one kind of Telegram."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from bench._talk import Count, Couples, Talk, counted, with_telegram
from bench.promises import Studio
from tests.faults.ledger import await_quiet, read
from tests.faults.paired import await_warm, await_working, free_port
from tests.world import ROOT, Program, add_person, http, wait_for

COUPLES = 10
CALM, PATIENCE, COLD = 4.0, 40.0, 180.0
"""Seconds without news after which nothing more is expected; for which any is awaited; for a bot to start."""


class Side(Protocol):
    couples: Couples
    says: str
    """Part of what `miss` promises everybody."""

    @property
    def world(self) -> str: ...

    @property
    def file(self) -> Path | None:
        """Its database."""
        ...

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Back when it works again: both have a keeper who starts it anew at once."""
        ...

    def miss(self, seconds: float) -> float:
        """Everybody is to be told something. It is killed before that, and started again so much later.
        Answers when it was due, in epoch seconds."""
        ...

    def settled(self, talk: Talk) -> Count: ...


class Ours:
    says = "⏳ Your conversation"

    def __init__(self, folder: Path) -> None:
        self.program = Program(folder, env={"ROOMLINE_SIMULATOR__PORT": str(free_port())}).start()
        self.couples: Couples = Studio(self.program, folder / "roster", COUPLES).couples()
        await_warm(self.program)

    @property
    def world(self) -> str:
        return self.program.world

    @property
    def file(self) -> Path | None:
        return self.program.database

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        worker = self.program.kill_worker(how)
        wait_for(lambda: self.program.worker() != worker, "another worker")
        await_working(self.program)

    def miss(self, seconds: float) -> float:
        """Every room's end is announced to both of its people, an hour before."""
        assert self.program.process is not None
        keeper = self.program.process.pid
        os.kill(keeper, signal.SIGSTOP)  # or it would have another worker at once
        self.program.kill_worker()
        http("POST", f"{self.world}/world/clock", {"advance": 23 * 3600 + 60})
        due = time.time()
        time.sleep(seconds)
        os.kill(keeper, signal.SIGCONT)
        await_working(self.program)
        return due

    def settled(self, talk: Talk) -> Count:
        await_quiet(self.program)
        unsure = f"SELECT text FROM messages WHERE state = 'uncertain' AND text LIKE '{talk.tag}, line %'"
        return counted(self.world, talk, {row["text"] for row in read(self.program, unsure)})

    def stop(self) -> None:
        self.program.stop()


class Stock:
    """A bot process and a keeper thread that starts it again whenever it has ended."""

    says = "It is nearly time."

    def __init__(self, folder: Path, *, outbox: bool) -> None:
        words = [
            "-m",
            "app",
            "simulate",
            "--headless",
            "--rates=off",
            f"--folder={folder / 'world'}",
            "--port=0",
        ]
        self._simulator = _started(words, folder / "simulator.log", reads=True)
        assert self._simulator.stdout is not None
        line = json.loads(self._simulator.stdout.readline())
        self.world = str(line["simulator"])
        people = [add_person(self.world, f"Person {number}") for number in range(2 * COUPLES)]
        for one in people:
            one.start()
        self.couples: Couples = [*zip(people[:COUPLES], people[COUPLES:], strict=True)]
        counterparts = {str(a.id): b.id for couple in self.couples for a, b in (couple, couple[::-1])}
        self.file = folder / "outbox.db" if outbox else None
        given = [
            self.world,
            line["token"],
            json.dumps(counterparts),
            *([str(self.file)] if self.file else []),
        ]
        self._command, self._log = ["-m", "bench._stockbot", *given], folder / "bot.log"
        self._ended = threading.Event()
        self._wanted = threading.Event()
        self._wanted.set()
        self._bot = _started(self._command, self._log)
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()
        self._await_polling(0)

    def _keep(self) -> None:
        while not self._ended.wait(0.05):
            if self._bot.poll() is not None and self._wanted.is_set():
                self._bot = _started(self._command, self._log)

    def _await_polling(self, after: int) -> None:
        wait_for(lambda: self._polls(after), "a bot that polls", COLD)

    def _polls(self, after: int = 0) -> list[dict[str, Any]]:
        calls = http("GET", f"{self.world}/world/calls?after={after}")
        return [one for one in calls if one["method"] == "getUpdates"]

    def _newest(self) -> int:
        return max((one["seq"] for one in self._polls()), default=0)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        one = self._bot
        one.send_signal(how)
        one.wait()
        self._await_polling(self._newest())

    def miss(self, seconds: float) -> float:
        for couple in self.couples:
            for person in couple:
                person.send(f"/remind {seconds - 1} {self.says}")
        wait_for(lambda: with_telegram(self.world) == 0, "everybody's wish taken")
        due = time.time() + seconds - 1
        self._wanted.clear()
        one = self._bot
        one.kill()
        one.wait()
        time.sleep(seconds)
        newest = self._newest()
        self._wanted.set()
        self._await_polling(newest)
        return due

    def settled(self, talk: Talk) -> Count:
        """It has no figures of its own: when nothing has moved for a while, nothing more will."""
        ends, before, since = time.monotonic() + PATIENCE, None, time.monotonic()
        while time.monotonic() < ends and time.monotonic() - since < CALM:
            found = counted(self.world, talk)
            if not found.lost and not found.waiting:
                since -= CALM / 2  # all there; what is doubled comes soon
            now = (found.lost, found.doubled, found.waiting)
            if now != before:
                before, since = now, time.monotonic()
            time.sleep(0.2)
        return counted(self.world, talk)

    def stop(self) -> None:
        self._ended.set()
        self._keeper.join()
        for one in (self._bot, self._simulator):
            one.kill()
            one.wait()
        assert self._simulator.stdout is not None
        self._simulator.stdout.close()


def _started(words: list[str], log: Path, *, reads: bool = False) -> subprocess.Popen[str]:
    with log.open("a") as out:
        return subprocess.Popen(
            [sys.executable, *words],
            stdout=subprocess.PIPE if reads else out,
            stderr=out,
            text=True,
            cwd=ROOT,
        )


@contextmanager
def locked(file: Path) -> Iterator[None]:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None, timeout=5)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
