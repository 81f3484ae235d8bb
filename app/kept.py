"""A process that is replaced when it dies."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

from app.kin import Kin

SOON, LONGEST = 2.0, 5.0
"""One that dies within SOON seconds of its start is replaced after a wait that doubles up to LONGEST."""


class Kept:
    def __init__(self, name: str, kin: Kin, again: Callable[[], Kin], say: Callable[[str], None]) -> None:
        self.name, self.kin = name, kin
        self._again, self._say = again, say
        self._quick_deaths, self._due = 0, 0.0

    def mend(self) -> None:
        """Replaces it if it is dead and its turn has come."""
        if self._due == 0.0:
            if not self.kin.reap():
                return
            lived = time.monotonic() - self.kin.born
            self._quick_deaths = self._quick_deaths + 1 if lived < SOON else 0
            wait = min(LONGEST, 0.05 * 2**self._quick_deaths) if self._quick_deaths > 1 else 0.0
            self._say(
                f"The {self.name} (process {self.kin.pid}) {self.kin.end}; a new one starts{_in(wait)}."
            )
            self._due = time.monotonic() + wait
        if time.monotonic() >= self._due:
            self._due = 0.0
            self.kin = self._again()

    @property
    def patience(self) -> float | None:
        """Seconds until a replacement is due; None when it lives."""
        return max(0.0, self._due - time.monotonic()) if self._due else None

    def stop(self, seconds: float, wait: Callable[[float], bool]) -> None:
        """SIGTERM, and SIGKILL when the time is over or `wait` says that nobody wants to wait any more."""
        self.kin.send_signal(signal.SIGTERM)
        until = time.monotonic() + seconds
        while not self.kin.reap() and time.monotonic() < until and wait(until - time.monotonic()):
            pass
        if not self.kin.reap():
            self._say(f"The {self.name} (process {self.kin.pid}) did not end in time and is killed.")
            self.kin.send_signal(signal.SIGKILL)
            while not self.kin.reap():
                time.sleep(0.005)


def _in(wait: float) -> str:
    return f" in {wait:.1f} s" if wait else ""
