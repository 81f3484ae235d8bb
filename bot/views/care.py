"""Help that was asked for: the caller's quiet card, the operators' alert, and buttons on a visit's card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.callbacks_care import AbsenceAct, AbsencePress, CallAct, CallPress, HelpAct, HelpPress
from bot.views import visit
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus
from domain.help import AGREED, BEGUN
from domain.people import Role

_S = BookingStatus
_UNBEGUN = {_S.CONFIRMED.value, _S.ON_THE_WAY.value}
LATEST_NO_SHOW = 24 * 3600
"""Seconds after the end within which a card still asks who did not come."""


def rows(say: Voice, values: Values, reader: Role) -> tuple[Row, ...]:
    """What a visit's card shows besides, while there is reason to. The label tells an onlooker nothing."""
    found: list[Row] = []
    if _may_be_missed(say, values):
        absent = AbsencePress(booking=values["booking"], act=AbsenceAct.SAY)
        words = (
            say.gettext("absence.say.therapist")
            if reader is Role.CUSTOMER
            else say.gettext("absence.say.customer")
        )
        found.append((button(words, absent),))
    if _help_is_near(say, values):
        found.append(help_row(say, values))
    return tuple(found)


def help_row(say: Voice, values: Values) -> Row:
    return (button(say.gettext("help.ask"), HelpPress(booking=values["booking"], act=HelpAct.ASK)),)


def _may_be_missed(say: Voice, values: Values) -> bool:
    from_then = values["starts_at"] + int(say.house.no_show_after.total_seconds())
    begun = values["status"] not in _UNBEGUN
    return not begun and say.past(from_then) and not say.past(values["ends_at"] + LATEST_NO_SHOW)


def _help_is_near(say: Voice, values: Values) -> bool:
    """As `domain.help.offered` has it, which decides when it is pressed."""
    status = values["status"]
    if status == _S.IN_PROGRESS:
        return True
    over = values.get("over_at") or values["ends_at"]
    if status not in AGREED or say.past(over + int(say.house.help_after.total_seconds())):
        return False
    before = 0 if status == _S.CANCELLED else int(say.house.help_before.total_seconds())
    return status in BEGUN or say.past(values["starts_at"] - before)


def own(say: Voice, values: Values) -> Screen:
    """Short, and in words for any eyes."""
    number = say.gettext("help.number", number=label(values["number"])) if values["number"] else Text()
    match values["outcome"]:
        case "open":
            sure = HelpPress(booking=values["booking"], act=HelpAct.SURE)
            no = HelpPress(booking=values["booking"], act=HelpAct.KEEP)
            yes = button(say.gettext("help.sure"), sure)
            return Screen(say.gettext("help.open"), ((yes,), (button(say.gettext("help.keep"), no),)))
        case "sent":
            return Screen(joined([say.gettext("help.sent"), number]))
        case "waiting":
            return Screen(joined([say.gettext("help.waiting"), number]), (help_row(say, values),))
        case "nobody":
            return Screen(joined([say.gettext("help.nobody"), number]), (help_row(say, values),))
        case "taken":
            return Screen(joined([say.gettext("help.taken", by=label(values["by"])), number]))
        case "resolved":
            return Screen(say.gettext("help.resolved"))
        case "early":
            return Screen(joined([say.gettext("help.early"), number]))
        case "over":
            return Screen(joined([say.gettext("help.over"), number]))
    return Screen(say.gettext("help.kept"))


def alert(say: Voice, values: Values) -> Screen:
    """For an operator: who, where, since when, and whether somebody is on it."""
    outcome = values["outcome"]
    head = joined([_headline(say, values), _handled(say, values)])
    if outcome == "resolved":
        return Screen(joined([head, who(say, values, address=False)], "\n\n"))
    since = say.gettext("help.since", moment=say.moment(values["called_at"]))
    parts = [joined([head, since]), who(say, values), _phrase(say, values), say.gettext("help.silent")]
    take = button(say.gettext("help.take"), CallPress(call=values["call"], act=CallAct.TAKE))
    done = button(say.gettext("help.resolve"), CallPress(call=values["call"], act=CallAct.RESOLVE))
    buttons: Sequence[Row] = ((take,), (done,)) if outcome == "open" else ((done,),)
    return Screen(joined(parts, "\n\n"), tuple(buttons))


def _headline(say: Voice, values: Values) -> Text:
    name = label(values[values["role"]])
    light = {"open": "🔴", "taken": "🟡"}.get(values["outcome"], "🟢")
    if values["role"] == Role.THERAPIST:
        return bold(joined([light, say.gettext("help.alert.therapist", name=name)], " "))
    return bold(joined([light, say.gettext("help.alert.customer", name=name)], " "))


def _handled(say: Voice, values: Values) -> Text:
    match values["outcome"]:
        case "taken":
            return say.gettext("help.handled.taken", by=label(values["by"]))
        case "resolved":
            return say.gettext("help.handled.resolved", by=label(values["by"]))
    return say.ngettext("help.handled.open", values["alerts"])


def who(say: Voice, values: Values, *, address: bool = True) -> Text:
    """Both people, the visit, where it is, and which conversation is theirs."""
    lines = [
        say.gettext("care.therapist", name=label(values["therapist"])),
        say.gettext("care.customer", name=label(values["customer"])),
        joined([bold(label(values["reference"])), label(values["service"])], " · "),
        say.gettext("care.times", start=say.moment(values["starts_at"]), end=say.moment(values["ends_at"])),
    ]
    if address:
        lines.append(visit.where(say, values["place"]))
        if values["conversation"]:
            lines.append(say.gettext("care.conversation", conversation=label(values["conversation"])))
    return joined(lines)


def _phrase(say: Voice, values: Values) -> Text:
    return say.gettext("help.phrase", phrase=label(values["phrase"], 100)) if values["phrase"] else Text()
