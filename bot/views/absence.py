"""Somebody did not come: said by one, asked of the other, and in doubt decided by an operator."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks_care import AbsenceAct, AbsencePress, VerdictPress
from bot.views import visit
from bot.views.care import who
from bot.views.screen import Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Role
from services.absence_decisions import Verdict


def absence(say: Voice, values: Values) -> Screen:
    other, reference = label(values["other"]), label(values["reference"])
    match values["outcome"]:
        case "sure":
            ask = bold(say.gettext("absence.sure", other=other, reference=reference))
            means = say.gettext("absence.sure.means", other=other)
            yes = _press(say.gettext("absence.sure.yes"), values, AbsenceAct.SURE)
            no = _press(say.gettext("sure.keep"), values, AbsenceAct.KEEP)
            return Screen(joined([ask, visit.when(say, values), means]), ((yes,), (no,)))
        case "said":
            told = bold(say.gettext("absence.said", other=other, reference=reference))
            until = say.gettext("absence.said.until", other=other, moment=say.moment(values["answer_by"]))
            back = _press(say.gettext("absence.take_back"), values, AbsenceAct.TAKE_BACK)
            return Screen(joined([told, until]), ((back,),))
        case "open":
            return _asked(say, values)
        case "contested":
            return Screen(say.gettext("absence.contested", other=other, reference=reference))
        case "recorded":
            return Screen(_recorded(say, values))
        case "dropped":
            return Screen(say.gettext("absence.dropped", reference=reference))
    return Screen(say.gettext("chosen.kept", reference=reference))


def _asked(say: Voice, values: Values) -> Screen:
    other, reference = label(values["other"]), label(values["reference"])
    mine = values["reader"] == Role.CUSTOMER
    ask = (
        say.gettext("absence.ask.customer", other=other, reference=reference)
        if mine
        else say.gettext("absence.ask.therapist", other=other, reference=reference)
    )
    until = say.gettext("absence.ask.until", moment=say.moment(values["answer_by"]))
    so = _press(say.gettext("absence.so"), values, AbsenceAct.SO)
    not_so = _press(say.gettext("absence.not_so"), values, AbsenceAct.NOT_SO)
    return Screen(joined([bold(ask), visit.when(say, values), until]), ((not_so,), (so,)))


def _recorded(say: Voice, values: Values) -> Text:
    other, reference = label(values["other"]), label(values["reference"])
    if values["of"] == values["reader"]:
        return say.gettext("absence.recorded.you", reference=reference)
    if values["reader"] == Role.CUSTOMER:
        return say.gettext("absence.recorded.therapist", other=other, reference=reference)
    return say.gettext("absence.recorded.customer", other=other, reference=reference)


def missed(say: Voice, values: Values, reader: Role) -> Text:
    """The headline of a card: whose it was, where that is known."""
    reference = label(values["reference"])
    if values.get("no_show") == reader:
        return say.gettext("absence.missed.you", reference=reference)
    if values.get("no_show"):
        other = label(values["therapist" if reader is Role.CUSTOMER else "customer"])
        return say.gettext("absence.missed.other", other=other, reference=reference)
    return say.gettext("booking.no_show", reference=reference)


def decide(say: Voice, values: Values) -> Screen:
    """For an operator."""
    therapist, customer = label(values["therapist"]), label(values["customer"])
    by = say.gettext("absence.decided.by", by=label(values["by"])) if values["by"] else Text()
    match values["outcome"]:
        case "customer":
            done = say.gettext("absence.decided.missed", name=customer)
        case "therapist":
            done = say.gettext("absence.decided.missed", name=therapist)
        case "took_place":
            done = say.gettext("absence.decided.took_place")
        case "over":
            done = say.gettext("absence.decided.over")
        case _:
            return _undecided(say, values)
    return Screen(joined([bold(done), by, who(say, values, address=False)]))


def _undecided(say: Voice, values: Values) -> Screen:
    therapist, customer = label(values["therapist"]), label(values["customer"])
    said_by = customer if values["said_by"] == Role.CUSTOMER else therapist
    other = therapist if values["said_by"] == Role.CUSTOMER else customer
    ask = bold(say.gettext("absence.decide", said_by=said_by, other=other))
    choices = (
        (_missed(say, values["customer"]), Verdict.CUSTOMER),
        (_missed(say, values["therapist"]), Verdict.THERAPIST),
        (say.gettext("absence.decide.took_place"), Verdict.TOOK_PLACE),
    )
    rows = tuple((_verdict(words, values, verdict),) for words, verdict in choices)
    return Screen(joined([ask, who(say, values)], "\n\n"), rows)


def _missed(say: Voice, name: str) -> Text:
    return say.gettext("absence.decide.missed", name=label(name, 30))


def _press(words: Text, values: Values, act: AbsenceAct) -> InlineKeyboardButton:
    return button(words, AbsencePress(booking=values["booking"], act=act))


def _verdict(words: Text, values: Values, verdict: Verdict) -> InlineKeyboardButton:
    return button(words, VerdictPress(booking=values["booking"], verdict=verdict))
