"""Send request: what one makes, and when there is none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.booking import BookingStatus, Place, PlaceKind, Wish
from domain.dispatch import Need
from domain.ids import ServiceCode
from domain.offer import OfferStatus
from domain.people import Gender, Readiness
from domain.room import RoomStatus
from domain.time import Span
from services.people import KnowPerson, PersonLeft
from services.request_booking import AlreadyRequested, NobodyFits, Requested, SlotGone
from tests.services.studio import DAYTIME, MASSAGE, Studio, studio

FEMALE, MALE = Wish(gender=Gender.FEMALE), Wish(gender=Gender.MALE)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def test_one_transaction_makes_everything(at: Studio) -> None:
    made = await at.requested(at.wanted())
    booking, offer, start = made.booking, made.offer, at.clock.at + timedelta(minutes=50)
    assert (booking.status, booking.therapist) == (BookingStatus.REQUESTED, at.dewi.id)
    assert booking.span == Span(start, start + timedelta(hours=1))
    assert (booking.price.minor, booking.service_name) == (350_000, "Relaxing massage")
    assert await at.held(at.dewi) == [Span(start, start + timedelta(minutes=90))]
    assert (offer.status, offer.turn, offer.answer_by) == (
        OfferStatus.OPEN,
        1,
        at.clock.at + timedelta(minutes=5),
    )
    room = await at.room(offer)
    assert (room.status, room.customer, room.therapist) == (RoomStatus.PENDING, at.ann.id, at.dewi.id)
    (alert,) = await at.shown(await at.person(at.dewi), "offer")
    assert alert.values["answer_by"] == int(offer.answer_by.timestamp())
    assert (alert.values["outcome"], alert.values["customer"], alert.item.room) == ("open", "Ann", room.id)
    (card,) = await at.shown(at.ann, "booking")
    assert (card.values["therapist"], card.values["status"], card.item.room) == ("Dewi", "requested", room.id)
    assert at.events(f"bookings.{at.dewi.id}") == ["request"]
    assert at.events(f"chat_rooms.{at.ann.id}_{at.dewi.id}") == ["room_requested"]
    assert at.changes(booking) == [("draft", "requested", f"customer_{at.ann.id}", "requested")]
    assert at.rows("SELECT kind, subject FROM deadlines") == [("offer_answer", offer.id)]


async def test_events_name_nobody(at: Studio) -> None:
    await at.requested(at.wanted(notes="gate code 1234"))
    (told,) = at.rows("SELECT group_concat(payload) FROM events")
    assert not [word for word in ("Ann", "Dewi", "Danau", "1234") if word in told[0]]


async def test_three_taps_at_once_make_one(at: Studio) -> None:
    request = at.wanted()
    results = await asyncio.gather(*(at.ask(request) for _ in range(3)))
    made = [one for one in results if isinstance(one, Requested)]
    again = [one for one in results if isinstance(one, AlreadyRequested)]
    assert (len(made), len(again)) == (1, 2)
    assert {one.booking.id for one in again} == {made[0].booking.id}
    counts = [at.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("bookings", "offers", "rooms")]
    assert counts == [1, 1, 1]
    assert len(await at.shown(await at.person(at.dewi), "offer")) == 1


async def test_the_same_draft_later_is_what_it_became(at: Studio) -> None:
    request = at.wanted()
    made = await at.requested(request)
    await at.cancel(made.booking)
    again = await at.ask(request)
    assert isinstance(again, AlreadyRequested)
    assert again.booking.status is BookingStatus.CANCELLED


async def test_two_customers_one_slot(at: Studio) -> None:
    other = await at.house.customer("Other")
    request, rival = (at.at(5, wish=Wish(at.dewi.id), customer=who.id) for who in (at.ann, other))
    results = await asyncio.gather(at.ask(request), at.ask(rival))
    assert sorted(type(one).__name__ for one in results) == ["Requested", "SlotGone"]
    assert len(await at.held(at.dewi)) == 1


async def test_anybody_s_slot_goes_to_the_next_who_is_free(at: Studio) -> None:
    others = [await at.house.customer(f"Other {n}") for n in range(3)]
    asked = [await at.ask(at.at(5, customer=one.id)) for one in others]
    given = [one.booking.therapist for one in asked if isinstance(one, Requested)]
    assert given == [at.dewi.id, at.maya.id, at.budi.id]
    assert await at.ask(at.at(5)) == SlotGone()


@pytest.mark.parametrize(
    ("hours", "first", "second", "expected"),
    [
        (5.0, PlaceKind.HOME, PlaceKind.HOME, SlotGone),
        (6.25, PlaceKind.HOME, PlaceKind.HOME, SlotGone),  # within the turn-around
        (6.5, PlaceKind.HOME, PlaceKind.HOME, Requested),
        (3.75, PlaceKind.HOME, PlaceKind.HOME, SlotGone),  # its own turn-around would be cut
        (3.5, PlaceKind.HOME, PlaceKind.HOME, Requested),
        (6.0, PlaceKind.STUDIO, PlaceKind.STUDIO, Requested),  # none needed in the studio
        (4.0, PlaceKind.HOME, PlaceKind.STUDIO, SlotGone),  # none needed, but there is the way to the visit
        (3.5, PlaceKind.HOME, PlaceKind.STUDIO, Requested),
        (6.25, PlaceKind.STUDIO, PlaceKind.HOME, SlotGone),
        (6.5, PlaceKind.STUDIO, PlaceKind.HOME, Requested),
        (6.0, PlaceKind.HOME, PlaceKind.STUDIO, SlotGone),
    ],
)
async def test_turn_around(
    at: Studio, hours: float, first: PlaceKind, second: PlaceKind, expected: type
) -> None:
    """A visit of an hour in five hours, and another somewhere around it."""
    where = {kind: Place(kind=kind, address="here") for kind in PlaceKind}
    await at.requested(at.at(5, wish=Wish(at.dewi.id), place=where[first]))
    result = await at.ask(at.at(hours, wish=Wish(at.dewi.id), place=where[second]))
    assert isinstance(result, expected)


async def test_now_is_worked_out_when_it_is_sent(at: Studio) -> None:
    request = at.wanted(starts_at=at.clock.at + timedelta(minutes=50))
    at.clock.at += timedelta(minutes=11)
    made = await at.requested(request)
    assert made.booking.span.starts_at == at.clock.at + timedelta(minutes=54)
    assert int(made.booking.span.starts_at.timestamp()) % 300 == 0


async def test_notice_that_passes_while_the_customer_hesitates(at: Studio) -> None:
    request = at.at(1)
    at.clock.at += timedelta(seconds=1)
    assert await at.ask(request) == SlotGone()
    at.clock.at -= timedelta(seconds=1)
    assert isinstance(await at.ask(request), Requested)
    assert await at.ask(at.at(30 * 24 + 0.5)) == SlotGone()


async def test_a_slot_out_of_hours(at: Studio) -> None:
    for therapist in (at.dewi, at.maya, at.budi):
        await at.hours(therapist, DAYTIME)
    assert await at.ask(at.at(7.5)) == SlotGone()  # 17:30 to 18:30
    assert isinstance(await at.ask(at.at(7)), Requested)


async def test_busy_and_away(at: Studio) -> None:
    await at.save(at.dewi, readiness=Readiness.BUSY)
    await at.save(at.maya, readiness=Readiness.AWAY)
    now, later = await at.requested(at.wanted()), await at.requested(at.at(8))
    assert (now.booking.therapist, later.booking.therapist) == (at.budi.id, at.dewi.id)


async def test_nobody_is_asked_who_has_stopped_the_bot(at: Studio) -> None:
    """Her time would be held for half an hour, and the customer would wait for nothing."""
    dewi = await at.person(at.dewi)
    await at.house.do(PersonLeft(), dewi.address)
    assert (await at.requested(at.at(5))).booking.therapist == at.maya.id
    assert await at.ask(at.at(8, wish=Wish(at.dewi.id))) == NobodyFits()
    asked = Need(service=MASSAGE.code, minutes=60, place=PlaceKind.STUDIO, district="", wish=Wish())
    shown = await at.house.do(at.do.slots.fitting, asked)
    assert [one.id for one in shown] == [at.budi.id, at.maya.id]
    await at.house.do(KnowPerson(frozenset(), ["en"]), dewi.address, "Dewi", "en")
    assert (await at.requested(at.at(11))).booking.therapist == at.dewi.id


async def test_everybody_is_busy(at: Studio) -> None:
    for therapist in (at.dewi, at.maya, at.budi):
        await at.requested(at.wanted(wish=Wish(therapist.id)))
    assert await at.ask(at.wanted()) == SlotGone()
    assert at.rows("SELECT count(*) FROM bookings") == [(3,)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"service": ServiceCode("gone")}, NobodyFits()),
        ({"minutes": 45}, NobodyFits()),
        ({"wish": Wish(gender=Gender.MALE), "place": Place(kind=PlaceKind.HOME, district="Kuta")}, None),
        ({"wish": Wish(999)}, NobodyFits()),  # type: ignore[arg-type]  # nobody's id
    ],
)
async def test_nobody_fits(at: Studio, changes: dict[str, Any], expected: NobodyFits | None) -> None:
    result = await at.ask(at.wanted(**changes))
    assert result == expected if expected else isinstance(result, Requested)


async def test_a_wish_for_a_gender_is_kept(at: Studio) -> None:
    assert (await at.requested(at.wanted(wish=MALE))).booking.therapist == at.budi.id
    assert await at.ask(at.wanted(wish=MALE)) == SlotGone()
    await at.save(at.budi, active=False)
    assert await at.ask(at.wanted(wish=MALE)) == NobodyFits()


async def test_nobody_is_asked_to_come_to_herself(at: Studio) -> None:
    herself = await at.person(at.dewi)
    assert (await at.requested(at.wanted(customer=herself.id))).booking.therapist == at.maya.id
    assert await at.ask(at.wanted(customer=herself.id, wish=Wish(at.dewi.id))) == NobodyFits()


async def test_probes_meet_only_probes(at: Studio) -> None:
    _, probe = await at.house.therapist("Probe")
    probe = await at.save(probe, probe=True, home_district="Sanur", rating=5.0)
    await at.hours(probe, DAYTIME)
    assert (await at.requested(at.wanted())).booking.therapist == at.dewi.id
    assert await at.ask(at.wanted(wish=Wish(probe.id))) == NobodyFits()
    tester = await at.house.customer("Tester")
    await at.house.do(lambda unit: _as_probe(unit, tester))
    made = await at.requested(at.wanted(customer=tester.id))
    assert (made.booking.therapist, made.booking.probe) == (probe.id, True)
    assert await at.ask(at.wanted(customer=tester.id, wish=Wish(at.dewi.id))) == NobodyFits()


async def _as_probe(unit: Any, person: Any) -> None:
    unit.people.save(replace(person, probe=True))


async def test_a_pair_that_talks_already_keeps_its_room(at: Studio) -> None:
    first = await at.requested(at.at(5, wish=Wish(at.dewi.id)))
    await at.accept(first.offer, at.dewi)
    second = await at.requested(at.at(8, wish=Wish(at.dewi.id)))
    assert second.offer.room == first.offer.room
    assert (await at.room(second.offer)).status is RoomStatus.OPEN


async def test_far_away_at_night_the_answer_waits_for_the_morning(at: Studio) -> None:
    at.clock.at += timedelta(hours=13)  # 23:00
    made = await at.requested(at.at(36))
    assert made.offer.answer_by == at.clock.at + timedelta(hours=9, minutes=30)
