"""Waitlist: a freed time is offered to the next in line by the same offer engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, time
from pathlib import Path

import pytest

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

        async def work(unit: UnitOfWork) -> None:
            dewi = await unit.therapists.by_code("dewi")
            assert dewi is not None
            tuesday = DateException(date(2026, 3, 3), (Window(time(14), time(15)),))
            unit.therapists.set_schedule(dewi.id, Schedule(ZONE, exceptions=(tuesday,)))

        await opened.units.run(work)
        yield opened


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
