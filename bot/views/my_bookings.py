"""A customer's bookings as one list, each with its button."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks import BookingAct, BookingPress, MenuPress
from bot.callbacks_desk import ListPress
from bot.views import waitlist
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from services.my_bookings import View

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
    parts = [_block(say, say.gettext("bookings.coming"), coming)]
    parts += [_block(say, say.gettext("bookings.past"), past), say.gettext("bookings.how")]
    rows = [*_rows(say, coming), *_rows(say, past), *_turning(say, values), *book]
    return Screen(joined(parts, "\n\n"), tuple(rows))


def _block(say: Voice, head: Text, every: Sequence[Values]) -> Text:
    return joined([bold(head), *(_line(say, one) for one in every)]) if every else Text()


def _turning(say: Voice, values: Values) -> list[Row]:
    """Pages, and the way between what comes and what was."""
    view, page = View(values.get("view", "all")), values.get("page", 0)
    turn = []
    if values.get("earlier"):
        turn.append(button("‹", ListPress(view=view, page=page - 1)))
    if values.get("later"):
        turn.append(button("›", ListPress(view=view, page=page + 1)))
    rows: list[Row] = [turn] if turn else []
    if view is View.PAST:
        rows.append([button(say.gettext("bookings.to_coming"), ListPress(view=View.ALL, page=0))])
    elif values.get("all_past"):
        rows.append([button(say.gettext("bookings.to_past"), ListPress(view=View.PAST, page=0))])
    return rows


def state(say: Voice, status: str) -> Text:
    return say.gettext(STATES[status])


def state_of(say: Voice, one: Values) -> Text:
    choosing = one["status"] == "requested" and not one["therapist"]
    return say.gettext("state.choosing") if choosing else state(say, one["status"])


def _line(say: Voice, one: Values) -> Text:
    """❗ waits for the reader, ⏳ for somebody else."""
    whose = one.get("waits", "")
    sign = {"": "•", "customer": "❗"}.get(whose, "⏳")
    facts: list[Text | str] = [say.moment(one["starts_at"]), label(one["service"], 40)]
    if one["therapist"]:
        facts.append(label(one["therapist"], 40))
    facts.append(_waits(say, one) if whose else state_of(say, one))
    return joined([sign, joined(facts, " · ")], " ")


def _waits(say: Voice, one: Values) -> Text:
    therapist, proposed = label(one["therapist"], 40), one["proposed"]
    match one["waits"]:
        case "several":
            return say.gettext("bookings.waits.several")
        case "customer" if proposed is not None:
            return say.gettext("bookings.waits.you.moved", moment=say.moment(proposed))
        case "therapist" if proposed is not None:
            return say.gettext("bookings.waits.moved", therapist=therapist, moment=say.moment(proposed))
        case "therapist":
            return say.gettext("bookings.waits.therapist", therapist=therapist)
    return say.gettext("state.choosing")


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
