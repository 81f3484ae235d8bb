"""What every card of a therapist's hours is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from aiogram.types import InlineKeyboardButton

from bot.callbacks_desk import HoursAct, HoursPress
from bot.views.screen import Row, button
from bot.views.text import Text, bold, joined
from bot.views.visit import Values
from bot.views.voice import Voice

DAY = 24 * 60
Windows = Sequence[Sequence[int]]
"""Each from when to when, in minutes of its day; past 1,440 where it ends on the next."""


def windows(say: Voice, given: Windows) -> Text | str:
    return ", ".join(span(say, *one) for one in given) if given else say.gettext("hours.closed")


def span(say: Voice, opens: int, closes: int) -> str:
    """Until midnight is 24:00; past it is the hour of the next day."""
    return f"{say.wall(opens)}–{say.wall(closes if closes <= DAY else closes - DAY)}"


def head(say: Voice, values: Values) -> Text:
    """The day, and what holds on it; of a date also whether that is its own."""
    on, given = values["on"], windows(say, values["windows"])
    if len(on) == 1:
        return joined([bold(say.weekday(int(on))), given])
    lines = [bold(say.day(on)), given]
    day = say.weekday(date.fromisoformat(on).weekday())
    if values["exception"]:
        lines.append(say.gettext("hours.instead", day=day, hours=windows(say, values["usual"])))
    else:
        lines.append(say.gettext("hours.as_ever", day=day))
    return joined(lines)


def go(words: Text | str, act: HoursAct, on: str = "", value: str = "") -> InlineKeyboardButton:
    return button(words, HoursPress(act=act, on=on, value=value))


def back(say: Voice, act: HoursAct, on: str = "") -> Row:
    return (go(say.gettext("form.back"), act, on),)
