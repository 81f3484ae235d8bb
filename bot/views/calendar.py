"""The calendar: a month to choose a day from, and the times of a day, by its parts.

The form's own, and whoever else asks for a time gives `making`: how its buttons are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from aiogram.types import InlineKeyboardButton

from bot.views.form_questions import Press, Pressing, pressing
from bot.views.screen import Row, Screen, in_rows
from bot.views.text import Text, bold, joined
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop

NOTHING = "-"
"""The value of what only looks like a button: Telegram has no other way to lay out a table."""
DOT = "·"
SOONEST = 2
"""Days that have a button with their whole name, above the month."""
AT_ONCE = 16
"""Times that stand on the card undivided."""
IN_A_PART = 24
PARTS = (
    (5, gettext_noop("part.night")),
    (12, gettext_noop("part.morning")),
    (17, gettext_noop("part.afternoon")),
    (24, gettext_noop("part.evening")),
)
"""Until which hour of the studio's day each part of it lasts."""


def day(say: Voice, values: Values, making: Pressing = pressing) -> Screen:
    """`options` are the free days of `month`; `earlier` and `later` the nearest months that have some too."""
    free = [date.fromisoformat(one) for one in values["options"]]
    if not free:
        return Screen(say.gettext("form.no_days"))
    press = making(values, values["chosen"])
    soonest = [] if values["earlier"] else free[:SOONEST]
    rows: list[Row] = [tuple(press(_named(say, one, values), one.isoformat()) for one in soonest)]
    rows += [_turning(say, values, press), tuple(press(name, NOTHING) for _, name in say.week())]
    rows += _weeks(say, free, values, making(values, None))
    text = joined([bold(say.gettext("form.ask.day")), say.gettext("form.how.day")])
    return Screen(text, tuple(row for row in rows if row))


def _named(say: Voice, one: date, values: Values) -> Text | str:
    if one.isoformat() == values["today"]:
        return say.gettext("form.today", day=say.day(one))
    if one.isoformat() == values["tomorrow"]:
        return say.gettext("form.tomorrow", day=say.day(one))
    return say.day(one)


def _turning(say: Voice, values: Values, press: Press) -> Row:
    row = [press(say.month(date.fromisoformat(values["month"])), NOTHING)]
    if values["earlier"]:
        name = say.month(date.fromisoformat(values["earlier"]), short=True)
        row.insert(0, press(f"‹ {name}", f"m-{values['earlier']}"))
    if values["later"]:
        name = say.month(date.fromisoformat(values["later"]), short=True)
        row.append(press(f"{name} ›", f"m-{values['later']}"))
    return tuple(row)


def _weeks(say: Voice, free: Sequence[date], values: Values, press: Press) -> list[Row]:
    """From the week of the first free day to that of the last; what cannot be chosen is a dot."""
    starts = say.week()[0][0]
    first = free[0] - timedelta(days=(free[0].weekday() - starts) % 7)
    weeks = (free[-1] - first).days // 7 + 1
    every = [first + timedelta(days=number) for number in range(weeks * 7)]

    def cell(one: date) -> InlineKeyboardButton:
        if one not in free:
            return press(DOT, _full(one, values))
        # Closer than elsewhere: seven stand in a row.
        return press(f"✓{one.day}" if one.isoformat() == values["chosen"] else str(one.day), one.isoformat())

    return list(in_rows([cell(one) for one in every], 7))


def _full(one: date, values: Values) -> str:
    """In the form a day without a time is a question, too: until then one can wait for it."""
    until, day = values.get("until"), one.isoformat()
    waits = until is not None and values["today"] <= day <= until and day[:7] == values["month"][:7]
    return f"w-{day}" if waits else NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """Times that are shown together."""

    key: str
    starts: Sequence[int]

    def name(self, say: Voice) -> Text:
        part, first = say.gettext(self.key), say.hour(self.starts[0])
        if len(self.starts) == 1:
            return say.gettext("form.part.one", part=part, time=first)
        return say.gettext("form.part", part=part, first=first, last=say.hour(self.starts[-1]))


def parts(say: Voice, starts: Sequence[int]) -> list[Part]:
    """Few times are one part; many are divided as the day is, and where that is not enough, further."""
    if len(starts) <= AT_ONCE:
        return [Part("", starts)]
    found = []
    for key, together in groupby(starts, key=lambda epoch: _key(say.local(epoch))):
        every = list(together)
        pieces = -(-len(every) // IN_A_PART)
        size = -(-len(every) // pieces)
        found += [Part(key, every[at : at + size]) for at in range(0, len(every), size)]
    return found


def _key(local: datetime) -> str:
    return next(key for until, key in PARTS if local.hour < until)


def _in_sight(every: Sequence[Part], values: Values) -> Part:
    """What was turned to, or chosen before; else the day's first part, and the night only if need be."""
    for wanted in (str(values["at"]), values["chosen"]):
        if found := [part for part in every if wanted in map(str, part.starts)]:
            return found[0]
    return next((part for part in every if part.key != PARTS[0][1]), every[0])


def time(say: Voice, values: Values, making: Pressing = pressing) -> Screen:
    starts = values["options"]
    if not starts:
        return Screen(say.gettext("form.no_slots"))
    press = making(values, values["chosen"])
    every = parts(say, starts)
    shown = _in_sight(every, values)
    hours = _hours(say, starts)
    rows = list(in_rows((press(hours[epoch], str(epoch)) for epoch in shown.starts), 4))
    others = [part for part in every if part is not shown]
    rows += in_rows((press(part.name(say), f"at-{part.starts[0]}") for part in others), 2)
    lines = [bold(say.gettext("form.ask.time")), shown.name(say) if others else Text()]
    return Screen(
        joined([*lines, say.gettext("form.how.time", offset=_offset(say.local(starts[0])))]), tuple(rows)
    )


def _offset(local: datetime) -> str:
    """`+8`, `-3:30`: ahead of UTC; better known to strangers than the name of the zone's city."""
    ahead = local.strftime("%z")
    return f"{ahead[0]}{int(ahead[1:3])}" + (f":{ahead[3:5]}" if ahead[3:5] != "00" else "")


def _hours(say: Voice, starts: Sequence[int]) -> dict[int, str]:
    """When the clocks are put back an hour comes twice: then each says which of the two it is."""
    plain = {epoch: say.hour(epoch) for epoch in starts}
    times = Counter(plain.values())
    return {
        epoch: hour if times[hour] == 1 else f"{hour} {say.local(epoch).tzname()}"
        for epoch, hour in plain.items()
    }
