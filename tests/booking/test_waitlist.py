"""Waitlist: a freed time is offered to the next in line by the same offer engine."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from datetime import date, time
from pathlib import Path

import pytest

from bot.callbacks import MenuPress
from domain.people import Address
from domain.schedule import DateException, Schedule, Window
from services.ports import UnitOfWork
from tests.talk.studio import ZONE, Phone, Studio, studio

WAYS = {
    "en": ("Balinese", "60 minutes", "At the studio", "Dewi", "Pick a day"),
    "id": ("Balinese", "60 menit", "Di studio", "Dewi", "Pilih hari"),
}
WORDS = {
    "en": {
        "now": "Tell me when a time comes free",
        "none": "None of these suits me",
        "afternoon": "Afternoon",
        "join": "Join the waitlist",
        "joined": "On the waitlist",
        "free": "A time with Dewi is free",
        "take": "Take it",
        "pass": "No, thanks",
        "leave": "Leave the waitlist",
        "sent": "The request has gone to Dewi",
        "gone": "You let this time go",
        "listed": "What you are waiting for",
        "left": "You have left the waitlist",
    },
    "id": {
        "now": "Kabari saya jika ada waktu kosong",
        "none": "Tidak ada yang cocok",
        "afternoon": "Siang",
        "join": "Masuk daftar tunggu",
        "joined": "Di daftar tunggu",
        "free": "Ada waktu kosong dengan Dewi",
        "take": "Ambil",
        "pass": "Tidak, terima kasih",
        "leave": "Keluar dari daftar tunggu",
        "sent": "Permintaan sudah dikirim ke Dewi",
        "gone": "Anda melewatkan waktu ini",
        "listed": "Yang Anda tunggu",
        "left": "Anda sudah keluar dari daftar tunggu",
    },
}


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    """Dewi has one hour in all, on Tuesday from 14:00."""
    async with studio(tmp_path) as opened:
        await works_on(opened, date(2026, 3, 3))
        yield opened


async def works_on(at: Studio, *days: date) -> None:
    async def work(unit: UnitOfWork) -> None:
        dewi = await unit.therapists.by_code("dewi")
        assert dewi is not None
        hours = tuple(DateException(day, (Window(time(14), time(15)),)) for day in days)
        unit.therapists.set_schedule(dewi.id, Schedule(ZONE, exceptions=hours))

    await at.units.run(work)


async def to_days(phone: Phone, way: Sequence[str]) -> None:
    await phone.says("/book")
    for label in way:
        await phone.presses(label)


async def has_it_all(at: Studio) -> tuple[Phone, Phone]:
    """Eve has that hour."""
    dewi, eve = await at.therapist(4, "dewi"), await at.phone(60, "Eve")
    await to_days(eve, WAYS["en"])
    for label in ("Tomorrow", "14:00", "Skip", "Send request"):
        await eve.presses(label)
    await dewi.presses("Accept")
    return dewi, eve


async def gives_it_up(at: Studio, eve: Phone) -> None:
    await eve.presses("Cancel this booking")
    await eve.presses("Yes, cancel it")
    await at.time_passes()


@pytest.mark.parametrize("language", ["en", "id"])
async def test_the_whole_way(at: Studio, language: str) -> None:
    words = WORDS[language]
    dewi, eve = await has_it_all(at)
    ana, budi = await at.phone(50, "Ana", language), await at.phone(51, "Budi", language)
    for phone in (ana, budi):
        await to_days(phone, WAYS[language])
        assert words["none"] not in phone.card("draft").labels
        await phone.presses(words["now"])
        await phone.presses(words["afternoon"])
        await phone.presses(words["join"])
        assert words["joined"] in phone.card("wait").text
    await gives_it_up(at, eve)
    assert words["free"] in ana.last.text
    await ana.says("/why", reply_to=ana.last.id)
    assert "/waitlist" in ana.last.text
    assert [one.code for one in budi.chat if one.code == "wait.offer"] == []
    await ana.presses(words["pass"])
    assert ana.card("wait.offer").text.startswith(words["gone"])
    assert words["free"] in budi.last.text
    await budi.presses(words["take"])
    assert words["sent"] in budi.card("wait.offer").text
    assert "Budi" in dewi.card("offer").text
    await dewi.presses("Accept")
    await ana.says("/waitlist")
    assert ana.last.text.startswith(words["listed"])
    await ana.presses_data(ana.last.buttons[0][0][1], ana.last)
    await ana.presses(words["leave"])
    assert ana.card("wait").text.startswith(words["left"])


async def test_nobody_took_it_and_it_is_waited_for(at: Studio) -> None:
    dewi, ana = await at.therapist(4, "dewi"), await at.phone(50, "Ana")
    await to_days(ana, WAYS["en"])
    for label in ("Tomorrow", "14:00", "Skip", "Send request"):
        await ana.presses(label)
    await dewi.presses("Decline")
    await ana.presses("Tell me when a time comes free")
    card = ana.card("draft")
    assert "✓ Tue, Mar 3" in card.labels
    assert "Your earlier request is closed" in card.text
    await ana.presses("Join the waitlist")
    assert "Tue, Mar 3 · Any time" in ana.card("wait").text
    assert ana.card("booking").text.startswith("✖ Cancelled")
    await ana.says("/bookings")
    await ana.presses("Waitlist (1)")
    assert ana.last.text.startswith("What you are waiting for")


async def test_a_dot_is_a_full_day_that_can_be_waited_for(at: Studio) -> None:
    await works_on(at, date(2026, 3, 3), date(2026, 3, 5))
    dewi, eve = await has_it_all(at)
    ana = await at.phone(50, "Ana")
    await to_days(ana, WAYS["en"])
    card = ana.card("draft")
    dots = {data.rpartition("|")[2]: data for row in card.buttons for text, data in row if text == "·"}
    assert (
        await ana.presses_data(dots["w-2026-03-04"], card) == "Only the days with a number have a free time."
    )
    assert await ana.presses_data(dots["w-2026-03-03"], card) == ""
    assert "That day is full." in card.text
    assert "✓ Tue, Mar 3" in card.labels
    await ana.presses("Back")
    assert "None of these suits me" in card.labels[-3]
    await ana.presses_data(dots["w-2026-03-03"], card)
    await ana.presses("Join the waitlist")
    assert await ana.presses_data(dots["w-2026-03-03"], card) != "", (
        "an old button says that the form is over"
    )
    await gives_it_up(at, eve)
    assert "A time with Dewi is free" in ana.last.text
    assert dewi.card("offer").text.startswith("✖")


async def test_erasure_gives_up_the_place_and_what_is_kept_for_it(at: Studio) -> None:
    _, eve = await has_it_all(at)
    ana, budi = await at.phone(50, "Ana"), await at.phone(51, "Budi")
    for phone in (ana, budi):
        await to_days(phone, WAYS["en"])
        await phone.presses("Tell me when a time comes free")
        await phone.presses("Join the waitlist")
    await gives_it_up(at, eve)
    await ana.says("/mydata")
    (kept,) = json.loads(ana.last.file or b"{}")["waitlist"]
    assert (kept["service"], kept["status"], kept["partOfDay"]) == ("Balinese massage", "waiting", "any")
    await ana.says("/forget")
    await ana.presses_data(MenuPress(act="forget_sure").pack(), ana.last)
    await ana.presses_data(MenuPress(act="forget_now").pack(), ana.last)
    await at.time_passes()
    assert "A time with Dewi is free" in budi.last.text
    assert (await kept_of(at, ana), await kept_of(at, budi)) == (0, 1)


async def kept_of(at: Studio, phone: Phone) -> int:
    async def look(unit: UnitOfWork) -> int:
        person = await unit.people.at(Address("telegram", str(phone.number)))
        return len(await unit.waits.of_person(person.id)) if person else 0

    return await at.units.look(look)
