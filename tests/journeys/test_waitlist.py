"""A freed time goes to the next in line: over HTTP, one person in each language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.house import Hire, Studio, hire
from tests.world import Phone, Program, add_person, http

ENGLISH = (
    "60 minutes",
    "At the studio",
    "Putri",
    "Pick a day",
    "None of these suits me",
    "Join the waitlist",
)
INDONESIAN = ("60 menit", "Di studio", "Putri", "Pilih hari", "Tidak ada yang cocok", "Masuk daftar tunggu")


def an_hour_a_week(program: Program) -> str:
    """The day after tomorrow's afternoon, in a roster's row."""
    now = datetime.fromisoformat(http("GET", f"{program.web}/clock")["at"])
    day = (now + timedelta(days=2)).strftime("%a").lower()
    return f"{day},14:00,15:00"


def joins(person: Phone, first: str, way: Sequence[str]) -> None:
    person.send("/book")
    for label in (first, *way):
        person.click(label)


def set_up(program: Program, folder: Path) -> tuple[Studio, Phone, Phone, Phone]:
    """Eve has the first hour of Putri's; Ana and Budi, in that order, wait for it."""
    studio = hire(program, folder, Hire("Putri", hours=(an_hour_a_week(program),)))
    (putri,) = studio.therapists
    eve, ana = studio.customer("Eve"), studio.customer("Ana")
    studio.pair(eve, putri, when=("Pick a day", "", "14:00"))
    joins(ana, studio.service, ENGLISH)
    ana.see("On the waitlist")
    budi = add_person(program.world, "Budi", language_code="id")
    budi.start()
    joins(budi, studio.service, INDONESIAN)
    budi.see("Di daftar tunggu")
    eve.click("Cancel this booking")
    eve.click("Yes, cancel it")
    ana.see("A time with Putri is free")
    return studio, ana, budi, putri


@pytest.mark.slow
def test_the_first_lets_it_go_and_the_next_takes_it(program: Program, tmp_path: Path) -> None:
    studio, ana, budi, putri = set_up(program, tmp_path)
    studio.quiet()
    assert not [one for one in budi.from_bot() if "Ada waktu kosong" in one["text"]]
    ana.click("No, thanks")
    ana.see("You let this time go")
    budi.see("Ada waktu kosong dengan Putri")
    budi.click("Ambil")
    budi.see("Permintaan sudah dikirim ke Putri")
    putri.click("Accept")
    ana.send("/waitlist")
    ana.see("What you are waiting for")
