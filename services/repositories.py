"""The repositories a unit of work offers: one Protocol per aggregate, implemented in `storage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.availability import Held
from domain.booking import Booking, BookingStatus, Request
from domain.catalogue import Choice, District, Service
from domain.ids import (
    BookingId,
    OfferId,
    PersonId,
    ProposalId,
    ServiceCode,
    TherapistId,
)
from domain.offer import Offer
from domain.people import Address, Person, Readiness, Therapist
from domain.proposal import Proposal
from domain.rating import Rating
from domain.schedule import Schedule
from domain.terms import Terms as OwnTerms
from domain.time import Span


@dataclass(frozen=True, slots=True)
class Change:
    """Who moved a thing, when and why: recorded with every change of status."""

    by: str
    at: datetime
    why: str = ""


class People(Protocol):
    async def get(self, person: PersonId) -> Person | None: ...

    async def at(self, address: Address) -> Person | None: ...

    async def add(self, person: Person) -> Person:
        """`person.id` is ignored; the answer carries the new one."""
        ...

    def save(self, person: Person) -> None: ...

    async def operators(self) -> Sequence[Person]: ...


class Therapists(Protocol):
    async def get(self, therapist: TherapistId) -> Therapist | None: ...

    async def by_code(self, code: str) -> Therapist | None: ...

    async def roster(self, *, probe: bool = False) -> Sequence[Therapist]:
        """All active ones, by name: those that are not probes, or only those that are."""
        ...

    async def add(self, therapist: Therapist) -> Therapist: ...

    def save(self, therapist: Therapist) -> None: ...

    def set_readiness(self, therapist: TherapistId, readiness: Readiness) -> None:
        """That alone: whatever else is saved of them at the same time stands."""
        ...

    async def schedule(self, therapist: TherapistId) -> Schedule: ...

    async def schedules(self, therapists: Sequence[TherapistId]) -> Mapping[TherapistId, Schedule]: ...

    def set_schedule(self, therapist: TherapistId, schedule: Schedule) -> None: ...


class Invites(Protocol):
    """Kept as hashes: the link itself is shown once."""

    def add(self, therapist: TherapistId, token_hash: str, expires_at: datetime) -> None: ...

    async def find(self, token_hash: str) -> tuple[TherapistId, datetime, datetime | None] | None:
        """Therapist, expires_at, used_at."""
        ...

    def use(self, token_hash: str, by: PersonId, at: datetime) -> None:
        """Stale when it was used meanwhile."""
        ...

    async def open_for(self, therapist: TherapistId, now: datetime) -> bool: ...


class Catalogue(Protocol):
    async def services(self) -> Sequence[Service]: ...

    async def districts(self) -> Sequence[District]: ...

    def put_service(self, service: Service) -> None: ...

    def put_district(self, district: District) -> None: ...


class Terms(Protocol):
    """Therapists' own durations and prices, the shortest first."""

    async def of_service(self, service: ServiceCode) -> Mapping[TherapistId, Sequence[Choice]]:
        """Only those who have any for it."""
        ...

    async def of_therapist(self, therapist: TherapistId) -> OwnTerms: ...

    async def put(self, therapist: TherapistId, service: ServiceCode, choices: Sequence[Choice]) -> None:
        """All there are from now on; none: the catalogue's hold again."""
        ...


class Bookings(Protocol):
    async def add(self, request: Request, booking: Booking, change: Change) -> Booking:
        """`booking.id` is ignored; the answer carries the new one. Stale when the reference is taken."""
        ...

    async def get(self, booking: BookingId) -> Booking | None: ...

    async def by_token(self, token: str) -> Booking | None: ...

    async def by_reference(self, reference: str) -> Booking | None: ...

    async def live_of_customer(self, customer: PersonId) -> Sequence[Booking]: ...

    async def live_of_pair(self, customer: PersonId, therapist: TherapistId) -> Sequence[Booking]: ...

    async def past_of_customer(self, customer: PersonId, now: datetime, limit: int) -> Sequence[Booking]:
        """What is over, however it ended; the latest first."""
        ...

    async def last_visit(self, customer: PersonId, now: datetime) -> Booking | None:
        """The latest that began, as far as anybody knows."""
        ...

    async def day_of(self, therapist: TherapistId, window: Span) -> Sequence[Booking]:
        """Agreed visits that touch it, also those that are done; in order."""
        ...

    async def claims(self, therapist: TherapistId, window: Span) -> Sequence[Booking]:
        """The same with the requests that wait for this therapist's answer."""
        ...

    async def list(self, *, status: BookingStatus | None = None, limit: int = 50) -> Sequence[Booking]: ...

    def save(self, before: Booking, after: Booking, change: Change) -> None:
        """Compare-and-set on (status, version); the change of status is recorded."""
        ...


class Occupancy(Protocol):
    async def hold(
        self,
        booking: BookingId | None,
        therapist: TherapistId,
        held: Held,
        now: datetime,
        *,
        name: str = "",
        expires_at: datetime | None = None,
    ) -> None:
        """Written at once: its refusal decides. Raises SlotTaken, which leaves the unit usable.

        Without a `name` it is the booking's own time. With one (`proposal:17`, `wait:5`) it is kept for that,
        and from `expires_at` on stands in nobody's way."""
        ...

    async def release(self, booking: BookingId) -> None:
        """Its own time, at once, so that a hold later in the same unit sees it free."""
        ...

    async def release_hold(self, name: str) -> None:
        """All that was kept under that name, at once."""
        ...

    async def own(self, booking: BookingId) -> Held | None:
        """Its own time as it is held, with what was kept before and after it when it was."""
        ...

    async def busy(
        self,
        therapists: Sequence[TherapistId],
        window: Span,
        now: datetime,
        *,
        but: BookingId | None = None,
    ) -> Mapping[TherapistId, Sequence[Held]]: ...


class Offers(Protocol):
    async def add(self, offer: Offer) -> Offer: ...

    async def get(self, offer: OfferId) -> Offer | None: ...

    async def of_booking(self, booking: BookingId) -> Sequence[Offer]: ...

    def save(self, before: Offer, after: Offer, change: Change) -> None:
        """Compare-and-set on (status, version); the change of status is recorded."""
        ...


class Proposals(Protocol):
    async def add(self, proposal: Proposal, change: Change) -> Proposal:
        """`proposal.id` is ignored; the answer carries the new one. Stale while another one is open."""
        ...

    async def get(self, proposal: ProposalId) -> Proposal | None: ...

    async def open_of(self, booking: BookingId) -> Proposal | None: ...

    async def of_booking(self, booking: BookingId) -> Sequence[Proposal]:
        """In the order in which they were put."""
        ...

    def save(self, before: Proposal, after: Proposal, change: Change) -> None:
        """Compare-and-set on the status; its change is recorded."""
        ...


class Phrases(Protocol):
    """Each person's own, in the order they were added."""

    async def of(self, person: PersonId) -> Sequence[tuple[int, str]]: ...

    async def add(self, person: PersonId, text: str) -> None: ...

    async def remove(self, person: PersonId, phrase: int) -> None:
        """Nothing where it is not theirs."""
        ...


class Ratings(Protocol):
    async def get(self, booking: BookingId) -> Rating | None: ...

    def put(self, rating: Rating) -> None:
        """In place of an earlier one of that booking; the therapist's own figure follows."""
        ...

    async def mean(self, therapist: TherapistId) -> tuple[float | None, int]:
        """1 to 5, and of how many; (None, 0) before the first."""
        ...
