"""A therapist's calendar as two libraries read it that are not ours: what is in it, and what never is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.schedule import Schedule
from domain.time import Span
from services.ports import UnitOfWork
from tests.node.calendars import Readers, readers
from tests.talk.calendars import address, opened
from tests.talk.studio import Phone, Studio, studio
from tests.talk.test_form import through

CUSTOMER, STREET, NOTES = "Ana, the; \\one\\ 🌺", "Jalan Kembang, 9; \\Gang", "left kneezz"


@pytest.fixture(scope="module")
def read() -> Iterator[Readers]:
    with readers() as made:
        yield made


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as made:
        yield made


async def asked(at: Studio) -> tuple[Phone, Phone]:
    maya, ana = await at.therapist(2, "maya"), await at.phone(50, CUSTOMER)
    await ana.says("/book")
    await through(ana, "Balinese", "90 minutes", "At my home")
    await ana.says(STREET)
    await through(ana, "Renon", "Maya", "As soon as possible")
    await ana.says(NOTES)
    await ana.presses("Send request")
    return maya, ana


async def only(read: Readers, body: bytes | None) -> dict[str, Any]:
    """The one event, of which both say the same."""
    assert body is not None
    (first,), (second,) = (found["events"] for found in read(body))
    assert {name: first[name] for name in second} == second
    return dict(first)


async def test_request_agreed_and_cancelled_are_one_event_of_rising_sequence(
    at: Studio, read: Readers
) -> None:
    maya, ana = await asked(at)
    token = await address(maya)
    request = await only(read, await opened(at, token))
    await maya.presses("Accept")
    agreed = await only(read, await opened(at, token))
    await at.time_passes(minutes=1)
    await ana.presses("Cancel this booking")
    await ana.presses("Yes, cancel it")
    gone = await only(read, await opened(at, token))
    assert [one["status"] for one in (request, agreed, gone)] == ["TENTATIVE", "CONFIRMED", "CANCELLED"]
    assert request["uid"] == agreed["uid"] == gone["uid"]
    assert request["sequence"] < agreed["sequence"] < gone["sequence"]
    assert (request["starts_at"], request["ends_at"]) == (gone["starts_at"], gone["ends_at"])
    assert gone["changed_at"] == agreed["changed_at"] + 60 == gone["stamp"]
    assert (agreed["transparency"], gone["transparency"]) == ("OPAQUE", "TRANSPARENT")
    assert (request["summary"], agreed["summary"]) == (
        "Request: Balinese massage · at the customer's home", "Balinese massage · at the customer's home",
    )  # fmt: skip
    await at.time_passes(days=15)
    body = await opened(at, token)
    assert body is not None
    assert all(found["events"] == [] for found in read(body))


async def test_nothing_of_the_customer_is_in_it_unless_switched_on(at: Studio, read: Readers) -> None:
    maya, _ = await asked(at)
    token = await address(maya)
    for accept in (False, True):
        if accept:
            await maya.presses("Accept")
        found = await only(read, await opened(at, token))
        shown = str(found)
        for part in ("Ana", "🌺", "Kembang", "Renon", NOTES):
            assert part not in shown
        assert (found["location"], found["geo"]) == (None, None)


async def test_switched_on_it_tells_what_the_cards_tell_by_then(at: Studio, read: Readers) -> None:
    maya, ana = await asked(at)
    token = await address(maya)
    request = await only(read, await opened(at, token, details=True))
    assert (request["summary"], request["location"]) == (f"Request: Balinese massage · {CUSTOMER}", "Renon")
    await maya.presses("Accept")
    agreed = await only(read, await opened(at, token, details=True))
    assert (agreed["summary"], agreed["location"]) == (f"Balinese massage · {CUSTOMER}", f"{STREET}, Renon")
    assert NOTES not in str(agreed)
    await ana.says("/forget")
    await ana.presses("Yes, erase everything")
    await ana.presses("Erase for good")
    shown = str(await only(read, await opened(at, token, details=True)))
    for part in ("Ana", "Kembang", "Renon"):
        assert part not in shown


async def test_one_that_goes_to_somebody_else_is_gone_from_hers(at: Studio, read: Readers) -> None:
    maya, _ = await asked(at)
    token = await address(maya)
    await maya.presses("Decline")
    body = await opened(at, token)
    assert body is not None
    assert all(found["events"] == [] for found in read(body))


async def test_time_off_is_shown_and_blocks_nothing_of_her_own(at: Studio, read: Readers) -> None:
    maya = await at.therapist(2, "maya")
    token = await address(maya)
    now = at.clock.at
    off = Span(now + timedelta(days=1), now + timedelta(days=3))
    past = Span(now - timedelta(days=90), now - timedelta(days=80))

    async def take_off(unit: UnitOfWork) -> None:
        found = await unit.therapists.by_code("maya")
        assert found is not None
        unit.therapists.set_schedule(found.id, Schedule("Asia/Makassar", time_off=(past, off)))

    await at.units.run(take_off)
    found = await only(read, await opened(at, token))
    assert (found["summary"], found["transparency"]) == ("Time off", "TRANSPARENT")
    assert (found["starts_at"], found["ends_at"]) == (off.starts_at.timestamp(), off.ends_at.timestamp())


async def test_it_speaks_her_language_and_bears_her_name(at: Studio, read: Readers) -> None:
    maya, _ = await asked(at)
    token = await address(maya)
    await maya.says("/language")
    await maya.presses("Bahasa Indonesia")
    body = await opened(at, token)
    assert body is not None
    for found in read(body):
        assert found["name"] == "Roomline Wellness · Maya"
        assert found["events"][0]["summary"] == "Permintaan: Balinese massage · di rumah pelanggan"


async def test_the_same_visits_are_the_same_bytes_however_late_it_is(at: Studio) -> None:
    maya, _ = await asked(at)
    token = await address(maya)
    before = await opened(at, token)
    at.clock.at += timedelta(hours=3)
    assert await opened(at, token) == before
