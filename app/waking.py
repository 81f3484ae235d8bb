"""Who is woken by a commit: known only once everybody has been built."""

from __future__ import annotations

from collections.abc import Callable


def _nobody() -> None:
    """Before there is anybody to wake; what was committed is found when they start."""


class Waking:
    """Implements `services.ports.Wake`."""

    def __init__(self) -> None:
        self.wake_lanes: Callable[[], None] = _nobody
        self.wake_delivery: Callable[[], None] = _nobody
        self.wake_deadlines: Callable[[], None] = _nobody
        self.wake_feed: Callable[[], None] = _nobody

    def lanes(self) -> None:
        self.wake_lanes()

    def delivery(self) -> None:
        self.wake_delivery()

    def deadlines(self) -> None:
        self.wake_deadlines()

    def feed(self) -> None:
        self.wake_feed()
