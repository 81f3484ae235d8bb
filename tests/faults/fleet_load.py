"""People who book and talk through several programs while these are killed, frozen and woken."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.busy_studio import BusyStudio
from tests.faults.ledger import Audit, Line, audit, await_quiet
from tests.faults.paired import await_working
from tests.faults.stalls import TimedBook, Waits, overtaken, waits
from tests.fleet import Fleet, Replica
from tests.world import wait_for

REST = (0.6, 1.2)
"""Seconds between the two lines of a couple and their next: about 12 lines a second from six couples."""


@dataclass(frozen=True)
class Lived:
    audit: Audit
    waits: Waits
    overtaken: list[Line]
    book: TimedBook

    def nothing_wrong(self) -> None:
        found = self.audit
        assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
        assert (found.bookings, found.rooms, found.offers, found.alerts) == (6, 6, 6, 6)
        assert (found.pending, found.parked) == (0, 0)
        assert self.overtaken == []


Note = Callable[[str], None]


def live_through(fleet: Fleet, folder: Path, seed: int, blows: Callable[[Note], object], name: str) -> Lived:
    """Six couples who have booked talk while the blows fall; then everything is counted."""
    diary = list[tuple[float, str]]()
    book = TimedBook()
    studio = BusyStudio(fleet.replicas[0], seed, book=book, rest=REST)
    studio.hire(folder / "roster")
    threads = studio.live()
    wait_for(lambda: len(studio.couples) == len(studio.customers), "six couples", 120)
    studio.may_talk.set()
    fell = blows(lambda what: diary.append((time.time(), what)))
    studio.end(threads)
    await_quiet(fleet)
    lived = Lived(
        audit(fleet, book, studio.phones), waits(fleet.world, book), overtaken(book, studio.phones), book
    )
    print(f"\n{name}: {fell}\n{lived.audit.table(seed, 0)}\n  {lived.waits}")
    for stall in lived.waits.stalls[:3]:
        meanwhile = [what for at, what in diary if stall.since - 5 < at < stall.until]
        print(f"  {stall.seconds:.1f} s before {stall.line.text!r}, 5 s earlier until then: {meanwhile}")
    return lived


@dataclass
class RandomBlows:
    """One replica after the other is killed, ended with its parent, or frozen for a while and woken."""

    fleet: Fleet
    chance: random.Random
    number: int
    frozen_for: tuple[float, float] = (0.3, 6.5)
    done: Counter[str] = field(default_factory=Counter)

    def __call__(self, note: Note) -> str:
        for _ in range(self.number):
            # Not a wait for something: the moment itself is what is random here.
            time.sleep(self.chance.uniform(0.2, 2.0))
            (strike,) = self.chance.choices((self._worker, self._freeze, self._all), (5, 4, 1))
            self.done[strike.__name__.strip("_")] += 1
            victim = self.chance.choice(self.fleet.replicas)
            note(f"{strike.__name__.strip('_')} of {self.fleet.replicas.index(victim)}")
            strike(victim)
            note("over")
        self.fleet.start()
        for replica in self.fleet.replicas:
            await_working(replica)
        return ", ".join(f"{number} × {what}" for what, number in sorted(self.done.items()))

    def _worker(self, victim: Replica) -> None:
        """Sometimes another one is struck before it is back."""
        victim.kill_worker(signal.SIGKILL)
        if self.chance.random() < 0.7:
            await_working(victim)

    def _all(self, victim: Replica) -> None:
        victim.fell()
        self.fleet.start(victim)

    def _freeze(self, victim: Replica) -> None:
        victim.freeze()
        time.sleep(self.chance.uniform(*self.frozen_for))  # the blow itself
        victim.thaw()
