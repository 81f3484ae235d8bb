"""A therapist's week on one card: each day in order of time, each visit with a button."""

from __future__ import annotations

from datetime import date, time, timedelta

from bot.callbacks_desk import WeekPress
from bot.views import waits
from bot.views.desk import menu_row, way
from bot.views.lying import visit_button
from bot.views.screen import Row, Screen, button, in_rows
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Readiness

MOST_ENTITIES = 100
"""Telegram's, in one message. A week that holds more of them shows when each visit begins, and no more."""
WEEK = timedelta(days=7)


def schedule(say: Voice, values: Values) -> Screen:
    text = _text(say, values)
    if len(text.entities) > MOST_ENTITIES:
        text = joined([_text(say, values, brief=True), say.gettext("schedule.brief")], "\n\n")
    every = [one for day in values["days"] for one in _visits(day)]
    rows = in_rows((visit_button(say, one, dated=False) for one in every), 2)
    return Screen(text, (*rows, *_turning(say, values), _ways(say), menu_row(say)))


def _visits(day: Values) -> list[Values]:
    return [one for one in day["items"] if one["item"] == "visit"]


def _text(say: Voice, values: Values, *, brief: bool = False) -> Text:
    first = date.fromisoformat(values["first"])
    last = first + WEEK - timedelta(days=1)
    head = say.gettext("schedule.week", first=say.day(first), last=say.day(last))
    parts = [bold(head), _away(say, values)]
    parts += [_day(say, one, values, brief=brief) for one in values["days"]]
    if values["more"]:
        parts.append(say.ngettext("today.more", values["more"]))
    return joined(parts, "\n\n")


def _away(say: Voice, values: Values) -> Text:
    match Readiness(values["readiness"]):
        case Readiness.AWAY:
            return say.gettext("schedule.away")
        case Readiness.BUSY:
            return say.gettext("schedule.busy")
    return Text()


def _day(say: Voice, day: Values, values: Values, *, brief: bool) -> Text:
    past = day["day"] < values["today"]
    if past and not day["items"]:
        return Text()
    name = say.day(day["day"])
    head = bold(say.gettext("form.today", day=name) if day["day"] == values["today"] else name)
    if day["off"]:
        head = joined([head, say.gettext("schedule.off_all_day")], " · ")
    elif not day["items"]:
        head = joined([head, _empty(say, day)], " · ")
    if brief:
        return joined([head, *(_visit(say, one, say.clock(one["starts_at"])) for one in _visits(day))])
    return joined([head, *(_item(say, one) for one in day["items"])])


def _empty(say: Voice, day: Values) -> Text:
    return say.gettext("schedule.over") if day["hours"] else say.gettext("schedule.closed")


def _item(say: Voice, one: Values) -> Text:
    hours = joined([say.clock(one["starts_at"]), say.clock(one["ends_at"])], "–")
    match one["item"]:
        case "free" if _all_day(say, one):
            return say.gettext("schedule.free_all_day")
        case "free":
            return say.gettext("schedule.free", hours=hours)
        case "break":
            return say.gettext("schedule.break", hours=hours)
        case "off":
            return say.gettext("schedule.off", hours=hours)
    return _visit(say, one, hours)


def _all_day(say: Voice, one: Values) -> bool:
    begins, ends = say.local(one["starts_at"]), say.local(one["ends_at"])
    return begins.time() == ends.time() == time(0) and (ends - begins).days == 1


def _visit(say: Voice, one: Values, hours: Text) -> Text:
    facts: list[Text | str] = [hours, label(one["customer"], 24), label(one["service"], 24)]
    facts.append(waits.for_therapist(say, one))
    return joined([waits.sign(one, "therapist"), joined(facts, " · ")], " ")


def _turning(say: Voice, values: Values) -> list[Row]:
    first = date.fromisoformat(values["first"])
    earlier, later = (WeekPress(day=one.isoformat()) for one in (first - WEEK, first + WEEK))
    rows: list[Row] = [(button("‹", earlier), button("›", later))]
    if not values["this"]:
        rows.append((button(say.gettext("schedule.this"), WeekPress(day=values["today"])),))
    return rows


def _ways(say: Voice) -> Row:
    return way(say.gettext("desk.hours"), "hours"), way(say.gettext("desk.off"), "off")
