"""Two people in different languages: each reads everything in their own, and what they write as written."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.house import FIRST, Hire, Studio, hire, last, place_of, send, walk
from tests.world import Phone, Program, add_person, http, wait_for

ENGLISH = re.compile(r"\b(the|you|your|with|and|minutes?|until|answer|request|visit)\b", re.IGNORECASE)
INDONESIAN = re.compile(r"\b(anda|yang|dan|dengan|menit|sampai|permintaan|kunjungan|di)\b", re.IGNORECASE)
WAY = ("60 menit", "Di studio")
LATER = ("Pilih hari", "Besok", FIRST, "Lewati")


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("languages"), Hire("Lastri"), Hire("Putri"))


def newcomer(studio: Studio, name: str) -> Phone:
    """Somebody whose Telegram is in Indonesian."""
    person = add_person(studio.program.world, name, language_code="id")
    person.start()
    person.see("Selamat datang")
    return person


def said_by_bot(person: Phone, after: int) -> str:
    """All that stands on this phone in the bot's own words, buttons included."""
    parts = []
    for one in person.from_bot(after):
        parts += [one["text"], *(key["text"] for row in one["buttons"] or [] for key in row)]
    return "\n".join(parts)


def menu(person: Phone) -> dict[str, str]:
    chat = http("GET", f"{person.world}/world/people/{person.id}/chat")
    return {one["command"]: one["description"] for one in chat["commands"]}


def times(card: dict[str, Any]) -> list[str]:
    """What the date_time entities of a card cover, as Telegram counts."""
    raw = card["text"].encode("utf-16-le")
    marks = [one for one in card["entities"] or [] if one["type"] == "date_time"]
    assert all(one["unix_time"] > 0 for one in marks)
    return [raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le") for one in marks]


def test_each_reads_their_own_language_from_the_request_to_the_talk(studio: Studio) -> None:
    therapist = studio.therapists[0]
    before = last(therapist)
    dewi = newcomer(studio, "Dewi")
    walk(dewi, studio.service, *WAY, "Lastri", *LATER, "Kirim permintaan")
    hers, his = dewi.see("Permintaan terkirim"), therapist.see("New request", after=before)
    assert "60 menit · Rp\u00a0250.000" in hers["text"]
    assert "60 minutes · IDR\u00a0250,000" in his["text"]
    day, hour = r"(Sen|Sel|Rab|Kam|Jum|Sab|Min), \d{1,2} [A-Z]\w\w", r"\d\d\.\d\d"
    assert all(re.fullmatch(rf"({day}, )?{hour}", one) for one in times(hers))
    assert re.fullmatch(r"[A-Z]\w\w, [A-Z]\w\w \d{1,2}, \d\d:\d\d", times(his)[0])
    therapist.click("Accept", after=before)
    dewi.see("Dikonfirmasi")
    dewi.see("saling menulis")
    therapist.see("You accepted", after=before)
    therapist.see("can write to each other", after=before)
    assert not ENGLISH.search(said_by_bot(dewi, 0).replace(studio.service, ""))
    assert not INDONESIAN.search(said_by_bot(therapist, before))


def test_what_people_write_is_nobodys_translation(studio: Studio) -> None:
    therapist, before = studio.therapists[0], last(studio.therapists[0])
    dewi = newcomer(studio, "Dewi B")
    walk(dewi, studio.service, *WAY, "Lastri", "Secepatnya", "Lewati", "Kirim permintaan")
    therapist.click("Accept", after=before)
    dewi.see("saling menulis")
    card = therapist.see("You and Dewi B can write", after=before)
    send(dewi, text="Pintunya yang hijau, Bu")
    assert therapist.see("Pintunya yang hijau, Bu", after=before)["text"] == "Pintunya yang hijau, Bu"
    send(therapist, text="I will ring the bell", reply_to=card["message_id"])
    assert dewi.see("I will ring the bell")["text"] == "I will ring the bell"


def test_the_language_changes_in_the_middle_of_the_form_and_everything_goes_along(studio: Studio) -> None:
    customer = studio.customer("Rina", language_code="en")
    wait_for(lambda: menu(customer).get("language") == "Choose your language", "a menu in English")
    asked = customer.send("/book")
    walk(customer, studio.service, "60 minutes", asked=asked)
    form = customer.see("Where?")
    asked = customer.send("/language")
    customer.click("Bahasa Indonesia", after=asked)
    card = customer.see("Di mana?", after=asked)
    assert f"{studio.service}, 60 menit · Rp\u00a0250.000" in card["text"]
    old = form["message_id"]
    wait_for(lambda: old not in [one["message_id"] for one in customer.chat()], "one form alone")
    customer.see("Mulai sekarang", after=asked)
    wait_for(lambda: menu(customer)["language"] == "Pilih bahasa Anda", "a menu in Indonesian")
    walk(customer, "Di studio", "Putri", *LATER, asked=asked)
    summary = customer.see("Belum ada yang dibooking", after=asked)
    customer.press(place_of(summary, "Batal"))
    customer.see("Formulir ini sudah ditutup")


def test_menus_go_by_role_and_telegrams_own_language_comes_first(studio: Studio) -> None:
    dewi = newcomer(studio, "Dewi C")
    wait_for(lambda: menu(dewi).get("language") == "Pilih bahasa Anda", "a menu in Indonesian")
    assert "status" not in menu(dewi)
    wait_for(lambda: "status" in menu(studio.operator), "the operator's menu")
    picker = last(dewi)
    dewi.click("🌐 English")
    dewi.click("English", after=picker)
    dewi.see("From now on you read English")
    wait_for(lambda: menu(dewi)["language"] == "Choose your language", "a menu in English")
    dewi.send("/help")
    assert "/book · Book a visit" in dewi.see("How it works")["text"]
