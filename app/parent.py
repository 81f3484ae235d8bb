"""The parent: no loop, no threads, no database. It holds the lock and the ports and keeps a worker and, in
the trial, the simulator alive.

The first worker is a new Python that imports while the parent still reads the settings. Once it works, the
parent imports the same modules itself, so that the next worker is a fork that has them already. A worker
that dies while the parent imports is replaced cold, at once, from the signal handler: a fork would copy
half-made modules then.
"""

from __future__ import annotations

import os
import pickle
import secrets
import signal
import socket
from pathlib import Path

from app import seats
from app.complaints import CANNOT_BEGIN
from app.kept import Kept
from app.kin import Kin, fork, spawn
from app.listen import address, listen
from app.saying import Saying
from app.settings import Settings
from app.signals import Signals
from app.values import Secret
from app.warm import import_all

WORKER_GRACE, SIMULATOR_GRACE = 10.0, 5.0
"""Seconds to finish what is in hand, and to save the world."""
TRIAL_BOT, TRIAL_BOT_NAME = 7000000001, "Roomline (trial)"
SAMPLE = Path(__file__).resolve().parent.parent / "sample"


def start(*, headless: bool, fresh: bool, wiring: str = "app.wiring") -> int:
    """`roomline run`. Raises CannotBegin when nothing was started; answers the exit code."""
    signals = Signals()
    first = cold_worker(wiring)
    try:
        from app.configure import read_settings  # 0.3 s, in which the worker imports too

        settings = read_settings()
        parent = Parent(settings, signals, first, Saying(settings, headless=headless), wiring)
        if fresh:
            from app.fresh import start_anew

            start_anew(settings)
        parent.begin()
    except BaseException:
        first.send_signal(signal.SIGKILL)
        raise
    return parent.keep()


def cold_worker(wiring: str) -> Kin:
    return spawn(["-m", "app.worker", wiring], line=True)


def said_ready(line: socket.socket) -> bool:
    try:
        return bool(line.recv(64))
    except OSError:
        return False  # cut off: it died, which the next look at it shows


class Parent:
    def __init__(self, settings: Settings, signals: Signals, first: Kin, saying: Saying, wiring: str) -> None:
        self.signals, self.saying, self.wiring = signals, saying, wiring
        settings, self.lock = seats.taken(settings)
        self.web = listen(settings.web.host, settings.web.port, section="web")
        self.door: socket.socket | None = None
        self.bots_door: socket.socket | None = None
        """The worker's way to the simulator: connections there can be refused on purpose."""
        self.token = Secret(f"{TRIAL_BOT}:{secrets.token_urlsafe(40)[:35]}")
        if settings.trial:
            self.door = listen("127.0.0.1", settings.simulator.port, section="simulator")
            self.bots_door = listen("127.0.0.1", 0, section="simulator")
            settings = settings.on_simulator(address(self.bots_door), self.token)
        self.settings = settings
        self.is_warm = self.tried_to_warm = self.announced = False
        self.worker = Kept("worker", first, self._new_worker, saying.trouble)
        self.simulator: Kept | None = None

    def begin(self) -> None:
        if self.door is not None:
            self.simulator = Kept(
                "simulator", self._new_simulator(), self._new_simulator, self.saying.trouble
            )
        self._brief(self.worker.kin)

    def keep(self) -> int:
        """Until told to end, or until a worker says that the configuration is wrong."""
        while not self.signals.stops and self._mend():
            line = self.worker.kin.line
            waiting = () if line is None or self.worker.kin.status is not None else (line,)
            for readable in self.signals.wait(self._patience(), *waiting):
                if said_ready(readable):
                    self._on_ready()
        return self._end()

    @property
    def refused(self) -> bool:
        """The worker ended because of the configuration: another one would say the same again."""
        return self.worker.kin.reap() and self.worker.kin.status == CANNOT_BEGIN

    def _mend(self) -> bool:
        """Replaces what has died; False when there is no sense in going on."""
        if self.refused:
            return False
        for kept in (self.worker, self.simulator):
            if kept is not None:
                kept.mend()
        return True

    def _patience(self) -> float | None:
        waits = [kept.patience for kept in (self.worker, self.simulator) if kept is not None]
        # An end of file on the worker's line can come a moment before its death can be reaped.
        return min([wait for wait in waits if wait is not None], default=1.0)

    def _on_ready(self) -> None:
        if not self.announced:
            self.announced = True
            simulator = address(self.door) if self.door is not None else None
            self.saying.ready(address(self.web), simulator, self.worker.kin.pid)
        if not self.tried_to_warm:
            self.tried_to_warm = True
            self._warm()

    def _warm(self) -> None:
        try:
            self.is_warm = self.signals.busy(lambda: import_all(self.wiring), self._mend)
        except Exception as error:  # noqa: BLE001  # being slower is no reason to end
            if self.signals.stops:
                return  # broken off by being told to end, which a library has made an error of its own
            self.saying.trouble(f"Workers will start cold, a few seconds slower: {error!r}.")

    def _new_worker(self) -> Kin:
        if self.is_warm:
            from app.worker import live

            kin = fork(
                lambda line: live(line, self.wiring),
                forget=[door for door in (self.door, self.bots_door) if door],
            )
        else:
            kin = cold_worker(self.wiring)
        self._brief(kin)
        return kin

    def _brief(self, worker: Kin) -> None:
        """Everything a worker needs, down its line: settings, the web's listening socket, and the
        owner's lock."""
        assert worker.line is not None
        try:
            socket.send_fds(worker.line, [pickle.dumps(self.settings)], [self.web.fileno(), self.lock])
        except OSError:
            return  # it died meanwhile, which the next look at it shows

    def _new_simulator(self) -> Kin:
        assert self.door is not None and self.bots_door is not None
        doors = [self.door.fileno(), self.bots_door.fileno()]
        options = {
            "fd": doors[0],
            "bot-fd": doors[1],
            "folder": self.settings.world,
            "seed": SAMPLE / "people.json",
            "hint": (SAMPLE / "hint.txt").read_text(encoding="utf-8").strip(),
            "bot-name": TRIAL_BOT_NAME,
            "token": self.token.get_secret_value(),
            "parent-pid": os.getpid(),
        }
        words = [f"--{name}={value}" for name, value in options.items()]
        return spawn(["-m", "simulator", "--headless", *words], fds=doors)

    def _end(self) -> int:
        told = self.signals.stops
        code = 0 if told else CANNOT_BEGIN
        if told:
            self.saying.ending()
        for kept, grace in ((self.worker, WORKER_GRACE), (self.simulator, SIMULATOR_GRACE)):
            if kept is not None:
                kept.stop(grace, self._still_patient)
        if told:
            self.saying.goodbye()
        return code

    def _still_patient(self, seconds: float) -> bool:
        self.signals.wait(min(seconds, 0.2))
        return self.signals.stops < 2
