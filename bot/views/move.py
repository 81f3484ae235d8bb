"""The card on which another time for a visit is chosen: day, time, and the question whether to ask."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks_move import MovePress, MoveStep
from bot.views import calendar, visit, wish
from bot.views.form import note
from bot.views.form_questions import Press, Pressing
from bot.views.screen import Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice


def move(say: Voice, values: Values) -> Screen:
    """Choosing another time: day, time, and the question whether to ask."""
    match values["step"]:
        case "day":
            return _calendar(say, values, calendar.day(say, values, _pressing(MoveStep.DAY)), ())
        case "time":
            back = _go(say.gettext("form.back"), values, MoveStep.BACK)
            return _calendar(say, values, calendar.time(say, values, _pressing(MoveStep.TIME)), (back,))
        case "sure":
            return _sure(say, values)
    return Screen(say.gettext("move.kept", reference=label(values["reference"])))


def _calendar(say: Voice, values: Values, asked: Screen, ways: Sequence[InlineKeyboardButton]) -> Screen:
    head = joined([bold(_title(say, values)), _now(say, values)])
    if not values["options"]:
        asked = Screen(say.gettext("move.no_days"))
    text = joined([head, note(say, values), asked.text], "\n\n")
    return Screen(text, (*asked.rows, (*ways, _keep(say, values))))


def _sure(say: Voice, values: Values) -> Screen:
    price = say.gettext("move.price", price=say.money(values["price"]))
    until = say.gettext("move.until", other=label(values["other"]), time=wish.until(say, values))
    lines = [bold(_title(say, values)), visit.what(say, values), _now(say, values), wish.new(say, values)]
    ask = _go(say.gettext("move.ask"), values, MoveStep.ASK, str(values["wanted_at"]))
    back = _go(say.gettext("form.back"), values, MoveStep.BACK, values["day"])
    return Screen(
        joined([joined(lines), joined([price, until])], "\n\n"), ((ask,), (back, _keep(say, values)))
    )


def _title(say: Voice, values: Values) -> Text:
    return say.gettext("move.title", reference=label(values["reference"]))


def _now(say: Voice, values: Values) -> Text:
    return say.gettext("move.now", moment=say.moment(values["starts_at"]))


def _keep(say: Voice, values: Values) -> InlineKeyboardButton:
    return _go(say.gettext("move.keep"), values, MoveStep.KEEP)


def _go(words: Text, values: Values, step: MoveStep, value: str = "") -> InlineKeyboardButton:
    press = MovePress(booking=values["booking"], step=step, version=values["version"], value=value)
    return button(words, press)


def _pressing(step: MoveStep) -> Pressing:
    """The calendar's buttons, as this card makes them."""

    def making(values: Values, chosen: object) -> Press:
        def press(words: Text | str, value: str) -> InlineKeyboardButton:
            shown = joined(["✓", words], " ") if value == chosen else joined([words])
            return _go(shown, values, step, value)

        return press

    return making
