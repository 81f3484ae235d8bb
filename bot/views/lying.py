"""Bookings that a change of hours, or time off, leaves aside: each with a button to its card."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks_visit import OwnVisitAct, OwnVisitPress
from bot.views import waits
from bot.views.my_bookings import state
from bot.views.screen import Row, button, in_rows
from bot.views.text import Text, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice

MOST = 8
"""That are listed, with a button each."""
FEW = 3


def lines(say: Voice, every: Sequence[Values]) -> list[Text]:
    found = [joined([waits.sign(one, "therapist"), _line(say, one)], " ") for one in every[:MOST]]
    return [*found, say.ngettext("today.more", len(every) - MOST)] if len(every) > MOST else found


def rows(say: Voice, every: Sequence[Values]) -> tuple[Row, ...]:
    return in_rows((visit_button(say, one) for one in every[:MOST]), 1 if len(every) <= FEW else 2)


def _line(say: Voice, one: Values) -> Text:
    how = waits.for_therapist(say, one) or state(say, one["status"])
    return joined([say.moment(one["starts_at"]), label(one["customer"], 24), how], " · ")


def visit_button(say: Voice, one: Values, *, dated: bool = True) -> InlineKeyboardButton:
    """Studio time, as on every button."""
    local = say.local(one["starts_at"])
    day = f"{local.day} {say.month(local.date(), short=True)}" if dated else ""
    words = say.gettext(
        "schedule.one",
        day=day or say.weekday(local.weekday(), short=True),
        hour=say.hour(one["starts_at"]),
        customer=label(one["customer"], 12),
    )
    return button(words, OwnVisitPress(booking=one["booking"], act=OwnVisitAct.SHOW))
