"""A therapist's durations and prices: every service, one of them, the price of one duration."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton

from bot.callbacks_desk import PriceAct, PricePress
from bot.views import typed
from bot.views.desk import menu_row
from bot.views.screen import Row, Screen, button, in_rows
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice

LENGTHS = (15, 30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240)
"""Minutes that have a button."""


def prices(say: Voice, values: Values) -> Screen:
    steps: dict[str, Callable[[Voice, Values], Screen]] = {
        "list": _list,
        "service": _service,
        "add": _add,
        "price": _price,
    }
    screen = steps[values["step"]](say, values)
    return Screen(joined([_note(say, values), screen.text], "\n\n"), screen.rows)


def _note(say: Voice, values: Values) -> Text:
    if values["problem"]:
        return typed.problem(say, values["problem"])
    match values["note"]:
        case "saved":
            return say.gettext("prices.saved")
        case "studio":
            return say.gettext("prices.studio.again")
        case "same":
            return say.gettext("hours.same")
        case "last":
            return say.gettext("prices.last")
        case "late":
            return say.gettext("desk.late")
    return Text()


def _list(say: Voice, values: Values) -> Screen:
    every = values["services"]
    if not every:
        return Screen(say.gettext("prices.none"), (menu_row(say),))
    parts = [bold(say.gettext("prices.title")), *(_block(say, one) for one in every)]
    rows = [(_go(label(one["name"], 40), PriceAct.SERVICE, one["code"]),) for one in every]
    return Screen(joined([*parts, say.gettext("prices.how")], "\n\n"), (*rows, menu_row(say)))


def _block(say: Voice, one: Values) -> Text:
    whose = say.gettext("prices.own") if one["own"] else say.gettext("prices.studio")
    head = joined([bold(label(one["name"], 40)), whose], " · ")
    return joined([head, *(_line(say, choice) for choice in one["choices"])])


def _line(say: Voice, choice: Values) -> Text:
    minutes, price = say.minutes(choice["minutes"]), say.money(choice["price"])
    return say.gettext("prices.line", minutes=minutes, price=price)


def _service(say: Voice, values: Values) -> Screen:
    one = _of(values)
    parts = [_block(say, one), say.gettext("prices.dearer") if one["dearer"] else Text()]
    parts.append(say.gettext("prices.how.service", example=_example(one)))
    rows: list[Row] = [_choice(say, one, choice) for choice in one["choices"]]
    rows.append((_go(say.gettext("prices.add"), PriceAct.ADD, one["code"]),))
    if one["own"]:
        rows.append((_go(say.gettext("prices.studio.back"), PriceAct.STUDIO, one["code"]),))
    return Screen(joined(parts, "\n\n"), (*rows, _back(say, PriceAct.LIST)))


def _choice(say: Voice, one: Values, choice: Values) -> Row:
    minutes = say.minutes(choice["minutes"])
    other = say.gettext("prices.other", minutes=minutes)
    drop = joined(["✖", minutes], " ")
    code, number = one["code"], choice["minutes"]
    return _go(other, PriceAct.PRICE, code, number), _go(drop, PriceAct.DROP, code, number)


def _add(say: Voice, values: Values) -> Screen:
    one = _of(values)
    known = {choice["minutes"] for choice in one["choices"]}
    lengths = [minutes for minutes in LENGTHS if minutes not in known]
    buttons = [_go(say.minutes(number), PriceAct.PRICE, one["code"], number) for number in lengths]
    text = joined([_block(say, one), bold(say.gettext("prices.add.ask"))], "\n\n")
    return Screen(text, (*in_rows(buttons, 3), _back(say, PriceAct.SERVICE, one["code"])))


def _price(say: Voice, values: Values) -> Screen:
    one = _of(values)
    minutes = say.minutes(values["minutes"])
    ask = bold(say.gettext("prices.ask", service=label(one["name"], 40), minutes=minutes))
    lines = [ask, *_present(say, one, values["minutes"]), say.gettext("prices.ask.how")]
    return Screen(joined(lines, "\n\n"), (_back(say, PriceAct.SERVICE, one["code"]),))


def _present(say: Voice, one: Values, minutes: int) -> list[Text]:
    found = [choice["price"] for choice in one["choices"] if choice["minutes"] == minutes]
    return [say.gettext("prices.present", price=say.money(price)) for price in found]


def _of(values: Values) -> Values:
    found: Values = next(one for one in values["services"] if one["code"] == values["service"])
    return found


def _example(one: Values) -> str:
    """As it can be typed, of what holds now: prices in whole units."""
    pairs = [(choice["minutes"], choice["typed"]) for choice in one["choices"]]
    return ", ".join(f"{minutes} {price}" for minutes, price in pairs)


def _go(words: Text | str, act: PriceAct, service: str = "", minutes: int = 0) -> InlineKeyboardButton:
    return button(words, PricePress(act=act, service=service, minutes=minutes))


def _back(say: Voice, act: PriceAct, service: str = "") -> Row:
    return (_go(say.gettext("form.back"), act, service),)
