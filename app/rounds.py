"""What is done every so often, by itself; and which of it only one of several programs does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.clock import SystemClock, TrialClock
from app.rules import kept
from app.settings import Settings
from bot.inlet import Inlet
from scheduler.runner import Ticker, Work
from services.housekeeping import Housekeeping
from services.lateness import NoteLate
from services.members import HOUSEKEEPING
from services.outage import EVERY, WatchIntake
from services.takeover import LeftBehind, TakeOver
from storage.opening import Storage

SECOND = timedelta(seconds=1)
HOURLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rounds:
    settings: Settings
    storage: Storage
    clock: SystemClock | TrialClock
    inlet: Inlet

    def begin(self, ticker: Ticker, left_behind: LeftBehind) -> None:
        units, clock = self.storage.units, self.clock
        intake = WatchIntake(units, clock, self._taken_ago)
        clock.on_change(intake.clock_was_moved)
        ticker.each(EVERY, intake, name="gaps")
        late = NoteLate(units, clock, self.settings.rooms.late_after)
        ticker.each(SECOND, self._one_for_all(late), name="late")
        housekeeping = self._one_for_all(Housekeeping(units, clock, kept(self.settings)))
        ticker.each(HOURLY, housekeeping, name="housekeeping")
        # A year that a trial skips has its purge at once, and not an hour later.
        clock.on_change(lambda: ticker.at(clock.now(), housekeeping))
        self.storage.member.stand_for(HOUSEKEEPING)
        if self.settings.replica:
            over = TakeOver(units, self.storage.member, left_behind)
            ticker.each(SECOND, over, name="take over")
            self.storage.member.on_death(lambda: ticker.at(clock.now(), over))

    def _one_for_all(self, work: Work) -> Work:
        async def if_ours() -> None:
            if self.storage.member.leads(HOUSEKEEPING):
                await work()

        return if_ours

    def _taken_ago(self) -> float | None:
        """Of one that stands by, what comes in is another's to know."""
        return None if self.inlet.standing_by else self.inlet.quiet_for
