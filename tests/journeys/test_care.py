"""Help called in silence, and a visit that nobody finished, over HTTP and in two languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import Hire, Studio, hire, last, status
from tests.journeys.visiting import skip_to, starts_at
from tests.world import Phone, Program, add_person

MINUTE = 60
ENGLISH, INDONESIAN = "I need the studio", "Saya perlu studio"


@pytest.fixture
def studio(program: Program, tmp_path: Path) -> Studio:
    """Hers is a phone in Indonesian."""
    made = hire(program, tmp_path, Hire("Ratna"), join=False)
    person = add_person(program.world, "Ratna", note="therapist of a journey", language_code="id")
    person.start(f"inv_{made.links['Ratna']}")
    person.see("Anda sudah terdaftar sebagai terapis")
    made.therapists.append(person)
    return made


def agreed(studio: Studio, customer: Phone, *, begun: bool = True) -> str:
    """In the studio, now; begun when its time has come. Answers the reference."""
    therapist, seen = studio.therapists[0], last(studio.therapists[0])
    reference = studio.request(customer, whom="Ratna")
    therapist.click("Terima", after=seen)
    customer.see(f"Confirmed · {reference}")
    skip_to(studio, starts_at(studio, reference) + 1)
    if begun:
        therapist.click("Mulai", after=seen)
        customer.see("Your visit has begun")
    studio.quiet()
    return reference


def phone_of(person: Phone) -> list[dict[str, Any]]:
    """All that it shows, buttons and edits included."""
    return person.chat()


def call_for_help(person: Phone, button: str, yes: str) -> str:
    """Answers the question that the first tap brings."""
    before = last(person)
    person.click(button)
    asked = person.seen("text", after=before)
    person.click(yes, after=before)
    return str(asked["text"])


def test_either_side_calls_and_the_other_sees_nothing(studio: Studio) -> None:
    customer, therapist, operator = studio.customer("Clara"), studio.therapists[0], studio.operator
    reference = agreed(studio, customer)
    for caller, other, words, told in (
        (therapist, customer, (INDONESIAN, "Ya, beri tahu"), "Ratna (therapist) needs help"),
        (customer, therapist, (ENGLISH, "Yes, tell them"), "Clara (customer) needs help"),
    ):
        shown, before = phone_of(other), last(operator)
        question = call_for_help(caller, *words)
        assert "help" not in question.lower() and "bantuan" not in question.lower()
        alert = operator.see(told, after=before)
        for fact in (reference, "Ratna", "Clara", "Jalan Raya Sanur 12", "customer_"):
            assert fact in alert["text"]
        studio.skip(2 * MINUTE + 1)
        again = operator.see("told 2 times", after=alert["message_id"])
        assert told in again["text"]
        operator.click("I take it", after=before)
        caller.see("sedang menanganinya" if caller is therapist else "is looking after it")
        operator.click("Resolved", after=before)
        caller.see("sudah beres" if caller is therapist else "marked this as settled")
        studio.quiet()
        assert phone_of(other) == shown
    assert status(studio, reference) == "in_progress"
    assert not studio.rows("SELECT 1 FROM events WHERE payload LIKE '%help%'")


def test_one_tap_is_no_call(studio: Studio) -> None:
    customer, operator = studio.customer("Dora"), studio.operator
    agreed(studio, customer)
    before = last(operator)
    call_for_help(customer, ENGLISH, "Not now")
    customer.see("The button stays")
    studio.quiet()
    assert not [one for one in operator.from_bot(before) if "needs help" in one["text"]]
    studio.therapists[0].click("Selesai")
    customer.see("How was it with Ratna?")


@pytest.mark.slow
def test_nobody_finished_it(studio: Studio) -> None:
    customer, therapist, operator = studio.customer("Emma"), studio.therapists[0], studio.operator
    reference = agreed(studio, customer)
    before = last(operator)
    end = starts_at(studio, reference) + 60 * MINUTE
    skip_to(studio, end + 30 * MINUTE + 1)
    question = therapist.see("Apakah semuanya baik-baik saja?")
    studio.quiet()
    assert not [one for one in customer.from_bot() if "Is everything all right?" in one["text"]]
    studio.skip(10 * MINUTE)
    alert = operator.see(f"No answer from Ratna · {reference}", after=before)
    for fact in (reference, "Emma", "Jalan Raya Sanur 12", "customer_"):
        assert fact in alert["text"]
    customer.see("Is everything all right?")
    customer.click("Yes, all is well")
    operator.see("The customer says that all is well", after=before)
    therapist.click("Sudah selesai", after=question["message_id"] - 1)
    clear = operator.see(f"All clear: Ratna has finished · {reference}", after=before)
    assert "Jalan Raya Sanur 12" not in clear["text"]
    customer.see("How was it with Ratna?")
    assert status(studio, reference) == "completed"
    studio.skip(60 * MINUTE)
    studio.quiet()
    about = [one for one in operator.from_bot(before) if reference in one["text"]]
    assert len(about) == 1


@pytest.mark.slow
def test_the_customer_did_not_come_and_says_otherwise(studio: Studio) -> None:
    customer, therapist, operator = studio.customer("Fiona"), studio.therapists[0], studio.operator
    reference = agreed(studio, customer, begun=False)
    before = last(operator)
    studio.skip(15 * MINUTE)
    therapist.click("Pelanggan tidak datang")
    therapist.see("Fiona tidak datang?")
    therapist.click("Ya, sampaikan")
    customer.see(f"Ratna says that you were not there · {reference}")
    customer.click("No, I was there")
    therapist.see("Studio akan memeriksanya")
    operator.see("Ratna says that Fiona did not come", after=before)
    operator.click("It took place", after=before)
    customer.see("How was it with Ratna?")
    assert status(studio, reference) == "completed"
