"""What is wrong with hours that somebody typed: the value, and what is allowed."""

from __future__ import annotations

from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.typed_time import Fault


def problem(say: Voice, told: Values) -> Text:
    value = bold(label(told["value"], 60)) if told["value"].strip() else Text("—")
    return joined(["⚠️", _words(say, Fault(told["fault"]), value, label(told["other"], 60))], " ")


def _words(say: Voice, fault: Fault, value: Text, other: str) -> Text:
    match fault:
        case Fault.TIME:
            return say.gettext("typed.time", value=value)
        case Fault.DAYS:
            return say.gettext("typed.days", value=value)
        case Fault.NO_DAY:
            return say.gettext("typed.no_day", value=value)
        case Fault.SAME:
            return say.gettext("typed.same", value=value)
        case Fault.OVERLAP:
            return say.gettext("typed.overlap", value=value, other=other)
        case Fault.TOO_MANY:
            return say.gettext("typed.too_many", value=value, most=other)
        case Fault.TOO_LONG:
            return say.gettext("typed.too_long", value=value, most=other)
        case Fault.PAST:
            return say.gettext("typed.past", value=value)
        case Fault.ORDER:
            return say.gettext("typed.order", value=value)
        case Fault.NOT_WITHIN:
            return say.gettext("typed.not_within", value=value, other=other)
        case Fault.PRICE:
            return say.gettext("typed.price", value=value)
        case Fault.FAR_PRICE:
            return say.gettext("typed.far_price", value=value)
        case Fault.PRICES:
            return say.gettext("typed.prices", value=value)
        case Fault.MINUTES:
            return say.gettext("typed.minutes", value=value, other=other)
        case Fault.TWICE:
            return say.gettext("typed.twice", value=value)
        case Fault.TOO_MANY_CHOICES:
            return say.gettext("typed.too_many_choices", value=value, most=other)
    return say.gettext("typed.unreadable", value=value)
