"""A visit from its first reminder to the stars it gets; and those that are reminded of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.house import HOUR, Hire, Studio, hire, labels, last, send, status
from tests.journeys.visiting import REMINDER, ahead, reminders, skip_to, starts_at
from tests.world import Program

DAY = 24 * HOUR


@pytest.fixture
def studio(program: Program, tmp_path: Path) -> Studio:
    return hire(program, tmp_path, Hire("Wulan"))


def test_from_the_first_reminder_to_the_stars(studio: Studio) -> None:
    customer, therapist = studio.customer("Ines"), studio.therapists[0]
    reference = ahead(studio, customer, therapist)
    start = starts_at(studio, reference)
    studio.quiet()
    before = last(customer), last(therapist)
    skip_to(studio, start - DAY - 1)
    studio.quiet()
    assert not reminders(customer)
    studio.skip(2)
    first = customer.see(REMINDER, after=before[0]), therapist.see(REMINDER, after=before[1])
    assert reference in first[0]["text"]
    skip_to(studio, start - 2 * HOUR + 1)
    again = customer.see(REMINDER, after=first[0]["message_id"])
    therapist.see(REMINDER, after=first[1]["message_id"])
    studio.quiet()
    assert (len(reminders(customer)), len(reminders(therapist))) == (1, 1), "the second takes its place"
    assert labels(again) == ["Move it", "Add to calendar", "Cancel this booking"]
    send(customer, text="The door is open", reply_to=again["message_id"])
    therapist.see("The door is open")

    skip_to(studio, start)
    therapist.send("/today")
    assert "Ines" in therapist.see("Today, ")["text"]
    therapist.click("Ines")
    therapist.click("Started")
    customer.see("Your visit has begun")
    customer.send("/bookings")
    assert "has begun" in customer.see("Coming up")["text"]
    therapist.click("Finished")
    customer.see("How was it with Wulan?")
    customer.click("5 ⭐")
    customer.see("★★★★★")
    customer.click("Add a comment")
    question = customer.see("What would you like to say")
    send(customer, text="Golden hands", reply_to=question["message_id"])
    customer.see("The studio has your comment")
    assert "Golden hands" in studio.operator.see(reference)["text"]
    assert status(studio, reference) == "completed"
    therapist.send("/available")
    assert "5.0 of 5" in therapist.see("Your rating")["text"]
    assert not [one for one in therapist.from_bot() if "Golden hands" in one["text"]]
    customer.send("/book")
    assert "Same as last time" in labels(customer.see("What would you like?", after=last(customer) - 1))[0]


def test_a_cancelled_visit_is_not_reminded_of(studio: Studio) -> None:
    customer, therapist = studio.customer("Joel"), studio.therapists[0]
    reference = ahead(studio, customer, therapist)
    start = starts_at(studio, reference)
    customer.send("/bookings")
    customer.click("Treatment", after=customer.see("Coming up")["message_id"] - 1)
    customer.click("Cancel this booking")
    customer.click("Yes, cancel it")
    customer.see(f"Cancelled · {reference}")
    therapist.see("Joel cancelled")
    skip_to(studio, start - DAY + 60)
    skip_to(studio, start - HOUR)
    studio.quiet()
    assert not reminders(customer)
    assert not reminders(therapist)


def test_a_visit_within_the_hour_is_not_reminded_of(studio: Studio) -> None:
    customer, therapist = studio.customer("Kira"), studio.therapists[0]
    studio.pair(customer, therapist)
    for _ in range(3):
        studio.skip(20 * 60)
    studio.quiet()
    assert not reminders(customer)
    assert not reminders(therapist)
