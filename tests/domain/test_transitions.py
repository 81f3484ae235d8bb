"""Every step of every table: those that are allowed happen, all others are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.booking import LIVE, Booking, BookingStatus, IllegalTransition, Mode, Place, PlaceKind, Wish
from domain.catalogue import Money
from domain.ids import BookingId, OfferId, PersonId, RoomId, ServiceCode, TherapistId
from domain.offer import Offer, OfferStatus
from domain.room import CloseReason, Room, RoomStatus
from domain.time import Span

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)

BOOKING_STEPS = """
draft > requested
requested > confirmed unanswered cancelled
confirmed > on_the_way in_progress requested cancelled no_show
on_the_way > in_progress cancelled no_show
in_progress > completed
"""
ROOM_STEPS = """
pending > open closed
open > expired closed
"""


def steps(table: str) -> set[tuple[str, str]]:
    lines = [line.split(" > ") for line in table.strip().splitlines()]
    return {(before, after) for before, afters in lines for after in afters.split()}


def booking(status: BookingStatus) -> Booking:
    return Booking(
        id=BookingId(1),
        reference="RL-7K2M",
        token="t",
        customer=PersonId(7),
        therapist=TherapistId(1),
        service=ServiceCode("thai"),
        service_name="Thai",
        span=Span(NOW, LATER),
        price=Money(100, "IDR"),
        place=Place(kind=PlaceKind.STUDIO),
        wish=Wish(),
        mode=Mode.NOW,
        notes="",
        status=status,
        version=3,
        requested_at=NOW,
    )


def offer(status: OfferStatus) -> Offer:
    return Offer(
        id=OfferId(1),
        booking=BookingId(1),
        therapist=TherapistId(1),
        room=RoomId(1),
        turn=1,
        status=status,
        version=3,
        opened_at=NOW,
        answer_by=LATER,
    )


def room(status: RoomStatus) -> Room:
    return Room(
        id=RoomId(1),
        generation=1,
        customer=PersonId(7),
        therapist=TherapistId(1),
        therapist_person=PersonId(8),
        status=status,
        version=3,
        created_at=NOW,
    )


@pytest.mark.parametrize("before", BookingStatus)
@pytest.mark.parametrize("after", BookingStatus)
def test_booking(before: BookingStatus, after: BookingStatus) -> None:
    if (before, after) in steps(BOOKING_STEPS):
        moved = booking(before).to(after)
        assert (moved.status, moved.version) == (after, 4)
    else:
        with pytest.raises(IllegalTransition, match=f"RL-7K2M cannot go from {before} to {after}"):
            booking(before).to(after)


@pytest.mark.parametrize("before", OfferStatus)
@pytest.mark.parametrize("after", OfferStatus)
def test_offer(before: OfferStatus, after: OfferStatus) -> None:
    if before is OfferStatus.OPEN and after is not OfferStatus.OPEN:
        ended = offer(before).end(after, LATER)
        assert (ended.status, ended.version, ended.ended_at) == (after, 4, LATER)
    else:
        with pytest.raises(IllegalTransition):
            offer(before).end(after, LATER)


@pytest.mark.parametrize("before", RoomStatus)
@pytest.mark.parametrize("after", RoomStatus)
def test_room(before: RoomStatus, after: RoomStatus) -> None:
    if (before, after) in steps(ROOM_STEPS):
        moved = room(before).to(after, at=LATER, reason=CloseReason.EXPIRED)
        ended = LATER if after in {RoomStatus.CLOSED, RoomStatus.EXPIRED} else None
        assert (moved.status, moved.version, moved.ended_at) == (after, 4, ended)
    else:
        with pytest.raises(IllegalTransition):
            room(before).to(after, at=LATER)


def test_what_is_live() -> None:
    assert {status for status in BookingStatus if booking(status).live} == LIVE
    assert {status.value for status in LIVE} == {"requested", "confirmed", "on_the_way", "in_progress"}
    assert {status for status in RoomStatus if room(status).live} == {RoomStatus.PENDING, RoomStatus.OPEN}


def test_members_of_a_room() -> None:
    one = room(RoomStatus.OPEN)
    assert one.conversation == "customer_7_therapist_1"
    assert (one.counterpart(PersonId(7)), one.counterpart(PersonId(8))) == (8, 7)
    assert one.counterpart(PersonId(9)) is None
    assert one.role_of(PersonId(9)) is None
