"""Whose turn it is, in front of a line: ❗ the reader's, ⏳ somebody else's."""

from __future__ import annotations

from bot.views.my_bookings import state
from bot.views.text import Text, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus


def sign(one: Values, reader: str) -> str:
    whose = one.get("waits", "")
    return {"": "•", reader: "❗"}.get(whose, "⏳")


def for_therapist(say: Voice, one: Values) -> Text:
    """How it stands; that it is agreed goes without saying."""
    proposed = one.get("proposed")
    match one.get("waits", ""):
        case "therapist" if proposed is not None:
            return say.gettext("schedule.waits.moved", moment=say.moment(proposed))
        case "therapist":
            return say.gettext("schedule.waits")
        case "customer" if proposed is not None:
            customer = label(one["customer"], 24)
            return say.gettext("schedule.waits.customer", customer=customer, moment=say.moment(proposed))
    return Text() if one["status"] == BookingStatus.CONFIRMED else state(say, one["status"])
