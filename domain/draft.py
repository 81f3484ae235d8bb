"""The booking form as a pure thing: which question comes when, and what an answer changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from domain.booking import AGREED, Booking, Mode, Place, PlaceKind, Request, Wish
from domain.catalogue import Money
from domain.ids import PersonId, ServiceCode
from domain.waitlist import Watch


class Step(StrEnum):
    SERVICE = "service"
    DURATION = "duration"
    PLACE = "place"
    ADDRESS = "address"
    DISTRICT = "district"
    ROOM = "room"
    THERAPIST = "therapist"
    WHEN = "when"
    DAY = "day"
    TIME = "time"
    NOTES = "notes"
    SUMMARY = "summary"
    WAIT = "wait"
    """Beside the others: no time suits, and which to wait for is asked."""


TYPED = frozenset({Step.ADDRESS, Step.ROOM, Step.NOTES})
"""Questions whose answer is written, not pressed."""

LONGEST = {Step.ADDRESS: 200, Step.ROOM: 60, Step.NOTES: 500}
"""Characters an answer may have: what a therapist can take in at one glance of the offer."""

_PLACE_STEPS = {
    PlaceKind.STUDIO: (),
    PlaceKind.HOME: (Step.ADDRESS, Step.DISTRICT),
    PlaceKind.HOTEL: (Step.ADDRESS, Step.DISTRICT, Step.ROOM),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Immutable: an answer makes a new one. None means "not answered yet"; an empty string is an answer."""

    token: str
    step: Step = Step.SERVICE
    service: ServiceCode | None = None
    minutes: int | None = None
    place: PlaceKind | None = None
    address: str | None = None
    district: str | None = None
    room: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    wish: Wish | None = None
    mode: Mode | None = None
    day: date | None = None
    starts_at: datetime | None = None
    notes: str | None = None
    price: Money | None = None
    """What has been shown for it: not an answer, but what an answer was given to."""
    watch: Watch | None = None

    @property
    def path(self) -> tuple[Step, ...]:
        """Every question of this form, in order, as far as the answers so far tell."""
        place = _PLACE_STEPS[self.place] if self.place else ()
        when = (Step.DAY, Step.TIME) if self.mode is Mode.SCHEDULED else ()
        head = (Step.SERVICE, Step.DURATION, Step.PLACE, *place, Step.THERAPIST, Step.WHEN)
        return (*head, *when, Step.NOTES, Step.SUMMARY)

    def answered(self, step: Step) -> bool:
        known: dict[Step, object] = {
            Step.SERVICE: self.service,
            Step.DURATION: self.minutes,
            Step.PLACE: self.place,
            Step.ADDRESS: self.address,
            Step.DISTRICT: self.district,
            Step.ROOM: self.room,
            Step.THERAPIST: self.wish,
            Step.WHEN: self.mode,
            Step.DAY: self.day,
            Step.TIME: self.starts_at,
            Step.NOTES: self.notes,
        }
        return known.get(step) is not None

    @property
    def first(self) -> bool:
        return self.step is self.path[0]

    def onward(self) -> Draft:
        """To the first question without an answer. With none left, that is the summary."""
        return replace(self, step=next(step for step in self.path if not self.answered(step)))

    def back(self) -> Draft:
        """One question back; every answer is kept and shown."""
        if self.step is Step.WAIT:
            return self.at(Step.DAY if self.day is None else Step.TIME)
        place = self.path.index(self.step) if self.step in self.path else 0
        return replace(self, step=self.path[max(0, place - 1)])

    def at(self, step: Step) -> Draft:
        return replace(self, step=step)

    def untimed(self) -> Draft:
        """Without the time: what was changed decides which times there are."""
        return replace(self, mode=None, day=None, starts_at=None)

    def with_service(self, service: ServiceCode) -> Draft:
        if service == self.service:
            return self.onward()
        return replace(self.untimed(), service=service, minutes=None, price=None).onward()

    def with_minutes(self, minutes: int) -> Draft:
        after = self if minutes == self.minutes else replace(self.untimed(), price=None)
        return replace(after, minutes=minutes).onward()

    def with_place(self, place: PlaceKind) -> Draft:
        if place is self.place:
            return self.onward()
        bare = replace(self.untimed(), address=None, district=None, room=None, latitude=None, longitude=None)
        return replace(bare, place=place).onward()

    def with_address(self, address: str) -> Draft:
        return replace(self, address=address, latitude=None, longitude=None).onward()

    def with_pin(self, latitude: float, longitude: float) -> Draft:
        """A pin stands for the typed address; the district is asked all the same."""
        return replace(self, address="", latitude=latitude, longitude=longitude).onward()

    def with_district(self, district: str) -> Draft:
        after = self if district == self.district else self.untimed()
        return replace(after, district=district).onward()

    def with_room(self, room: str) -> Draft:
        return replace(self, room=room).onward()

    def with_wish(self, wish: Wish) -> Draft:
        after = self if wish == self.wish else replace(self.untimed(), price=None)
        return replace(after, wish=wish).onward()

    def with_now(self, starts_at: datetime) -> Draft:
        return replace(self, mode=Mode.NOW, day=None, starts_at=starts_at).onward()

    def with_scheduled(self) -> Draft:
        if self.mode is Mode.SCHEDULED:
            return self.at(Step.DAY)
        return replace(self.untimed(), mode=Mode.SCHEDULED).onward()

    def with_day(self, day: date) -> Draft:
        starts_at = self.starts_at if day == self.day else None
        return replace(self, day=day, starts_at=starts_at).at(Step.TIME)

    def with_time(self, starts_at: datetime) -> Draft:
        return replace(self, starts_at=starts_at).onward()

    def waiting(self, watch: Watch) -> Draft:
        return replace(self, watch=watch).at(Step.WAIT)

    def with_notes(self, notes: str) -> Draft:
        return replace(self, notes=notes).onward()

    @property
    def where(self) -> Place:
        """Raises ValueError before the place is chosen."""
        if self.place is None:
            raise ValueError("this draft has no place yet")
        return Place(
            kind=self.place,
            address=self.address or "",
            district=self.district or "",
            room=self.room or "",
            latitude=self.latitude,
            longitude=self.longitude,
        )

    def request(self, customer: PersonId) -> Request:
        """Raises ValueError while a question is open."""
        missing = [step for step in self.path[:-1] if not self.answered(step)]
        if missing or not (self.service and self.minutes and self.wish and self.mode and self.starts_at):
            raise ValueError(f"this draft has no answer to {', '.join(missing)}")
        return Request(
            customer=customer,
            service=self.service,
            minutes=self.minutes,
            place=self.where,
            wish=self.wish,
            mode=self.mode,
            starts_at=self.starts_at,
            notes=self.notes or "",
            token=self.token,
            price=self.price,
        )


def like(booking: Booking, token: str) -> Draft:
    """The same visit once more, at a time still to be chosen; with the one who came, if somebody did."""
    came = booking.status in AGREED and booking.therapist is not None
    place = booking.place
    visit = place.kind.visit
    filled = Draft(
        token=token,
        service=booking.service,
        minutes=booking.minutes,
        place=place.kind,
        address=place.address if visit else None,
        district=place.district if visit else None,
        room=place.room if place.kind is PlaceKind.HOTEL else None,
        latitude=place.latitude,
        longitude=place.longitude,
        wish=Wish(therapist=booking.therapist) if came else booking.wish,
        notes=booking.notes,
    )
    return filled.onward()
