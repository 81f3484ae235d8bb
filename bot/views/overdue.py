"""Is everything all right? To the therapist, to the customer, and then to the operators."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks_care import AbsenceAct, AbsencePress, CheckAct, CheckPress
from bot.views.care import help_row, who
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus


def ask(say: Voice, values: Values) -> Screen:
    reference, customer = label(values["reference"]), label(values["customer"])
    match values["outcome"]:
        case "going":
            return Screen(say.gettext("overdue.going", reference=reference), (help_row(say, values),))
        case "over":
            return Screen(say.gettext("overdue.over", reference=reference))
    begun = values["status"] == BookingStatus.IN_PROGRESS
    end = say.moment(values["ends_at"])
    told = (
        say.gettext("overdue.begun", customer=customer, reference=reference, end=end)
        if begun
        else say.gettext("overdue.not_begun", customer=customer, reference=reference, end=end)
    )
    rows: list[Row] = [
        (_press(say.gettext("overdue.finished"), values, CheckAct.FINISHED),),
        (_press(say.gettext("overdue.still_going"), values, CheckAct.GOING),),
    ]
    if not begun:
        rows.append((_absent(say.gettext("absence.say.customer"), values),))
    rows.append(help_row(say, values))
    return Screen(joined([bold(say.gettext("overdue.ask")), told], "\n"), tuple(rows))


def customer(say: Voice, values: Values) -> Screen:
    reference, therapist = label(values["reference"]), label(values["therapist"])
    match values["outcome"]:
        case "well":
            return Screen(say.gettext("overdue.thanks"))
        case "over":
            return Screen(say.gettext("overdue.over", reference=reference))
    end = say.moment(values["ends_at"])
    told = say.gettext("overdue.customer", therapist=therapist, reference=reference, end=end)
    rows: list[Row] = [(_press(say.gettext("overdue.well"), values, CheckAct.WELL),)]
    if values["status"] != BookingStatus.IN_PROGRESS:
        rows.append((_absent(say.gettext("absence.say.therapist"), values),))
    rows.append(help_row(say, values))
    return Screen(joined([bold(say.gettext("overdue.ask")), told], "\n"), tuple(rows))


def alert(say: Voice, values: Values) -> Screen:
    """For an operator, through to the all clear."""
    says = say.gettext("overdue.customer_well") if values["says"] else Text()
    head = joined([_headline(say, values), says])
    if values["outcome"] == "clear":
        return Screen(joined([head, who(say, values, address=False)], "\n\n"))
    unreached = Text() if values["reached"] else say.gettext("overdue.unreached")
    asked = say.gettext("overdue.asked_at", moment=say.moment(values["asked_at"]))
    return Screen(joined([joined([head, asked, unreached]), who(say, values)], "\n\n"))


def _headline(say: Voice, values: Values) -> Text:
    therapist, reference = label(values["therapist"]), label(values["reference"])
    match values["outcome"]:
        case "clear" if values["status"] == BookingStatus.NO_SHOW:
            return bold(joined(["🟢", say.gettext("overdue.clear.no_show", reference=reference)], " "))
        case "clear":
            told = say.gettext("overdue.clear", therapist=therapist, reference=reference)
            return bold(joined(["🟢", told], " "))
        case "going":
            told = say.gettext("overdue.told_going", therapist=therapist, reference=reference)
            return bold(joined(["🟡", told], " "))
    told = say.gettext("overdue.alert", therapist=therapist, reference=reference)
    return bold(joined(["🔴", told], " "))


def _press(words: Text, values: Values, act: CheckAct) -> InlineKeyboardButton:
    return button(words, CheckPress(booking=values["booking"], act=act))


def _absent(words: Text, values: Values) -> InlineKeyboardButton:
    return button(words, AbsencePress(booking=values["booking"], act=AbsenceAct.SAY))
