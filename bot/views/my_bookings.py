"""A customer's bookings as one list, each with its button."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import BookingAct, BookingPress, MenuPress
from bot.views import waitlist
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop

STATES: dict[str, str] = {
    "requested": gettext_noop("state.requested"),
    "confirmed": gettext_noop("state.confirmed"),
    "on_the_way": gettext_noop("state.on_the_way"),
    "in_progress": gettext_noop("state.in_progress"),
    "completed": gettext_noop("state.completed"),
    "unanswered": gettext_noop("state.unanswered"),
    "cancelled": gettext_noop("state.cancelled"),
    "no_show": gettext_noop("state.no_show"),
}


def bookings(say: Voice, values: Values) -> Screen:
    coming, past = values["coming"], values["past"]
    book = (
        *waitlist.from_bookings(say, values["waits"]),
        (button(say.gettext("menu.book"), MenuPress(act="book")),),
    )
    if not coming and not past:
        return Screen(say.gettext("bookings.none"), book)
    parts = []
    if coming:
        parts.append(joined([bold(say.gettext("bookings.coming")), *(_line(say, one) for one in coming)]))
    if past:
        parts.append(joined([bold(say.gettext("bookings.past")), *(_line(say, one) for one in past)]))
    parts.append(say.gettext("bookings.how"))
    return Screen(joined(parts, "\n\n"), (*_rows(say, coming), *_rows(say, past), *book))


def state(say: Voice, status: str) -> Text:
    return say.gettext(STATES[status])


def state_of(say: Voice, one: Values) -> Text:
    choosing = one["status"] == "requested" and not one["therapist"]
    return say.gettext("state.choosing") if choosing else state(say, one["status"])


def _line(say: Voice, one: Values) -> Text:
    facts: list[Text | str] = [
        say.moment(one["starts_at"]),
        label(one["service"], 40),
        state_of(say, one),
    ]
    if one["therapist"]:
        facts.insert(2, label(one["therapist"], 40))
    return joined(["•", joined(facts, " · ")], " ")


def _rows(say: Voice, bookings: Sequence[Values]) -> list[Row]:
    """Studio time, as on every button; the line above shows the reader's own."""
    return [
        (
            button(
                say.gettext(
                    "bookings.one",
                    day=say.day(say.local(one["starts_at"]).date()),
                    hour=say.hour(one["starts_at"]),
                    service=label(one["service"], 24),
                ),
                BookingPress(booking=one["booking"], act=BookingAct.SHOW),
            ),
        )
        for one in bookings
    ]
