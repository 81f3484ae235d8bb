"""Telegram may send a press again under another update id: whatever it is, it has one effect."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.booking.test_stale_button_from_yesterday import another
from tests.talk.studio import Phone, Studio, studio

FACTS = (
    "SELECT id, status, version, therapist_id, starts_at, price_minor FROM bookings",
    "SELECT id, status, version, answer_by FROM offers",
    "SELECT id, status, generation, extensions_left FROM rooms",
    "SELECT booking_id, resource, starts_at, ends_at FROM occupancy",
    "SELECT id, acknowledged_at, alerted_at FROM acknowledgements",
    "SELECT id, status FROM proposals",
    "SELECT booking_id, stars FROM ratings",
    "SELECT thing, thing_id, before, after FROM changes",
    "SELECT channel, kind FROM events",
)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


def facts(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(f"file:{folder / 'studio.db'}?mode=ro", uri=True)) as database:
        return [database.execute(query).fetchall() for query in FACTS]


class Twice:
    """Presses a button, and sends the very same press again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pressed = folder, 0

    async def __call__(self, phone: Phone, label: str) -> None:
        shown, data = next(
            (one, data)
            for one in reversed(phone.chat)
            for row in one.buttons
            for text, data in row
            if label in text
        )
        await phone.presses_data(data, shown)
        after, cards = facts(self.folder), [one.code for one in phone.chat]
        await phone.presses_data(data, shown)
        assert facts(self.folder) == after, label
        assert sorted(one.code for one in phone.chat) == sorted(cards), f"{label}: told twice"
        self.pressed += 1


async def the_form(ana: Phone, twice: Twice) -> None:
    await ana.studio.time_passes(seconds=5)
    await ana.says("/book")
    for label in ("Balinese massage", "60 minutes", "At my home"):
        await twice(ana, label)
    await ana.says("Jalan 12")
    for label in ("Sanur", "Maya", "As soon as possible", "Skip", "Send request"):
        await twice(ana, label)


async def test_a_visit_from_the_form_to_the_stars(at: Studio, tmp_path: Path) -> None:
    maya, ana, twice = await at.therapist(70, "maya"), await at.phone(50, "Ana"), Twice(tmp_path)
    await the_form(ana, twice)
    for phone, label in (
        (maya, "Accept"), (ana, "Cancel this booking"), (ana, "No, keep it"),
        (maya, "I cannot make it"), (maya, "No, keep it"), (maya, "On the way"), (maya, "Arrived"),
        (maya, "Started"), (maya, "Finished"), (ana, "4 ⭐"), (ana, "5 ⭐"),
    ):  # fmt: skip
        await twice(phone, label)
    assert twice.pressed == 19


async def test_what_is_cancelled_declined_and_chosen(at: Studio, tmp_path: Path) -> None:
    maya, ana, twice = await at.therapist(70, "maya"), await at.phone(50, "Ana"), Twice(tmp_path)
    await another(at)
    await the_form(ana, twice)
    await twice(maya, "Accept")
    await twice(maya, "I cannot make it")
    await twice(maya, "Yes, call it off")
    await twice(ana, "Got it")
    await twice(ana, "Ask any therapist")
    await twice(ana, "Cancel this request")
    await twice(ana, "Yes, cancel it")
    await the_form(ana, twice)
    await twice(maya, "Decline")
    await twice(ana, "Choose another time")
    await ana.says("/cancel")
    await the_form(ana, twice)
    await twice(maya, "Accept")
    await twice(ana, "Cancel this booking")
    await twice(ana, "Yes, cancel it")
    await twice(maya, "Got it")
