"""One program and its Telegram, forked from a process that has imported everything: a life costs little.

A keeper stands where the product's parent stands: it forks a worker, briefs it as the parent does, and forks
the next when that one dies.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app import seats
from app.configure import read_settings
from app.kin import Kin, fork
from app.listen import address, listen
from app.settings import Settings
from app.values import Secret
from app.worker import live
from simulator.options import Options
from simulator.server import run as run_simulator
from tests.points.boundaries import listen as listen_in
from tests.points.control import Control
from tests.world import ROOT, wait_for

TOKEN = "7000000001:points_points_points_points_points"
ENVIRONMENT = {"ROOMLINE_ROOMS__MESSAGES_A_MINUTE": "100000"}
STILL = 0.05
"""Seconds without a boundary after which a worker has nothing more to do of its own accord."""


@dataclass
class Stage:
    """On the database at `url`, in a folder that holds the world, if there is one yet."""

    url: str
    folder: Path
    wiring: str
    control: Control = field(default_factory=Control)
    _front: socket.socket = field(default_factory=lambda: listen("127.0.0.1", 0, section="simulator"))
    _back: socket.socket = field(default_factory=lambda: listen("127.0.0.1", 0, section="simulator"))
    _web: socket.socket = field(default_factory=lambda: listen("127.0.0.1", 0, section="web"))
    _kin: list[Kin] = field(default_factory=list)

    @property
    def world(self) -> str:
        return address(self._front)

    def open(self) -> None:
        self._kin = [_child(self._simulate, self.folder), _child(self._keep, self.folder)]

    def close(self) -> None:
        """What the world and the database hold stays where it is."""
        for kin in reversed(self._kin):
            kin.send_signal(signal.SIGKILL)
            os.waitid(os.P_PID, kin.pid, os.WEXITED | os.WNOWAIT)
            kin.reap()
        self._kin = []

    def end(self) -> None:
        """The worker ends as it should, and no other begins."""
        self.control.set("held", 1)
        os.kill(self.control.get("worker"), signal.SIGTERM)
        wait_for(lambda: not self.control.get("worker"), "the worker's end")

    def idle(self) -> None:
        """Until the worker works and has done what it does by itself."""
        wait_for(lambda: 0 < self.control.get("lives") == self.control.get("ready"), "a worker that works")
        before, since = -1, time.monotonic()
        while time.monotonic() - since < STILL:
            if before != (now := self.control.get("counted")):
                before, since = now, time.monotonic()
            time.sleep(0.005)

    def _simulate(self) -> int:
        return run_simulator(
            Options(
                folder=self.folder / "world",
                fd=os.dup(self._front.fileno()),
                bot_fd=os.dup(self._back.fileno()),
                token=TOKEN,
                headless=True,
                seed=ROOT / "sample" / "people.json",
                rates=False,
            )
        )

    def _keep(self) -> int:
        settings, lock = seats.taken(self._settings())
        while True:
            while self.control.get("held"):
                time.sleep(0.002)
            life = self.control.next_life()
            kin = fork(self._work, forget=[self._front, self._back])
            assert kin.line is not None
            self.control.set("worker", kin.pid)
            with suppress(OSError):  # it died meanwhile
                socket.send_fds(kin.line, [pickle.dumps(settings)], [self._web.fileno(), lock])
                if kin.line.recv(64):
                    self.control.set("ready", life)
            os.waitid(os.P_PID, kin.pid, os.WEXITED | os.WNOWAIT)
            kin.reap()
            self.control.set("worker", 0)

    def _settings(self) -> Settings:
        """As the product reads them, and as its parent completes them."""
        config = shutil.copy(ROOT / "config.yaml", self.folder)
        os.environ |= ENVIRONMENT | {"ROOMLINE_CONFIG": str(config), "ROOMLINE_DATABASE__URL": self.url}
        return read_settings().on_simulator(address(self._back), Secret(TOKEN))

    def _work(self, line: socket.socket) -> int:
        listen_in(self.control)
        if self.control.get("cold"):
            # Then updates are stored by the early journal while this is imported.
            del sys.modules["app.house"]
        return live(line, self.wiring)


def _child(main: Callable[[], int], folder: Path) -> Kin:
    def begun(_line: socket.socket) -> int:
        log = os.open(folder / "program.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        return main()

    return fork(begun, forget=[])
