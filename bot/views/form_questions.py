"""Each question of the form in words, with what can be pressed."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton

from bot.callbacks import DraftPress
from bot.views.screen import Row, Screen, button, in_rows
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice

Press = Callable[[Text | str, str], InlineKeyboardButton]
Pressing = Callable[[Values, object], Press]
"""Makes the buttons of one question from its values and the answer given before."""


def pressing(values: Values, chosen: object = None) -> Press:
    """Makes the buttons of this question; what was chosen before carries a tick."""

    def press(words: Text | str, value: str) -> InlineKeyboardButton:
        shown = joined(["✓", words], " ") if value == chosen else words
        return button(shown, DraftPress(token=values["token"], step=values["step"], value=value))

    return press


def named(say: Voice, therapist: Values) -> Text | str:
    name = label(therapist["name"])
    return say.gettext("therapist.sample", name=name) if therapist["sample"] else name


def service(say: Voice, values: Values) -> Screen:
    press = pressing(values, values["chosen"])
    rows = in_rows((press(label(option["name"]), option["value"]) for option in values["options"]), 1)
    last = values.get("last")
    if last and rows:
        rows = ((press(_same(say, last), "last"),), *rows)
    return Screen(bold(say.gettext("form.ask.service")) if rows else say.gettext("form.no_services"), rows)


def _same(say: Voice, last: Values) -> Text:
    service, therapist = label(last["service"], 20), label(last["therapist"], 20)
    return say.gettext("form.last", service=service, therapist=therapist)


def duration(say: Voice, values: Values) -> Screen:
    press = pressing(values, values["chosen"])
    buttons = (
        press(
            say.gettext(
                "form.duration",
                minutes=say.minutes(option["minutes"]),
                price=say.money(option["price"]),
            ),
            option["value"],
        )
        for option in values["options"]
    )
    return Screen(bold(say.gettext("form.ask.duration")), in_rows(buttons, 1))


def place(say: Voice, values: Values) -> Screen:
    press = pressing(values, values["chosen"])
    rows = (
        (press(say.gettext("form.place.studio"), "studio"),),
        (press(say.gettext("form.place.home"), "home"), press(say.gettext("form.place.hotel"), "hotel")),
    )
    return Screen(bold(say.gettext("form.ask.place")), rows)


def _keep(say: Voice, values: Values) -> tuple[tuple[InlineKeyboardButton, ...], ...]:
    """An answer typed before can stay: one tap instead of typing it again."""
    if not values["chosen"]:
        return ()
    return ((pressing(values)(say.gettext("form.keep", answer=label(values["chosen"], 40)), "keep"),),)


def address(say: Voice, values: Values) -> Screen:
    if values["answers"]["place"]["kind"] == "hotel":
        asked, how = say.gettext("form.ask.hotel"), say.gettext("form.how.hotel")
    else:
        asked, how = say.gettext("form.ask.address"), say.gettext("form.how.address")
    return Screen(joined([bold(asked), how]), _keep(say, values))


def room(say: Voice, values: Values) -> Screen:
    skip = (pressing(values)(say.gettext("form.room.skip"), "skip"),)
    text = joined([bold(say.gettext("form.ask.room")), say.gettext("form.how.room")])
    return Screen(text, (*_keep(say, values), skip))


def district(say: Voice, values: Values) -> Screen:
    press = pressing(values, values["chosen"])
    buttons = (press(label(option["name"], 28), option["value"]) for option in values["options"])
    return Screen(bold(say.gettext("form.ask.district")), in_rows(buttons, 2))


def therapist(say: Voice, values: Values) -> Screen:
    press = pressing(values, values["chosen"])
    people = values["options"]
    if not people:
        return Screen(say.gettext("form.nobody"))
    genders = {person["gender"] for person in people}
    anyone: list[Row] = [(press(say.gettext("wish.anyone"), "any"),)]
    # A wish that leaves no choice, or changes nothing, is not worth a button.
    if {"female", "male"} <= genders:
        female, male = say.gettext("wish.female"), say.gettext("wish.male")
        anyone.append((press(female, "female"), press(male, "male")))
    # A name with a price needs a line of its own.
    across = 1 if any(person.get("price") for person in people) else 2
    rows = in_rows((press(_with_price(say, person), person["value"]) for person in people), across)
    return Screen(bold(say.gettext("form.ask.therapist")), (*anyone, *rows))


def _with_price(say: Voice, person: Values) -> Text | str:
    if not person.get("price"):
        return named(say, person)
    return say.gettext("form.therapist.price", name=named(say, person), price=say.money(person["price"]))


def when(say: Voice, values: Values) -> Screen:
    press = pressing(values, values["chosen"])
    rows = []
    starts_at, visit = values["now"], values["answers"]["place"]["kind"] != "studio"
    lines = [bold(say.gettext("form.ask.when"))]
    if starts_at is not None:
        latest = starts_at + int(say.house.arrival.total_seconds())
        if visit:
            window = say.gettext("form.now.visit", start=say.clock(starts_at), end=say.clock(latest))
        else:
            window = say.gettext("form.now.studio", start=say.clock(starts_at))
        lines.append(window)
        rows.append((press(say.gettext("form.now"), "now"),))
    elif values["answers"]["wish"]["name"]:
        lines.append(say.gettext("form.now.not_named", name=label(values["answers"]["wish"]["name"])))
    else:
        lines.append(say.gettext("form.now.nobody"))
    rows.append((press(say.gettext("form.pick_day"), "scheduled"),))
    return Screen(joined(lines), tuple(rows))


def notes(say: Voice, values: Values) -> Screen:
    skip = (pressing(values)(say.gettext("form.skip"), "skip"),)
    text = joined([bold(say.gettext("form.ask.notes")), say.gettext("form.how.notes")])
    return Screen(text, (*_keep(say, values), skip))


def summary(say: Voice, values: Values) -> Screen:
    send = (pressing(values)(say.gettext("form.send"), "send"),)
    named_one = values["answers"]["wish"]["name"]
    if named_one:
        text = say.gettext("form.how.summary.named", name=label(named_one))
    else:
        text = say.gettext("form.how.summary.anyone")
    return Screen(text, (send,))
