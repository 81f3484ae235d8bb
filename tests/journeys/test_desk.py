"""A therapist runs hours, time off, prices and the week in the chat, over HTTP and in either language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.house import Hire, Studio, act, hire, labels, last, shown
from tests.world import Phone, Program


@pytest.fixture
def studio(program: Program, tmp_path: Path) -> Studio:
    return hire(program, tmp_path, Hire("Rina", hours=("mon-fri,09:00,17:00",)))


@dataclass(frozen=True)
class Said:
    """What the buttons and cards of one language say."""

    language: str
    hours: str
    week: str
    saved: str
    wrong: str
    off: str
    sure: str
    hit: str
    nothing_cancelled: str
    take: str
    taken: str
    prices: str
    yours: str
    waits: str
    menu: str


ENGLISH = Said(
    language="English",
    hours="My hours",
    week="Your hours, every week",
    saved="Saved",
    wrong="12:00–15:00 overlaps with 09:00–13:00",
    off="Time off",
    sure="Take this time off?",
    hit="1 booking lies within",
    nothing_cancelled="Time off cancels nothing",
    take="Take it off",
    taken="Your time off is set",
    prices="Prices",
    yours="yours",
    waits="waits for your answer",
    menu="what would you like to do?",
)
INDONESIAN = Said(
    language="Bahasa Indonesia",
    hours="Jam kerja",
    week="Jam kerja Anda setiap minggu",
    saved="Tersimpan",
    wrong="12:00–15:00 bertumpang tindih dengan 09:00–13:00",
    off="Libur",
    sure="Ambil libur ini?",
    hit="1 booking ada di dalamnya",
    nothing_cancelled="Libur tidak membatalkan apa pun",
    take="Ya, ambil libur",
    taken="Libur Anda tercatat",
    prices="Harga",
    yours="milik Anda",
    waits="menunggu jawaban Anda",
    menu="apa yang ingin Anda lakukan?",
)


@pytest.mark.parametrize(
    "said", [ENGLISH, pytest.param(INDONESIAN, marks=pytest.mark.slow)], ids=["en", "id"]
)
def test_a_therapist_runs_the_week(studio: Studio, said: Said) -> None:
    rina, customer = studio.therapists[0], studio.customer("Nils")
    if said is INDONESIAN:
        rina.click(said.language, after=rina.send("/language"))
    sent = rina.send("/menu")
    card = rina.see(said.menu, after=sent)["message_id"]
    rina.click(said.hours, after=sent)
    rina.see(said.week, after=sent)
    change(rina, card, "mon-fri 9-13, 12-15", said.wrong)
    change(rina, None, "daily 0-24", said.saved)
    studio.request(customer, whom="Rina")
    sent = rina.send("/schedule")
    assert "Nils" in rina.see(said.waits, after=sent)["text"]
    rina.click("Nils", after=sent)
    rina.click("✅", after=sent)
    customer.see("Confirmed")
    time_off(rina, said)
    assert "Confirmed" in customer.see("Confirmed")["text"], "time off cancels nothing"
    prices(rina, studio, said)
    book = studio.customer("Olga")
    act(book, "start", payload=studio.rows("SELECT code FROM therapists WHERE name = 'Rina'")[-1]["code"])
    book.click(studio.service)
    assert "275,000" in str(labels(book.see("How long?")))


def change(rina: Phone, card: int | None, text: str, then: str) -> None:
    """In reply to the card: a line of its own might be for somebody."""
    newest = card or last(rina)
    sent = rina.send(text, reply_to=newest)
    rina.see(then, after=sent)


def time_off(rina: Phone, said: Said) -> None:
    sent = rina.send("/off today")
    card = rina.see(said.sure, after=sent)
    assert said.hit in card["text"]
    assert said.nothing_cancelled in card["text"]
    assert "Nils" in labels(card)[0]
    rina.click(said.take, after=sent)
    rina.see(said.taken, after=sent)
    assert shown(rina, card["message_id"])["text"].count("Nils") == 1
    rina.click("✖", after=sent)
    rina.see("✅", after=sent)


def prices(rina: Phone, studio: Studio, said: Said) -> None:
    sent = rina.send("/prices")
    card = rina.see(studio.service, after=sent)
    rina.click(studio.service, after=sent)
    rina.see("60 250000", after=sent)
    change(rina, card["message_id"], "60 275k", said.yours)
