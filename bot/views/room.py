"""A room opens, ends, and what becomes of the words in it."""

from __future__ import annotations

from bot.callbacks import MenuPress, MessageAct, MessagePress
from bot.views.screen import Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Role
from domain.room import CloseReason


def opened(say: Voice, values: Values) -> Screen:
    who = label(values["counterpart"])
    lines = [bold(say.gettext("room.opened", counterpart=who))]
    if values["booking"] is not None:
        moment = say.moment(values["starts_at"])
        lines.append(say.gettext("room.opened.visit", service=label(values["service"]), moment=moment))
    lines.append(say.gettext("room.opened.how", counterpart=who))
    if values["expires_at"] is not None:
        lines.append(say.gettext("room.opened.until", moment=say.moment(values["expires_at"])))
    return Screen(joined(lines, "\n\n"))


def ended(say: Voice, values: Values) -> Screen:
    who = label(values["counterpart"])
    customer = values["role"] == Role.CUSTOMER
    rows = ((button(say.gettext("menu.book"), MenuPress(act="book")),),) if customer else ()
    lines = [bold(say.gettext("room.ended", counterpart=who)), _why(say, values["reason"], who, customer)]
    after = say.gettext("room.ended.customer") if customer else say.gettext("room.ended.therapist")
    return Screen(joined([*lines, after]), rows)


def _why(say: Voice, reason: str, who: str, customer: bool) -> Text:
    match reason:
        case CloseReason.DECLINED:
            if customer:
                return say.gettext("room.ended.declined", counterpart=who)
            return say.gettext("room.ended.you_declined")
        case CloseReason.TIMED_OUT:
            if customer:
                return say.gettext("room.ended.timed_out", counterpart=who)
            return say.gettext("room.ended.you_timed_out")
        case CloseReason.CANCELLED:
            return say.gettext("room.ended.cancelled")
        case CloseReason.WITHDRAWN:
            return say.gettext("room.ended.withdrawn")
        case CloseReason.LOST:
            return say.gettext("room.ended.lost")
        case CloseReason.OPERATOR:
            return say.gettext("room.ended.operator")
    return say.gettext("room.ended.expired")


def waits(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("relay.waits", counterpart=label(values["counterpart"])))


def slowed(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("relay.slowed", most=str(values["most"])))


def uncertain(say: Voice, values: Values) -> Screen:
    message = values["message"]
    row = (
        button(say.gettext("relay.retry"), MessagePress(message=message, act=MessageAct.RETRY)),
        button(say.gettext("relay.discard"), MessagePress(message=message, act=MessageAct.DISCARD)),
    )
    return Screen(say.gettext("relay.uncertain", counterpart=label(values["counterpart"])), (row,))


def settled(say: Voice, values: Values) -> Screen:
    """What the question about an uncertain message becomes."""
    return Screen(
        say.gettext("relay.retried") if values["act"] == "retry" else say.gettext("relay.discarded")
    )
