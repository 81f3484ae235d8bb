"""Several programs on one PostgreSQL database, with one Telegram: killed, frozen, woken and started anew."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.door import Door
from tests.faults.ledger import read
from tests.faults.paired import await_working, children, fell
from tests.storage.postgres import Server
from tests.world import ROOT, Program, http, wait_for


@dataclass
class Replica(Program):
    """One of the fleet. What is asked of "the" program can be asked of any."""

    telegram: str = ""

    def await_line(self) -> Replica:
        super().await_line()
        self.line["simulator"] = self.telegram
        return self

    @property
    def pid(self) -> int:
        """The parent's."""
        assert self.process is not None
        return self.process.pid

    def fell(self) -> None:
        """Parent and worker at once."""
        self.thaw()
        fell(self)

    def freeze(self) -> None:
        """As a machine that stands still does it: everything, without a word."""
        for pid in [self.pid, *children(self.pid)]:
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in [*children(self.pid), self.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def end(self) -> None:
        self.thaw()
        self.stop()

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Fleet:
    folder: Path
    url: str
    """The database's."""
    door: Door
    mode: str = "polling"
    env: dict[str, str] = field(default_factory=dict)
    wiring: str = ""
    replicas: list[Replica] = field(default_factory=list)
    line: dict[str, Any] = field(default_factory=dict)
    """What the simulator said of itself."""

    @property
    def world(self) -> str:
        return str(self.line["simulator"])

    @property
    def token(self) -> str:
        return str(self.line["token"])

    def grow(self, number: int) -> None:
        """So many more, all at once."""
        made = []
        for _ in range(number):
            folder = self.folder / f"replica-{len(self.replicas)}"
            folder.mkdir()
            replica = Replica(folder, url=self.url, wiring=self.wiring, telegram=self.world)
            self.replicas.append(replica)
            made.append(replica)
        self.start(*made)

    def start(self, *replicas: Replica) -> None:
        """Those, or all that are down."""
        down = replicas or [one for one in self.replicas if not one.is_up]
        for replica in down:
            replica.env = self._env()
            replica.spawn()
        for replica in down:
            replica.await_line()
        self._lead_there()
        for replica in down:
            await_working(replica)

    def stop(self) -> None:
        """All at once, each in its own time."""
        up = [one for one in self.replicas if one.is_up]
        for replica in up:
            replica.thaw()
            assert replica.process is not None
            replica.process.terminate()
        for replica in up:
            replica.end()

    def _lead_there(self) -> None:
        self.door.behind = [one.web for one in self.replicas if one.is_up]

    def _env(self) -> dict[str, str]:
        return {
            "ROOMLINE_TELEGRAM__TOKEN": self.token,
            "ROOMLINE_TELEGRAM__API_BASE": str(self.line["bot_api"]),
            "ROOMLINE_TELEGRAM__MODE": self.mode,
            "ROOMLINE_DATABASE__REPLICAS": "true",
            "ROOMLINE_WEB__PUBLIC_URL": self.door.url,
            **self.env,
        }

    # Who does what

    def polls(self) -> Replica:
        """Whose worker holds the poll now."""
        held = "SELECT e.replica FROM leases l JOIN epochs e ON e.id = l.epoch WHERE l.name LIKE 'poll:%'"
        return self._named(held, "somebody who polls")

    def of(self, epoch: int) -> Replica:
        return self._named(f"SELECT replica FROM epochs WHERE id = {epoch}", f"whose epoch {epoch} is")

    def others(self, but: Replica) -> list[Replica]:
        return [one for one in self.replicas if one is not but]

    def _named(self, query: str, what: str) -> Replica:
        """A replica's name has its parent's pid in the middle."""

        def look() -> Replica | None:
            for row in read(self, query):
                pid = int(row["replica"].split(":")[-2])
                for one in self.replicas:
                    if one.is_up and one.pid == pid:
                        return one
            return None

        found: Replica = wait_for(look, what, 20)
        return found


@contextmanager
def fleet(
    folder: Path, server: Server, replicas: int, *, mode: str = "polling", wiring: str = "", **env: str
) -> Iterator[Fleet]:
    """On a database of their own. Ends them all, and looks whether one of them broke the Bot API."""
    url = asyncio.run(server.database())
    with Door() as door, telegram(folder / "world") as line:
        whole = Fleet(folder, url, door, mode, env, wiring, line=line)
        try:
            whole.grow(replicas)
            yield whole
            whole.stop()
            findings = http("GET", f"{whole.world}/world/conformance")
            assert findings == [], f"the Bot API was broken: {findings}"
        finally:
            for replica in whole.replicas:
                if replica.is_up:
                    replica.fell()


@contextmanager
def telegram(folder: Path) -> Iterator[dict[str, Any]]:
    """The simulator alone, which answers people faster than Telegram lets a bot write to anyone."""
    words = ["simulate", "--headless", "--port=0", "--rates=off", f"--folder={folder}"]
    command = [sys.executable, "-m", "app", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as alone:
        assert alone.stdout is not None
        try:
            yield json.loads(alone.stdout.readline())
        finally:
            alone.send_signal(signal.SIGTERM)
