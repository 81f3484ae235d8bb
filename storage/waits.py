"""The waitlist: wishes in the order in which they came, and the times offered to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, exists, insert, select, update

from domain.booking import Place, PlaceKind, Wish
from domain.catalogue import Money
from domain.ids import PersonId, WaitId, WaitOfferId
from domain.offer import OfferStatus
from domain.people import Gender
from domain.time import Span
from domain.waitlist import STANDING, Part, Wait, WaitOffer, WaitStatus, Watch
from services.repositories import Change
from storage.changes import record
from storage.instants import from_seconds
from storage.query import Query
from storage.statements import Statements
from storage.tables import people
from storage.tables import wait_offers as o
from storage.tables import waits as w

ADD = Query("waits.add", "A new wish, if it does not stand already.", insert(w).returning(w.c.id))
BY_ID = Query("waits.get", "One by our id.", select(w).where(w.c.id == bindparam("wait")))
STANDING_OF = Query(
    "waits.standing",
    "A person's wishes on the list, in the order in which they came.",
    select(w)
    .where(w.c.customer_id == bindparam("customer"), w.c.status.in_(sorted(STANDING)))
    .order_by(w.c.joined_at, w.c.id),
)
ANYBODY = Query(
    "waits.anybody", "One who waits.", select(w.c.id).where(w.c.status == WaitStatus.WAITING).limit(1)
)
LINE = Query(
    "waits.line",
    "Everybody who can be offered something now, first come first.",
    select(w)
    .join(people, people.c.id == w.c.customer_id)
    .where(
        w.c.status == WaitStatus.WAITING,
        people.c.reachable,
        ~people.c.probe,
        ~exists().where(o.c.customer_id == w.c.customer_id, o.c.status == OfferStatus.OPEN),
    )
    .order_by(w.c.joined_at, w.c.id),
)
SAVE = Query(
    "waits.save",
    "A wish as it is now, if nobody moved it meanwhile.",
    update(w).where(
        w.c.id == bindparam("wait"),
        w.c.status == bindparam("was_status"),
        w.c.version == bindparam("was_version"),
    ),
)
OF_PERSON = Query(
    "waits.of_person",
    "All that a person ever wished, in order.",
    select(w).where(w.c.customer_id == bindparam("customer")).order_by(w.c.joined_at, w.c.id),
)
ADD_OFFER = Query(
    "waits.add_offer", "A time offered, if that customer has none to answer.", insert(o).returning(o.c.id)
)
OFFER = Query("waits.offer", "One by our id.", select(o).where(o.c.id == bindparam("offer")))
OFFERS = Query(
    "waits.offers",
    "All that was offered to a person, in order.",
    select(o).where(o.c.customer_id == bindparam("customer")).order_by(o.c.id),
)
OPEN_OFFER = Query(
    "waits.open_offer",
    "The one that a customer has to answer.",
    select(o).where(o.c.customer_id == bindparam("customer"), o.c.status == OfferStatus.OPEN),
)
SAVE_OFFER = Query(
    "waits.save_offer",
    "An offer as it is now, if nobody ended it meanwhile.",
    update(o).where(
        o.c.id == bindparam("offer"),
        o.c.status == bindparam("was_status"),
        o.c.version == bindparam("was_version"),
    ),
)


def _wait(row: Row[Any]) -> Wait:
    return Wait(
        id=row.id,
        customer=row.customer_id,
        service=row.service,
        service_name=row.service_name,
        minutes=row.minutes,
        place=Place(
            kind=PlaceKind(row.place_kind),
            address=row.place_address,
            district=row.place_district,
            room=row.place_room,
            latitude=row.place_latitude,
            longitude=row.place_longitude,
        ),
        wish=Wish(row.wish_therapist, Gender(row.wish_gender) if row.wish_gender else None),
        watch=Watch(date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), Part(row.part)),
        notes=row.notes,
        seen=frozenset(map(from_seconds, row.seen)),
        passed=row.passed,
        status=WaitStatus(row.status),
        version=row.version,
        joined_at=row.joined_at,
        ended_at=row.ended_at,
    )


def _values(wait: Wait) -> dict[str, Any]:
    place = wait.place
    return {
        "customer_id": wait.customer,
        "wish_key": wait.key,
        "service": wait.service,
        "service_name": wait.service_name,
        "minutes": wait.minutes,
        "place_kind": place.kind,
        "place_address": place.address,
        "place_district": place.district,
        "place_room": place.room,
        "place_latitude": place.latitude,
        "place_longitude": place.longitude,
        "wish_therapist": wait.wish.therapist,
        "wish_gender": wait.wish.gender,
        "first_day": wait.watch.first.isoformat(),
        "last_day": wait.watch.last.isoformat(),
        "part": wait.watch.part,
        "notes": wait.notes,
        "seen": sorted(int(start.timestamp()) for start in wait.seen),
        "passed": wait.passed,
        "status": wait.status,
        "version": wait.version,
        "joined_at": wait.joined_at,
        "ended_at": wait.ended_at,
    }


def _offer(row: Row[Any]) -> WaitOffer:
    return WaitOffer(
        id=row.id,
        wait=row.wait_id,
        customer=row.customer_id,
        therapist=row.therapist_id,
        span=Span(row.starts_at, row.ends_at),
        price=Money(row.price_minor, row.currency),
        status=OfferStatus(row.status),
        version=row.version,
        opened_at=row.opened_at,
        answer_by=row.answer_by,
        ended_at=row.ended_at,
    )


def _offer_values(offer: WaitOffer) -> dict[str, Any]:
    return {
        "wait_id": offer.wait,
        "customer_id": offer.customer,
        "therapist_id": offer.therapist,
        "starts_at": offer.span.starts_at,
        "ends_at": offer.span.ends_at,
        "price_minor": offer.price.minor,
        "currency": offer.price.currency,
        "status": offer.status,
        "version": offer.version,
        "opened_at": offer.opened_at,
        "answer_by": offer.answer_by,
        "ended_at": offer.ended_at,
    }


class SqlWaits:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, wait: Wait, change: Change) -> Wait:
        result = await self._do.execute(ADD, **_values(wait))
        made = replace(wait, id=WaitId(result.scalar_one()))
        record(self._do, "wait", made.id, "", made.status, change)
        return made

    async def get(self, wait: WaitId) -> Wait | None:
        row = await self._do.row(BY_ID, wait=wait)
        return _wait(row) if row else None

    async def standing(self, customer: PersonId) -> Sequence[Wait]:
        return [_wait(row) for row in await self._do.rows(STANDING_OF, customer=customer)]

    async def anybody(self) -> bool:
        return await self._do.row(ANYBODY) is not None

    async def line(self) -> Sequence[Wait]:
        return [_wait(row) for row in await self._do.rows(LINE)]

    def save(self, before: Wait, after: Wait, change: Change) -> None:
        was = {"was_status": before.status, "was_version": before.version}
        self._do.swap(SAVE, wait=before.id, **was, **_values(after))
        if before.status is not after.status:
            record(self._do, "wait", before.id, before.status, after.status, change)

    async def of_person(self, person: PersonId) -> Sequence[Wait]:
        return [_wait(row) for row in await self._do.rows(OF_PERSON, customer=person)]

    async def add_offer(self, offer: WaitOffer, change: Change) -> WaitOffer:
        result = await self._do.execute(ADD_OFFER, **_offer_values(offer))
        made = replace(offer, id=WaitOfferId(result.scalar_one()))
        record(self._do, "wait_offer", made.id, "", made.status, change)
        return made

    async def offer(self, offer: WaitOfferId) -> WaitOffer | None:
        row = await self._do.row(OFFER, offer=offer)
        return _offer(row) if row else None

    async def offers(self, customer: PersonId) -> Sequence[WaitOffer]:
        return [_offer(row) for row in await self._do.rows(OFFERS, customer=customer)]

    async def open_offer(self, customer: PersonId) -> WaitOffer | None:
        row = await self._do.row(OPEN_OFFER, customer=customer)
        return _offer(row) if row else None

    def save_offer(self, before: WaitOffer, after: WaitOffer, change: Change) -> None:
        was = {"was_status": before.status, "was_version": before.version}
        self._do.swap(SAVE_OFFER, offer=before.id, **was, **_offer_values(after))
        if before.status is not after.status:
            record(self._do, "wait_offer", before.id, before.status, after.status, change)
