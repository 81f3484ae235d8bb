"""A visit some days ahead, and its time: what the journeys of reminders share."""

from __future__ import annotations

from typing import Any

from tests.journeys.house import FIRST, SEND, SKIP, Studio, labels, place_of, reference_of, walk
from tests.main_job import next_question
from tests.world import Phone, http, wait_for

REMINDER = "Reminder: a visit is coming up"


def ahead(studio: Studio, customer: Phone, therapist: Phone) -> str:
    """Agreed for the third free day: the soonest two have a button with their name, it has a number. Answers
    the reference."""
    asked = customer.send("/book")
    walk(customer, *studio.way(whom=therapist.name), "Pick a day", asked=asked)
    card = customer.see("Which day?", after=asked)
    if len(days(card)) < 3:
        # The end of a month: the next one has them.
        customer.click("›", after=asked)
        wait_for(lambda: len(days(customer.see("Which day?", after=asked))) >= 3, "the next month")
        card = customer.see("Which day?", after=asked)
    customer.press(exactly(card, days(card)[2]))
    times = next_question(customer, asked, card["text"])
    customer.press(place_of(times, FIRST))
    for label in (SKIP, SEND):
        customer.click(label, after=asked)
    reference = reference_of(customer.see("Request sent", after=asked))
    therapist.click("Accept", after=therapist.see(reference)["message_id"] - 1)
    customer.see(f"Confirmed · {reference}")
    return reference


def days(card: dict[str, Any]) -> list[str]:
    return [label for label in labels(card) if label.isdigit()]


def exactly(card: dict[str, Any], label: str) -> dict[str, Any]:
    """A number in the calendar, which others may hold, too."""
    for row, line in enumerate(card["buttons"]):
        for column, button in enumerate(line):
            if button["text"] == label:
                return {"message_id": card["message_id"], "row": row, "column": column}
    raise AssertionError(f"no button {label!r}: {labels(card)}")


def starts_at(studio: Studio, reference: str) -> float:
    """Epoch seconds."""
    (row,) = studio.rows(f"SELECT starts_at FROM bookings WHERE reference = '{reference}'")
    return float(row["starts_at"]) / 1e6


def skip_to(studio: Studio, epoch: float) -> None:
    now = http("GET", f"{studio.program.web}/clock")["now"]
    studio.skip(epoch - now)


def reminders(person: Phone, after: int = 0) -> list[dict[str, Any]]:
    """As the chat shows them now: the second takes the first one's place."""
    return [one for one in person.from_bot(after) if REMINDER in one["text"]]


def ever_reminded(person: Phone) -> int:
    """Also those that a later one has replaced."""
    url = f"{person.world}/world/people/{person.id}/chat"
    every = http("GET", url)["messages"]
    return sum(REMINDER in one["text"] for one in every if one["from"] == "bot")
