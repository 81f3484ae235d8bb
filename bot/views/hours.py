"""A therapist's hours: the week, one day of it, a single date. Times are the studio's, every week anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from aiogram.types import InlineKeyboardButton

from bot.callbacks_desk import HoursAct
from bot.views import hours_times, lying, typed
from bot.views.desk import menu_row
from bot.views.hours_parts import DAY, back, go, head, span, windows
from bot.views.screen import Row, Screen, in_rows
from bot.views.text import Text, bold, joined
from bot.views.visit import Values
from bot.views.voice import Voice


def hours(say: Voice, values: Values) -> Screen:
    steps: dict[str, Callable[[Voice, Values], Screen]] = {
        "week": _week,
        "day": _day,
        "add": hours_times.between,
        "break": hours_times.between,
        "copy": hours_times.copy,
        "dates": hours_times.dates,
    }
    screen = steps[values["step"]](say, values)
    text = joined([_came_of_it(say, values), screen.text], "\n\n")
    return Screen(text, (*lying.rows(say, values["outside"]), *screen.rows))


def _came_of_it(say: Voice, values: Values) -> Text:
    if values["problem"]:
        return typed.problem(say, values["problem"])
    match values["note"]:
        case "saved":
            return joined([say.gettext("hours.saved"), _outside(say, values["outside"])], "\n\n")
        case "same":
            return say.gettext("hours.same")
        case "late":
            return say.gettext("desk.late")
    return Text()


def _outside(say: Voice, every: Sequence[Values]) -> Text:
    if not every:
        return Text()
    told = bold(say.ngettext("hours.outside", len(every)))
    return joined([told, *lying.lines(say, every), say.gettext("hours.stay")])


def _week(say: Voice, values: Values) -> Screen:
    days = _order(say)
    lines = [
        joined([bold(say.weekday(day, short=True)), windows(say, values["weekly"][day])], "  ")
        for day in days
    ]
    parts = [
        joined([bold(say.gettext("hours.title")), *lines]),
        _exceptions(say, values["exceptions"]),
        say.gettext("hours.how"),
    ]
    names = [go(say.weekday(day, short=True), HoursAct.DAY, str(day)) for day in days]
    rows = (*in_rows(names, 4), (go(say.gettext("hours.date"), HoursAct.DATES),), *_dated(say, values))
    return Screen(joined(parts, "\n\n"), (*rows, menu_row(say)))


def _order(say: Voice) -> list[int]:
    return [day for day, _ in say.week()]


def _exceptions(say: Voice, every: Sequence[Values]) -> Text:
    if not every:
        return Text()
    lines = [joined([bold(say.day(one["day"])), windows(say, one["windows"])], "  ") for one in every]
    return joined([say.gettext("hours.dates"), *lines])


def _dated(say: Voice, values: Values) -> tuple[Row, ...]:
    buttons = [go(say.day(one["day"]), HoursAct.DAY, one["day"]) for one in values["exceptions"][:12]]
    return in_rows(buttons, 2)


def _day(say: Voice, values: Values) -> Screen:
    on, given = values["on"], values["windows"]
    parts = [head(say, values), say.gettext("hours.how.day")]
    rows = list(in_rows((_drop(say, on, one) for one in given), 2))
    more = [go(say.gettext("hours.add"), HoursAct.ADD, on)]
    if given:
        more.append(go(say.gettext("hours.break"), HoursAct.BREAK, on))
        rows.append((go(say.gettext("hours.close"), HoursAct.CLOSED, on),))
    rows.append(tuple(more))
    if len(on) == 1:
        rows.append((go(say.gettext("hours.copy"), HoursAct.COPY, on),))
    elif values["exception"]:
        rows.append((go(_usual(say, values), HoursAct.USUAL, on),))
    return Screen(joined(parts, "\n\n"), (*rows, back(say, HoursAct.WEEK)))


def _usual(say: Voice, values: Values) -> Text:
    day = date.fromisoformat(values["on"]).weekday()
    return say.gettext("hours.usual", day=say.weekday(day))


def _drop(say: Voice, on: str, window: Sequence[int]) -> InlineKeyboardButton:
    opens, closes = window
    words = joined(["✖", span(say, opens, closes)], " ")
    return go(words, HoursAct.DROP, on, f"{opens}-{(closes - 1) % DAY + 1}")
