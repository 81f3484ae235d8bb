"""From when, until when, which days else, which date: what a change of hours asks."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks_desk import HoursAct
from bot.views import calendar
from bot.views.desk_month import month_of
from bot.views.hours_parts import DAY, Windows, back, go, head
from bot.views.screen import Screen, in_rows
from bot.views.text import Text, bold, joined
from bot.views.visit import Values
from bot.views.voice import Voice

HOUR = 60


def between(say: Voice, values: Values) -> Screen:
    """From when, then until when; what is not on the hour can be written."""
    on, since, adding = values["on"], values["since"], values["step"] == "add"
    act = HoursAct.ADD if adding else HoursAct.BREAK
    if since is None:
        ask = say.gettext("hours.add.from") if adding else say.gettext("hours.break.from")
        times = [one for one in range(0, DAY, HOUR) if _may_begin(one, values["windows"], adding=adding)]
        buttons = [go(say.wall(one), act, on, str(one)) for one in times]
    else:
        ask = say.gettext("hours.until", begins=say.wall(since))
        times = [_of_a_day(one) for one in _ends(since, values["windows"], adding=adding)]
        buttons = [go(say.wall(one), act, on, f"{since}-{one}") for one in times]
    parts = [head(say, values), bold(ask), say.gettext("hours.how.times")]
    way_back = back(say, HoursAct.DAY if since is None else act, on)
    return Screen(joined(parts, "\n\n"), (*in_rows(buttons, 4), way_back))


def _of_a_day(minutes: int) -> int:
    """Midnight at its end is 24:00."""
    return (minutes - 1) % DAY + 1 if minutes else 0


def _may_begin(minute: int, given: Windows, *, adding: bool) -> bool:
    """Outside of what is worked that day already; or within it, also past midnight."""
    if adding:
        return not any(opens <= minute < closes for opens, closes in given)
    return any(opens <= at < closes for opens, closes in given for at in (minute, minute + DAY))


def _ends(since: int, given: Windows, *, adding: bool) -> list[int]:
    """Every hour after it, to the next window's beginning, or to the end of the one it lies in."""
    if adding:
        last = min((opens for opens, _ in given if opens > since), default=since + DAY - HOUR)
    else:
        within = [(closes, at) for opens, closes in given for at in (0, DAY) if opens <= since + at < closes]
        last = max((closes - at for closes, at in within), default=since)
    return list(range(since - since % HOUR + HOUR, last + 1, HOUR))


def copy(say: Voice, values: Values) -> Screen:
    on = values["on"]
    names = [
        go(say.weekday(day), HoursAct.COPY, on, str(day))
        for day in [one for one, _ in say.week()]
        if str(day) != on
    ]
    several = (
        go(say.gettext("hours.copy.week"), HoursAct.COPY, on, "week"),
        go(say.gettext("hours.copy.all"), HoursAct.COPY, on, "all"),
    )
    ask = bold(say.gettext("hours.copy.ask", day=say.weekday(int(on))))
    text = joined([head(say, values), ask], "\n\n")
    return Screen(text, (*in_rows(names, 2), several, back(say, HoursAct.DAY, on)))


def dates(say: Voice, values: Values) -> Screen:
    shown = calendar.day(say, month_of(values), lambda _values, _chosen: _choosing)
    parts = [bold(say.gettext("hours.date.ask")), say.gettext("hours.date.how")]
    return Screen(joined(parts, "\n\n"), (*shown.rows, back(say, HoursAct.WEEK)))


def _choosing(words: Text | str, value: str) -> InlineKeyboardButton:
    return go(words, HoursAct.DATES, "", value)
