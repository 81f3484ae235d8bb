"""A therapist's menu, and the way back to it from everything it leads to."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks import MenuPress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Readiness


def menu(say: Voice, values: Values) -> Screen:
    states = {
        Readiness.AVAILABLE: say.gettext("readiness.available"),
        Readiness.BUSY: say.gettext("readiness.busy"),
        Readiness.AWAY: say.gettext("readiness.away"),
    }
    present = states[Readiness(values["readiness"])]
    lines = [
        bold(say.gettext("desk.title", name=label(values["name"]))),
        say.gettext("readiness.present", state=present),
    ]
    rows: tuple[Row, ...] = (
        (way(say.gettext("desk.today"), "today"), way(say.gettext("desk.schedule"), "schedule")),
        (way(say.gettext("desk.hours"), "hours"), way(say.gettext("desk.off"), "off")),
        (way(say.gettext("desk.prices"), "prices"), way(say.gettext("desk.available"), "available")),
        (way(say.gettext("desk.calendar"), "calendar"),),
    )
    return Screen(joined(lines, "\n\n"), rows)


def way(words: Text, act: str) -> InlineKeyboardButton:
    return button(words, MenuPress(act=act))


def menu_row(say: Voice) -> Row:
    return (way(say.gettext("desk.menu"), "menu"),)
