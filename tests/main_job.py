"""The main job as people do it: the steps that journeys, the proof and the kill tests share."""

from __future__ import annotations

from typing import Any

from tests.world import PATIENCE, Phone, wait_for

FORM = ("Send request", "Skip", "As soon as possible", "At the studio")
"""Labels on the shortest way through the form; any other question is answered by its first button."""


def fill_form(
    customer: Phone, *, therapist: str = "", stop_before: str = "", patience: float = PATIENCE
) -> dict[str, Any]:
    """From /book to the press on `Send request` (or to the button `stop_before`, which is not pressed).

    Answers where that last button stands.
    """
    asked = customer.send("/book")
    answered = ""
    for _ in range(20):
        card = next_question(customer, asked, answered, patience)
        answered = card["text"]
        place, label = choose(card, (*((therapist,) if therapist else ()), *FORM))
        if stop_before and stop_before in label:
            return place
        customer.press(place)
        if "Send request" in label:
            return place
    raise AssertionError(f"the form does not end: {answered!r}")


def next_question(customer: Phone, asked: int, answered: str, patience: float = PATIENCE) -> dict[str, Any]:
    """The form's card below the command, once it says something else than what was answered."""

    def look() -> dict[str, Any] | None:
        cards = [one for one in customer.from_bot(asked) if one["buttons"]]
        # A kill may have left the same card twice; only the newest is the one that changes.
        return cards[-1] if cards and cards[-1]["text"] != answered else None

    found: dict[str, Any] = wait_for(look, f"the question after {answered[-80:]!r}", patience)
    return found


def choose(card: dict[str, Any], wanted: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    """Where the first wanted label stands, else the first button."""
    places = [
        ({"message_id": card["message_id"], "row": row, "column": column}, button["text"])
        for row, line in enumerate(card["buttons"])
        for column, button in enumerate(line)
    ]
    for label in wanted:
        for place, text in places:
            if label in text:
                return place, text
    return places[0]


def pair(customer: Phone, therapist: Phone, *, by_name: str = "", patience: float = PATIENCE) -> str:
    """Requested, accepted, room open for both. Answers the booking's reference."""
    before = max((one["message_id"] for one in therapist.chat()), default=0)
    fill_form(customer, therapist=by_name, patience=patience)
    offer = therapist.button("Accept", after=before, patience=patience)
    therapist.press(offer)
    therapist.see("can write to each other", after=before, patience=patience)
    customer.see("can write to each other", patience=patience)
    card = customer.see("Confirmed", patience=patience)
    return str(card["text"].split("·")[1].split()[0])
