"""What people are told of their messages: late, refused, uncertain, and /why; and how they say the usual."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.house import Hire, Studio, answer_to, calls, hire, labels, last
from tests.journeys.visiting import ahead
from tests.world import Phone, Program, http, wait_for

ZONE = ZoneInfo("Asia/Makassar")
Couple = tuple[Phone, Phone]


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return hire(program, tmp_path_factory.mktemp("honest"), *map(Hire, ("Wulan", "Xena", "Yuli", "Zaskia")))


@pytest.fixture(scope="module")
def couple(studio: Studio) -> Couple:
    customer, therapist = studio.customer("Yara"), studio.therapists[0]
    studio.pair(customer, therapist)
    return customer, therapist


def strike(reader: Phone, kind: str, **more: Any) -> None:
    """The next message to that chat, and no other."""
    wish = {"kind": kind, "method": "sendMessage", "chat": reader.id, "count": 1, **more}
    http("POST", f"{reader.world}/world/faults", wish)


def reactions(person: Phone, message_id: int) -> list[tuple[str, str]]:
    return [(one["emoji"], one["from"]) for one in person.message(message_id)["reactions"]]


def copies(reader: Phone, text: str) -> int:
    return sum(one["text"] == text for one in reader.from_bot())


def code_of(notice: dict[str, Any]) -> str:
    found = re.search(r"M-[0-9A-Z]{3,}", notice["text"])
    assert found, notice["text"]
    return found[0]


def why(person: Phone, words: str = "", reply_to: int | None = None) -> str:
    before = last(person)
    person.send(f"/why {words}".strip(), reply_to)
    answer: dict[str, Any] = wait_for(lambda: person.from_bot(before), "an answer to /why")[-1]
    return str(answer["text"])


@pytest.mark.parametrize("way", ["to the therapist", "to the customer"])
def test_eyes_while_it_waits_and_none_once_it_is_there(couple: Couple, way: str) -> None:
    sender, reader = couple if way == "to the therapist" else couple[::-1]
    strike(reader, "429", retry_after=5)
    sent = sender.send(f"Late, {way}")
    wait_for(lambda: reactions(sender, sent) == [("👀", "bot")], "eyes under what is late")
    assert copies(reader, f"Late, {way}") == 0
    reader.see(f"Late, {way}")
    wait_for(lambda: reactions(sender, sent) == [], "no eyes any more")
    assert copies(reader, f"Late, {way}") == 1


def test_refused_in_words_with_a_second_try(couple: Couple, studio: Studio) -> None:
    customer, therapist = couple
    stranger = studio.customer("Zelda")
    strike(therapist, "error", code=400, description="Bad Request: this one not")
    sent = customer.send("Take the side door")
    notice = answer_to(customer, sent, "Not delivered")
    code = code_of(notice)
    assert labels(notice) == ["Send again", "Leave it"]
    assert "not delivered" in why(customer, code)
    assert "know of no message" in why(therapist, code), "it has never stood before her"
    customer.click("Send again", after=notice["message_id"] - 1)
    copy = therapist.see("Take the side door")["message_id"]
    own = wait_for(lambda: (told := why(customer, code)).count("delivered") > 1 and told, "its whole life")
    for told in (
        own,
        why(customer, reply_to=sent),
        why(therapist, code.lower()),
        why(therapist, reply_to=copy),
    ):
        assert code in told
        assert "side door" not in told
        assert "this one not" not in told, "what Telegram said is the operator's"
    assert "this one not" in why(studio.operator, code) or "customer_" in why(studio.operator, code)
    for words in (code, "M-ZZZZ", "M-ZZZZZZZZZZZZZZ"):
        assert why(stranger, words) == f"I know of no message or booking of yours that is called {words}."
    assert "neither a message" in why(stranger, reply_to=last(stranger))
    assert copies(therapist, "Take the side door") == 1


def test_uncertain_in_words_and_left_as_it_is(couple: Couple) -> None:
    customer, therapist = couple
    strike(therapist, "cut_after")
    sent = customer.send("It may have arrived")
    notice = answer_to(customer, sent, "did not say whether this reached")
    assert "never said whether" in why(customer, reply_to=sent)
    assert reactions(customer, sent) == []
    customer.click("Leave it", after=notice["message_id"] - 1)
    assert "withdrawn by its writer" in why(customer, code_of(notice))
    assert copies(therapist, "It may have arrived") == 1, "it had, and is not sent again"


def test_a_stopped_line_can_be_asked_about(couple: Couple) -> None:
    customer, therapist = couple
    sent = customer.send("Write me at yara@example.org")
    code = code_of(answer_to(customer, sent, "Not delivered"))
    told = why(customer, code)
    assert "not delivered" in told
    assert "@" not in told
    assert "know of no message" in why(therapist, code)


def test_a_booking_by_its_reference(studio: Studio) -> None:
    customer, therapist = studio.customer("Vina"), studio.therapists[1]
    reference = studio.pair(customer, therapist)
    assert reference in why(customer, reference.replace("-", "").lower())
    assert reference in why(therapist, reference)
    assert reference in why(studio.operator, reference)
    assert "know of no" in why(studio.therapists[0], reference)


def test_a_phrase_is_read_in_each_ones_own_language(studio: Studio) -> None:
    customer, therapist = studio.customer("Uli"), studio.therapists[2]
    studio.pair(customer, therapist)
    customer.click("Bahasa Indonesia", after=customer.send("/language"))
    customer.see("Mulai sekarang saya memakai bahasa Indonesia")
    before = last(customer), last(therapist)
    therapist.send("/phrases")
    keys = wait_for(lambda: keyboard(therapist, before[1]), "the phrases as keys")
    assert "I'm on my way to you." in keys
    therapist.send("I'm on my way to you.")
    customer.see("Saya sedang menuju ke tempat Anda.", after=before[0])
    customer.send("/phrases")
    asked = next(
        key for key in wait_for(lambda: keyboard(customer, before[0]), "hers") if "sampai mana" in key
    )
    customer.send(asked)
    therapist.see("How far away are you?", after=before[1])


def keyboard(person: Phone, after: int) -> list[str]:
    rows: list[list[Any]] = next(
        (one["keyboard"] for one in reversed(person.from_bot(after)) if one.get("keyboard")), []
    )
    return [key if isinstance(key, str) else key["text"] for row in rows for key in row]


def test_silent_hours_but_for_todays_visit(studio: Studio) -> None:
    therapist, today, later = studio.therapists[3], studio.customer("Tara"), studio.customer("Siska")
    studio.pair(today, therapist)
    ahead(studio, later, therapist)
    later.send("Loud")
    seen = therapist.see("Loud")
    now = datetime.fromtimestamp(seen["date"], ZONE)
    therapist.send(f"/quiet {(now.hour - 1) % 24}:00-{(now.hour + 2) % 24}:00")
    therapist.see("Silent from")
    later.send("Still")
    today.send("Sounding")
    for text in ("Still", "Sounding"):
        therapist.see(text)
    assert {text: silently(therapist, text) for text in ("Loud", "Still", "Sounding")} == {
        "Loud": False,
        "Still": True,
        "Sounding": False,
    }


def silently(reader: Phone, text: str) -> bool:
    sent = [
        one for one in calls(reader.world) if one["chat"] == reader.id and one["params"].get("text") == text
    ]
    return str(sent[-1]["params"].get("disable_notification", "")).lower() == "true"
