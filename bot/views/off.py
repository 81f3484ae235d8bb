"""A therapist's time off: what is planned, and the way to more of it."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton

from bot.callbacks_desk import OffAct, OffPress
from bot.views import calendar, lying, typed
from bot.views.desk import menu_row
from bot.views.desk_month import month_of
from bot.views.form_questions import Press
from bot.views.screen import Row, Screen, button, in_rows
from bot.views.text import Text, bold, joined
from bot.views.visit import Values
from bot.views.voice import Voice

DAY = 24 * 60
HOUR = 60
MOST = 20


def off(say: Voice, values: Values) -> Screen:
    steps: dict[str, Callable[[Voice, Values], Screen]] = {
        "list": _list,
        "first": _first,
        "last": _last,
        "hours": _hours,
        "sure": _sure,
    }
    screen = steps[values["step"]](say, values)
    wrong = typed.problem(say, values["problem"]) if values["problem"] else Text()
    return Screen(joined([wrong, screen.text], "\n\n"), screen.rows)


def _list(say: Voice, values: Values) -> Screen:
    every = values["list"][:MOST]
    lines = [joined(["•", _span(say, one)], " ") for one in every] or [say.gettext("off.none")]
    parts = [_note(say, values), joined([bold(say.gettext("off.title")), *lines])]
    if not values["hits"]:
        parts.append(say.gettext("off.how"))
    drops = [(_drop(say, one),) for one in every]
    new = (_go(say.gettext("off.new"), values, OffAct.FIRST, bare=True),)
    rows = (*lying.rows(say, values["hits"]), *drops, new, menu_row(say))
    return Screen(joined(parts, "\n\n"), rows)


def _note(say: Voice, values: Values) -> Text:
    match values["note"]:
        case "taken":
            return joined([say.gettext("off.taken"), _hits(say, values)], "\n\n")
        case "dropped":
            return say.gettext("off.dropped")
        case "late":
            return say.gettext("desk.late")
    return Text()


def _hits(say: Voice, values: Values) -> Text:
    hits = values["hits"]
    if not hits:
        return Text()
    told = bold(say.ngettext("off.hits", len(hits)))
    return joined([told, *lying.lines(say, hits), say.gettext("off.hits.what")])


def _span(say: Voice, one: Values) -> Text:
    if one["first"] is None:
        return joined([say.moment(one["starts_at"]), say.moment(one["ends_at"])], " – ")
    days = [say.day(one["first"])] + ([say.day(one["last"])] if one["last"] != one["first"] else [])
    return joined(days, " – ")


def _drop(say: Voice, one: Values) -> InlineKeyboardButton:
    first, last = say.local(one["starts_at"]).date(), say.local(one["ends_at"] - 1).date()
    days = [say.day(first)] + ([say.day(last)] if last != first else [])
    words = joined(["✖", joined(days, " – ")], " ")
    return button(words, OffPress(act=OffAct.DROP, value=f"{one['starts_at']}-{one['ends_at']}"))


def _first(say: Voice, values: Values) -> Screen:
    press = _choosing(values, OffAct.FIRST, values["first"])
    shown = calendar.day(say, month_of(values, chosen=values["first"]), lambda _, chosen: press)
    parts = [bold(say.gettext("off.first")), say.gettext("off.first.how")]
    return Screen(joined(parts, "\n\n"), (*shown.rows, _back(say, values, OffAct.LIST)))


def _last(say: Voice, values: Values) -> Screen:
    """The same day again is one day."""
    press = _choosing(values, OffAct.LAST, values["last"])
    month = month_of(values, since=values["first"], chosen=values["last"])
    shown = calendar.day(say, month, lambda _, chosen: press)
    only = button(
        say.gettext("off.only", day=say.day(values["first"])),
        OffPress(act=OffAct.LAST, first=values["first"], value=values["first"]),
    )
    parts = [bold(say.gettext("off.last", day=say.day(values["first"])))]
    # The soonest days stand above the first month: here the one above is enough.
    rows = shown.rows if month["earlier"] else shown.rows[1:]
    return Screen(joined(parts), ((only,), *rows, _back(say, values, OffAct.FIRST)))


def _choosing(values: Values, act: OffAct, chosen: str) -> Press:
    def press(words: Text | str, value: str) -> InlineKeyboardButton:
        return button(words, OffPress(act=act, first=values["first"], last=values["last"], value=value))

    return press


def _hours(say: Voice, values: Values) -> Screen:
    """From when on the first day, until when on the last."""
    since, one_day = values["since"], values["first"] == values["last"]
    if since is None:
        ask = say.gettext("off.from", day=say.day(values["first"]))
        times = list(range(0, DAY, HOUR))
        given = [str(one) for one in times]
    else:
        ask = say.gettext("off.until", day=say.day(values["last"]), begins=say.wall(since))
        begins = since - since % HOUR + HOUR if one_day else HOUR
        times = [(one - 1) % DAY + 1 for one in range(begins, begins + DAY, HOUR)]
        given = [f"{since}-{one}" for one in times]
    buttons = [
        _go(say.wall(one), values, OffAct.HOURS, value) for one, value in zip(times, given, strict=True)
    ]
    back = OffAct.SURE if since is None else OffAct.HOURS
    return Screen(bold(ask), (*in_rows(buttons, 4), _back(say, values, back)))


def _sure(say: Voice, values: Values) -> Screen:
    ask = bold(say.gettext("off.sure"))
    hits = _hits(say, values) or say.gettext("off.hits.none")
    text = joined([joined([ask, _wanted(say, values)]), hits], "\n\n")
    hours = "-".join(map(str, values["hours"]))
    rows = (
        *lying.rows(say, values["hits"]),
        (_go(say.gettext("off.take"), values, OffAct.TAKE, hours),),
        (_go(say.gettext("off.other_hours"), values, OffAct.HOURS),),
        (*_back(say, values, OffAct.LAST), _go(say.gettext("form.cancel"), values, OffAct.LIST, bare=True)),
    )
    return Screen(text, rows)


def _wanted(say: Voice, values: Values) -> Text | str:
    first, last, hours = values["first"], values["last"], values["hours"]
    days = say.day(first) if first == last else joined([say.day(first), say.day(last)], " – ")
    if hours == [0, DAY]:
        return say.gettext("off.whole", days=days)
    begins, ends = say.wall(hours[0]), say.wall(hours[1])
    if first == last:
        return say.gettext("off.part", day=days, begins=begins, ends=ends)
    return say.gettext("off.parts", first=say.day(first), begins=begins, last=say.day(last), ends=ends)


def _go(
    words: Text | str, values: Values, act: OffAct, value: str = "", *, bare: bool = False
) -> InlineKeyboardButton:
    first, last = ("", "") if bare else (values["first"], values["last"])
    return button(words, OffPress(act=act, first=first, last=last, value=value))


def _back(say: Voice, values: Values, act: OffAct) -> Row:
    return (_go(say.gettext("form.back"), values, act, bare=act is OffAct.LIST),)
