"""What became of a message or a booking, one line a step."""

from __future__ import annotations

from bot.views import relay
from bot.views.my_bookings import STATES
from bot.views.screen import Screen
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.message import MessageState

STEPS = {
    "written": gettext_noop("why.written"),
    "held": gettext_noop("why.held"),
    "kept": gettext_noop("why.kept"),
    "queued": gettext_noop("why.queued"),
    "sent": gettext_noop("why.sent"),
    "uncertain": gettext_noop("why.uncertain"),
    "refused": gettext_noop("why.refused"),
    "discarded": gettext_noop("why.discarded"),
    "form": gettext_noop("why.form"),
    "edited": gettext_noop("why.edited"),
    "unsent": gettext_noop("why.unsent"),
    "copy.queued": gettext_noop("why.copy.queued"),
    "copy.slowed": gettext_noop("why.copy.slowed"),
    "copy.sending": gettext_noop("why.copy.sending"),
    "copy.uncertain": gettext_noop("why.uncertain"),
    "copy.refused": gettext_noop("why.refused"),
    "copy.sent": gettext_noop("why.sent"),
    "copy.cancelled": gettext_noop("why.copy.cancelled"),
    "offer.open": gettext_noop("why.offer.open"),
    "offer.accepted": gettext_noop("why.offer.accepted"),
    "offer.declined": gettext_noop("why.offer.declined"),
    "offer.timed_out": gettext_noop("why.offer.timed_out"),
    "offer.withdrawn": gettext_noop("why.offer.withdrawn"),
    "offer.lost": gettext_noop("why.offer.lost"),
    "ack.asked": gettext_noop("why.ack.asked"),
    "ack.seen": gettext_noop("why.ack.seen"),
    "ack.unseen": gettext_noop("why.ack.unseen"),
    "proposal.open": gettext_noop("why.proposal.open"),
    "proposal.accepted": gettext_noop("why.proposal.accepted"),
    "proposal.declined": gettext_noop("why.proposal.declined"),
    "proposal.timed_out": gettext_noop("why.proposal.timed_out"),
    "proposal.withdrawn": gettext_noop("why.proposal.withdrawn"),
    "proposal.lost": gettext_noop("why.proposal.lost"),
    **STATES,
}


def message(say: Voice, values: Values) -> Screen:
    head = say.gettext("why.message", code=bold(values["code"]), sender=label(values["sender"]))
    facts = [head, _whom(say, values), _reference(say, values)]
    if values.get("conversation"):
        facts.append(Text(label(values["conversation"])))
    answered = say.gettext("why.answered") if values["answered"] else Text()
    because = relay.because(say, values["reason"])
    return Screen(joined([joined(facts), joined([*_steps(say, values), answered]), because], "\n\n"))


def _whom(say: Voice, values: Values) -> Text:
    to = values["receiver"]
    if to:
        return say.gettext("why.to", receiver=label(to))
    return say.gettext("why.to_nobody") if values["state"] == MessageState.HELD else Text()


def _reference(say: Voice, values: Values) -> Text:
    named = values["reference"]
    return say.gettext("why.of_booking", reference=label(named)) if named else Text()


def booking(say: Voice, values: Values) -> Screen:
    head = joined([bold(label(values["reference"])), label(values["service"])], " · ")
    return Screen(joined([head, joined(_steps(say, values))], "\n\n"))


def _steps(say: Voice, values: Values) -> list[Text]:
    return [_step(say, step) for step in values["steps"]]


def _step(say: Voice, step: Values) -> Text:
    what = step["what"]
    happened = say.gettext(STEPS[what]) if what in STEPS else Text(label(what))
    more = [label(str(step[name]), 120) for name in ("by", "detail") if step.get(name)]
    told = joined([happened, *([f"({', '.join(more)})"] if more else [])], " ")
    return told if step["at"] is None else say.gettext("why.step", moment=say.moment(step["at"]), what=told)


def unknown(say: Voice, values: Values) -> Screen:
    asked = values["asked"]
    if not asked:
        return Screen(say.gettext("why.how"))
    if asked == "reply":
        return Screen(say.gettext("why.nothing_there"))
    if asked == "wish":
        return Screen(say.gettext("why.wish"))
    return Screen(say.gettext("why.unknown", code=label(asked, 32)))
