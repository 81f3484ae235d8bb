"""The waitlist's use-cases, built once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from domain.rules import BookingRules
from services.deadlines import Handler
from services.freed import FREED
from services.ports import Clock
from services.request_booking import RequestBooking
from services.wait_deadlines import WAIT_BACK, BackInLine, EndWait, LookAtWaitlist, LookForOne
from services.wait_offers import WAIT_END, EndWaitOffer, PassTime, TakeTime, TimeOutTime
from services.waiting import WAIT_ANSWER, OfferFreed
from services.waitlist import JoinWaitlist, LeaveWaitlist, ShowWait, ShowWaitlist, StayOnWaitlist


@dataclass(frozen=True, slots=True)
class Waitlist:
    clock: Clock
    rules: BookingRules
    zone: ZoneInfo
    request: RequestBooking

    @property
    def end(self) -> EndWaitOffer:
        return EndWaitOffer(OfferFreed(self.rules, self.zone))

    @property
    def leave(self) -> LeaveWaitlist:
        return LeaveWaitlist(self.clock, self.end)

    @property
    def back(self) -> BackInLine:
        return BackInLine(self.clock)

    @property
    def by_name(self) -> dict[str, Any]:
        clock, end = self.clock, self.end
        return {
            "join_waitlist": JoinWaitlist(clock, end),
            "leave_waitlist": self.leave,
            "stay_on_waitlist": StayOnWaitlist(clock, end),
            "show_wait": ShowWait(clock),
            "show_waitlist": ShowWaitlist(clock, self.rules),
            "take_time": TakeTime(clock, self.request, end),
            "pass_time": PassTime(clock, end),
        }

    @property
    def deadlines(self) -> dict[str, Handler]:
        clock, end = self.clock, self.end
        return {
            FREED: LookAtWaitlist(clock, end.freed),
            WAIT_ANSWER: TimeOutTime(clock, end),
            WAIT_END: EndWait(clock, end),
            WAIT_BACK: LookForOne(clock, end.freed),
        }
