"""Another time suggested, taken and refused, and a cancellation confirmed, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import FIRST, LATER, Hire, Studio, hire, labels, last, place_of, status
from tests.world import Phone, Program, wait_for


@pytest.fixture
def studio(program: Program, tmp_path: Path) -> Studio:
    return hire(program, tmp_path, Hire("Putu"))


def chosen(therapist: Phone, title: str, *, after: int) -> dict[str, Any]:
    """A day and a time, each the last of those that are shown; answers the card that waits then."""
    card = therapist.see(title, after=after)
    day = [label for label in labels(card) if label.strip("✓").isdigit()][-1]
    therapist.press(place_of(card, day))
    times = wait_for(lambda: of_times(therapist, title, after), "the times of that day")
    therapist.press(place_of(times, FIRST))
    return card


def of_times(therapist: Phone, title: str, after: int) -> dict[str, Any] | None:
    card = therapist.see(title, after=after)
    return card if any(":" in one or "." in one for one in labels(card)) else None


def speaks(person: Phone, language: str) -> None:
    asked = person.send("/language")
    person.click(language, after=asked)
    person.see("Mulai sekarang", after=asked)


def test_suggested_and_taken(studio: Studio) -> None:
    customer, therapist = studio.customer("Nina"), studio.therapists[0]
    before = last(therapist), last(customer)
    reference = studio.request(customer, whom=therapist.name, when=LATER)
    therapist.click("Suggest another time", after=before[0])
    chosen(therapist, f"Another time for {reference}", after=before[0])
    therapist.see("You have suggested another time to Nina", after=before[0])
    asked = customer.see(f"{therapist.name} is not free at", after=before[1])
    assert labels(asked) == ["✅ Take it", "No, thanks"]
    customer.click("Take it", after=before[1])
    customer.see("You and Putu can write", after=before[1])
    therapist.see("Nina takes your time", after=before[0])
    customer.see(f"Confirmed · {reference}", after=before[1])
    assert status(studio, reference) == "confirmed"
    customer.click("Cancel this booking", after=before[1])
    customer.click("Yes, cancel it", after=before[1])
    therapist.click("Got it", after=before[0])
    therapist.see("You have confirmed that you saw this", after=before[0])


@pytest.mark.slow
def test_suggested_and_refused_in_indonesian(studio: Studio) -> None:
    customer, therapist = studio.customer("Sinta"), studio.therapists[0]
    before = last(therapist), last(customer)
    reference = studio.request(customer, whom=therapist.name, when=LATER)
    for person in (customer, therapist):
        speaks(person, "Bahasa Indonesia")
    therapist.click("Usulkan waktu lain", after=before[0])
    chosen(therapist, f"Waktu lain untuk {reference}", after=before[0])
    asked = customer.see("tetapi bisa pada", after=before[1])
    assert labels(asked) == ["✅ Ambil", "Tidak, terima kasih"]
    customer.click("Tidak, terima kasih", after=before[1])
    therapist.see("Sinta tidak menerima waktu Anda", after=before[0])
    customer.see("Putu tidak bisa mengambil", after=before[1])
    assert status(studio, reference) == "requested"
