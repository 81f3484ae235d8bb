"""When a visit could be instead: its own therapist's free time, in which its own does not count as busy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.availability import Opening, bounds, slots
from domain.booking import Booking, Mode
from domain.people import Person, Readiness, Role, Therapist
from domain.rules import BookingRules
from domain.time import Span
from domain.wallclock import day_span
from services.candidates import diaries
from services.ports import Clock, UnitOfWork
from services.wants import want_of


class Absent(StrEnum):
    """Why the other one cannot be asked."""

    GONE = "gone"
    """Has stopped the bot, or has left; or the two are kept apart, which is told to neither."""
    SUSPENDED = "suspended"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class MoveSlots:
    """By the rules that every request goes by: hours, time off, notice, horizon, whatever else is busy. Days
    are the studio's."""

    clock: Clock
    rules: BookingRules
    zone: ZoneInfo

    async def __call__(
        self, unit: UnitOfWork, booking: Booking, by: Role, *, day: date
    ) -> Sequence[datetime]:
        return await self._slots(unit, booking, by, day_span(day, self.zone))

    async def days(self, unit: UnitOfWork, booking: Booking, by: Role, *, month: date) -> Sequence[date]:
        first = month.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        whole = Span(day_span(first, self.zone).starts_at, day_span(after, self.zone).starts_at)
        starts = await self._slots(unit, booking, by, whole)
        return sorted({start.astimezone(self.zone).date() for start in starts})

    async def free(self, unit: UnitOfWork, booking: Booking, by: Role, start: datetime) -> bool:
        """The same list, asked about one time."""
        return start in await self._slots(unit, booking, by, Span(start, start + timedelta(seconds=1)))

    async def _slots(self, unit: UnitOfWork, booking: Booking, by: Role, within: Span) -> Sequence[datetime]:
        now = self.clock.now()
        therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
        allowed = bounds(Mode.SCHEDULED, now, self.rules)
        last_instant = within.ends_at - timedelta(microseconds=1)
        span = Opening(max(allowed.first, within.starts_at), min(allowed.last, last_instant))
        if therapist is None or span.last < span.first:
            return ()
        wanted = replace(await want_of(unit, booking, self.rules), mode=Mode.SCHEDULED)
        time_of = await diaries(unit, [therapist], wanted, span, now, but=booking.id)
        diary = time_of[therapist.id]
        if by is Role.THERAPIST:
            # Who asks for another time takes it, whatever else they take at the moment.
            diary = replace(diary, readiness=Readiness.AVAILABLE)
        starts = slots(diary, wanted, span, self.rules.slot_step)
        return [start for start in starts if start != booking.span.starts_at]


async def absent(unit: UnitOfWork, booking: Booking, therapist: Therapist, by: Role) -> Absent | None:
    """Why the other side of a move cannot be asked just now; None where they can."""
    if not therapist.active:
        return Absent.SUSPENDED
    customer = await unit.people.get(booking.customer)
    apart = await unit.blocks.apart(booking.customer)
    other = therapist.reachable and therapist.person is not None
    if by is Role.THERAPIST:
        other = customer is not None and customer.reachable
    if not other or therapist.person in apart:
        return Absent.GONE
    away = by is Role.CUSTOMER and therapist.readiness is Readiness.AWAY
    return Absent.AWAY if away else None


async def side_of(unit: UnitOfWork, booking: Booking, person: Person) -> tuple[Role, Therapist] | None:
    """Which of the two sides of it this person is, and who comes; None for anybody else, and while nobody
    comes."""
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    if therapist is None:
        return None
    if booking.customer == person.id:
        return Role.CUSTOMER, therapist
    return (Role.THERAPIST, therapist) if therapist.person == person.id else None
