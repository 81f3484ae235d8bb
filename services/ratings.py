"""What a customer thought of a visit: asked once when it is over, changeable for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.booking import Booking, BookingStatus
from domain.ids import BookingId
from domain.people import Person
from domain.rating import LONGEST_COMMENT, STARS, Rating
from domain.rules import BookingRules
from services import visit_notices
from services.alerts import Alerts
from services.ports import Clock, UnitOfWork


class Rated(StrEnum):
    RATED = "rated"
    ASKED = "asked"
    """For the comment."""
    NOT_YOURS = "not_yours"
    CLOSED = "closed"
    """Too long ago."""
    STARS_FIRST = "stars_first"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class RateVisit:
    """One to five; the therapist's own figure follows at once."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person, stars: int) -> Rated:
        now = self.clock.now()
        booking = await rateable(unit, booking_id, person, now, self.rules)
        if isinstance(booking, Rated):
            return booking
        if stars not in STARS or booking.therapist is None:
            return Rated.NOT_YOURS
        earlier = await unit.ratings.get(booking.id)
        rating = Rating(
            booking=booking.id,
            therapist=booking.therapist,
            customer=person.id,
            stars=stars,
            comment=earlier.comment if earlier else "",
            rated_at=now,
        )
        unit.ratings.put(rating)
        await show(unit, booking, rating, now)
        return Rated.RATED


@dataclass(frozen=True, slots=True)
class AskComment:
    """The question that a comment is the answer to: without it a line would be anybody's."""

    clock: Clock
    rules: BookingRules

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person) -> Rated:
        now = self.clock.now()
        booking = await rateable(unit, booking_id, person, now, self.rules)
        if isinstance(booking, Rated):
            return booking
        if await unit.ratings.get(booking.id) is None:
            return Rated.STARS_FIRST
        await unit.outbox.add(visit_notices.comment(booking, "open"), now)
        return Rated.ASKED


@dataclass(frozen=True, slots=True)
class CommentVisit:
    """For the studio's eyes: the therapist sees a mean, and no words."""

    clock: Clock
    rules: BookingRules
    alerts: Alerts

    async def __call__(self, unit: UnitOfWork, booking_id: BookingId, person: Person, words: str) -> Rated:
        now = self.clock.now()
        booking = await rateable(unit, booking_id, person, now, self.rules)
        if isinstance(booking, Rated):
            return booking
        rating = await unit.ratings.get(booking.id)
        if rating is None:
            return Rated.STARS_FIRST
        if len(words) > LONGEST_COMMENT:
            return Rated.TOO_LONG
        said = replace(rating, comment=words, rated_at=now)
        unit.ratings.put(said)
        await show(unit, booking, said, now)
        if await unit.outbox.card(person.id, visit_notices.comment_card(booking.id)) is not None:
            await unit.outbox.add(visit_notices.comment(booking, "taken"), now)
        await self._tell_operators(unit, booking, said)
        return Rated.RATED

    async def _tell_operators(self, unit: UnitOfWork, booking: Booking, rating: Rating) -> None:
        therapist = await unit.therapists.get(rating.therapist)
        name = therapist.name if therapist else ""
        if not booking.probe:
            facts = {"reference": booking.reference, "therapist": name, "stars": rating.stars}
            await self.alerts(unit, "comment", **facts, comment=rating.comment)


async def rateable(
    unit: UnitOfWork, booking_id: BookingId, person: Person, now: datetime, rules: BookingRules
) -> Booking | Rated:
    booking = await unit.bookings.get(booking_id)
    if booking is None or booking.customer != person.id or booking.status is not BookingStatus.COMPLETED:
        return Rated.NOT_YOURS
    if now >= booking.ends_at + rules.rating_life:
        await show(unit, booking, await unit.ratings.get(booking.id), now, closed=True)
        return Rated.CLOSED
    return booking


async def show(
    unit: UnitOfWork,
    booking: Booking,
    rating: Rating | None,
    now: datetime,
    *,
    fresh: bool = False,
    closed: bool = False,
) -> None:
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    name = therapist.name if therapist else ""
    card = visit_notices.rating(booking, rating, therapist=name, fresh=fresh, closed=closed)
    await unit.outbox.add(card, now)
