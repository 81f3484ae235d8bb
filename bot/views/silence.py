"""Silent hours, and a choice of the usual ones."""

from __future__ import annotations

from datetime import time

from bot.callbacks import QuietPress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice

USUAL = ((21, 7), (22, 7), (22, 8), (23, 8))
"""Hours of the clock."""


def quiet(say: Voice, values: Values) -> Screen:
    begins, ends = values["begins"], values["ends"]
    head = bold(say.gettext("quiet.off") if begins is None else _hours(say, begins, ends))
    typed = values["unreadable"]
    trouble = say.gettext("quiet.unreadable", typed=label(typed, 40)) if typed else Text()
    text = joined([trouble, head, say.gettext("quiet.how")], "\n\n")
    return Screen(text, (*_rows(say, begins, ends), *_off(say, begins)))


def _hours(say: Voice, begins: int, ends: int) -> Text:
    return say.gettext("quiet.on", begins=_clock(say, begins), ends=_clock(say, ends))


def _rows(say: Voice, begins: int | None, ends: int | None) -> tuple[Row, ...]:
    buttons = [
        button(
            f"{_clock(say, first * 60)}–{_clock(say, last * 60)}",
            QuietPress(begins=first * 60, ends=last * 60),
        )
        for first, last in USUAL
        if (first * 60, last * 60) != (begins, ends)
    ]
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


def _off(say: Voice, begins: int | None) -> tuple[Row, ...]:
    return () if begins is None else ((button(say.gettext("quiet.never"), QuietPress(begins=0, ends=0)),),)


def _clock(say: Voice, minute: int) -> str:
    return say.words.clock(say.language, time(*divmod(minute, 60)))
