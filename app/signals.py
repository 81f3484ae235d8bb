"""Signals for a process without a loop: as an end to waiting, and as calls while it is busy importing."""

from __future__ import annotations

import os
import select
import signal
import socket
from collections.abc import Callable
from types import FrameType

TELL_TO_END = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK_EVERY = 0.1
LOOK_AFTER = (signal.SIGCHLD, signal.SIGALRM)


class Stop(BaseException):
    """Breaks off what runs inside `busy` when the process is told to end."""


class Signals:
    def __init__(self) -> None:
        self.stops = 0
        """How often the process was told to end; the second time means at once."""
        self._look_after: Callable[[], bool] | None = None
        self._looking = False
        self._read, write = os.pipe()
        for end in (self._read, write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (*TELL_TO_END, *LOOK_AFTER):
            # Under nohup a closed terminal is no reason to end.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._heard)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.stops += number in TELL_TO_END
        # A handler can be interrupted by the next signal. Looking after processes must not be: one that is
        # being replaced would be replaced twice. What comes meanwhile is seen at the next look, LOOK_EVERY.
        if self._look_after is None or self._looking:
            return
        self._looking = True
        try:
            go_on = self._look_after()
        finally:
            self._looking = False
        if self.stops or not go_on:
            # Once: what is being broken off must not be broken off again while it unwinds.
            self._look_after = None
            raise Stop

    def busy(self, work: Callable[[], None], look_after: Callable[[], bool]) -> bool:
        """Runs long work; `look_after` is called meanwhile, at once when a child dies and every so often for
        one whose replacement has to wait; it answers whether to go on. False when the work was broken off.
        """
        self._look_after = look_after
        signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY, LOOK_EVERY)
        try:
            try:
                work()
            finally:
                # Inside the net: a signal may come between the work's end and this line.
                self._look_after = None
        except Stop:
            return False
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return True

    def wait(self, seconds: float | None, *also: socket.socket) -> list[socket.socket]:
        """Until a signal comes, one of `also` can be read, or the time is over; answers which can be read."""
        doors: list[int] = [self._read, *(one.fileno() for one in also)]
        ready, _, _ = select.select(doors, [], [], seconds)
        if self._read in ready:
            os.read(self._read, 4096)
        return [one for one in also if one.fileno() in ready]
