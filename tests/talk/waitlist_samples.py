"""One or more of every notice to those on the waitlist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.booking import Place, PlaceKind, Wish
from domain.catalogue import Money
from domain.ids import PersonId, ServiceCode, TherapistId, WaitId, WaitOfferId
from domain.offer import OfferStatus
from domain.people import Gender
from domain.time import Span
from domain.waitlist import Part, Wait, WaitOffer, WaitStatus, Watch
from services import wait_notices
from services.outgoing import Notice

START = datetime(2025, 3, 14, 6, 30, tzinfo=UTC)


def waitlist_samples(odd: str) -> Iterator[Notice]:
    for gender in (None, *Gender):
        for status in WaitStatus:
            for part in Part:
                one = replace(wait(odd, part), status=status, wish=Wish(gender=gender), passed=3)
                yield wait_notices.wait_card(one, "" if gender else odd)
    for outcome in OfferStatus:
        for news in ("", "price"):
            yield wait_notices.wait_offer(wait_time(outcome), wait(odd), odd, news=news)
    yield wait_notices.waitlist(PersonId(1), [], 5)
    paused = replace(wait(odd), status=WaitStatus.PAUSED)
    yield wait_notices.waitlist(PersonId(1), [(wait(odd), odd), (paused, "")], 5)


def wait(odd: str, part: Part = Part.ANY) -> Wait:
    return Wait(
        id=WaitId(2**62),
        customer=PersonId(1),
        service=ServiceCode("deep"),
        service_name=odd,
        minutes=90,
        place=Place(kind=PlaceKind.HOTEL, address=odd, district="Sanur", room="7"),
        wish=Wish(therapist=TherapistId(2)),
        watch=Watch(START.date(), START.date() + timedelta(days=part is Part.ANY), part),
        joined_at=START,
    )


def wait_time(outcome: OfferStatus) -> WaitOffer:
    return WaitOffer(
        id=WaitOfferId(2**62),
        wait=WaitId(2**62),
        customer=PersonId(1),
        therapist=TherapistId(2),
        span=Span(START, START + timedelta(hours=1)),
        price=Money(35_000_000, "IDR"),
        status=outcome,
        opened_at=START,
        answer_by=START + timedelta(hours=9),
    )
