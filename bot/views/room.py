"""A room opens, ends, and what becomes of the words in it."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks import MenuPress, RoomAct, RoomPress
from bot.views.general import book_row
from bot.views.relay import coded, decide_rows
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.people import Role
from domain.room import CloseReason, RoomStatus
from services.erasure import NAMELESS

_LIVE = {RoomStatus.PENDING, RoomStatus.OPEN}
_BOOKINGS: dict[str, str] = {
    "requested": gettext_noop("room.booking.requested"),
    "confirmed": gettext_noop("room.booking.confirmed"),
    "on_the_way": gettext_noop("room.booking.on_the_way"),
    "in_progress": gettext_noop("room.booking.in_progress"),
    "completed": gettext_noop("room.booking.completed"),
    "unanswered": gettext_noop("room.booking.unanswered"),
    "cancelled": gettext_noop("room.booking.cancelled"),
    "no_show": gettext_noop("room.booking.no_show"),
    "elsewhere": gettext_noop("room.booking.elsewhere"),
}
"""How a booking stands, in a word; `elsewhere` is one that another therapist has, or nobody."""


def opened(say: Voice, values: Values) -> Screen:
    """The room's card as it first appears; `card` below is what it becomes."""
    who = label(values["counterpart"])
    lines = [bold(say.gettext("room.opened", counterpart=who))]
    if values["booking"] is not None:
        moment = say.moment(values["starts_at"])
        lines.append(say.gettext("room.opened.visit", service=label(values["service"]), moment=moment))
    lines.append(say.gettext("room.opened.how", counterpart=who))
    if values["frozen"]:
        lines.append(say.gettext("room.card.frozen"))
    if values["expires_at"] is not None:
        lines.append(say.gettext("room.opened.until", moment=say.moment(values["expires_at"])))
    return Screen(joined(lines, "\n\n"), _ways(say, values))


def card(say: Voice, values: Values) -> Screen:
    who, live = label(values["counterpart"]), values["room_status"] in _LIVE
    head = say.gettext("room.card", counterpart=who) if live else _is_over(say, values)
    lines = [joined([bold(head), *(_booking(say, one) for one in values["bookings"])])]
    if live and values["frozen"]:
        lines.append(say.gettext("room.card.frozen"))
    if live and values["expires_at"] is not None:
        lines.append(say.gettext("room.opened.until", moment=say.moment(values["expires_at"])))
    again = () if live or values["role"] != Role.CUSTOMER else (book_row(say),)
    return Screen(joined(lines, "\n\n"), _ways(say, values) if live else again)


def _booking(say: Voice, values: Values) -> Text:
    status = say.gettext(_BOOKINGS[values["status"]])
    return say.gettext(
        "room.booking",
        moment=say.moment(values["starts_at"]),
        service=label(values["service"], 40),
        status=status,
        reference=label(values["reference"]),
    )


def _ways(say: Voice, values: Values) -> tuple[Row, ...]:
    def go(words: Text, act: RoomAct, value: str = "") -> InlineKeyboardButton:
        return button(words, RoomPress(room=values["room"], act=act, value=value))

    close = go(say.gettext("room.close"), RoomAct.CLOSE)
    block = go(say.gettext("room.block"), RoomAct.BLOCK)
    report = go(say.gettext("room.report"), RoomAct.REPORT)
    # Three in a row are too narrow for some languages' words.
    keep = [one for row in longer(say, values) for one in row]
    return ((*keep, close), (block, report))


def longer(say: Voice, values: Values) -> tuple[Row, ...]:
    """While there is an extension left: two taps on one button are one."""
    left = values["extensions_left"]
    if left < 1 or values["expires_at"] is None:
        return ()
    hours = round(say.house.extension.total_seconds() / 3600)
    press = RoomPress(room=values["room"], act=RoomAct.EXTEND, value=str(left))
    return ((button(say.gettext("room.extend", hours=hours), press),),)


def warning(say: Voice, values: Values) -> Screen:
    who, until = label(values["counterpart"]), say.moment(values["expires_at"])
    match values["outcome"]:
        case "open":
            head = bold(say.gettext("room.warning", counterpart=who, moment=until))
            after = say.gettext("room.warning.keep") if values["extensions_left"] else Text()
            return Screen(joined([head, after]), longer(say, values))
        case "extended":
            return Screen(say.gettext("room.warning.extended", counterpart=who, moment=until))
    return Screen(_is_over(say, values))


def extended(say: Voice, values: Values) -> Screen:
    who, until = label(values["counterpart"]), say.moment(values["expires_at"])
    return Screen(say.gettext("room.extended", counterpart=who, moment=until))


def reached(say: Voice, values: Values) -> Screen:
    who = label(values["counterpart"])
    if values["what"] == "frozen":
        return Screen(say.gettext("room.frozen", counterpart=who))
    return Screen(say.gettext("room.thawed", counterpart=who))


def welcome_back(say: Voice, values: Values) -> Screen:
    """After what waited, which has come in its order."""
    if not values["waited"]:
        return Screen(say.gettext("room.welcome_back.nothing"))
    return Screen(say.ngettext("room.welcome_back", values["waited"]))


def ended(say: Voice, values: Values) -> Screen:
    who = label(values["counterpart"])
    customer = values["role"] == Role.CUSTOMER
    rows = ((button(say.gettext("menu.book"), MenuPress(act="book")),),) if customer else ()
    lines = [bold(_is_over(say, values)), _why(say, values["reason"], who, customer)]
    if customer:
        lines.append(say.gettext("room.ended.customer", counterpart=who))
    elif values["reason"] != CloseReason.FORGOTTEN:  # that customer never books again: who comes back is new
        lines.append(say.gettext("room.ended.therapist", counterpart=who))
    return Screen(joined(lines), rows)


def _is_over(say: Voice, values: Values) -> Text:
    if values["counterpart"] == NAMELESS:
        return say.gettext("room.ended.nameless")
    return say.gettext("room.ended", counterpart=label(values["counterpart"]))


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
        case CloseReason.FORGOTTEN:
            return say.gettext("room.ended.forgotten")
        case CloseReason.OPERATOR:
            return say.gettext("room.ended.operator")
        case CloseReason.SETTLED:
            return say.gettext("room.ended.settled", counterpart=who)
        case CloseReason.NO_LONGER:
            return say.gettext("room.ended.no_longer", counterpart=who)
        case CloseReason.OTHER | CloseReason.BLOCKED | CloseReason.REPORTED:
            # Whoever was blocked or reported does not hear it from us.
            return say.gettext("room.ended.closed")
    return say.gettext("room.ended.expired")


def gap(say: Voice, values: Values) -> Screen:
    """What may be missing after updates did not come in for a while."""
    name = label(values["counterpart"])
    since, until = say.moment(values["since"]), say.moment(values["until"])
    if values["lost"]:
        return Screen(say.gettext("room.gap.lost", counterpart=name, since=since, until=until))
    return Screen(say.gettext("room.gap", counterpart=name, since=since, until=until))


def waits(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("relay.waits", counterpart=label(values["counterpart"])))


def slowed(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("relay.slowed", most=str(values["most"])))


def uncertain(say: Voice, values: Values) -> Screen:
    told = say.gettext("relay.uncertain", counterpart=label(values["counterpart"]))
    return Screen(joined([told, coded(say, values)], "\n\n"), decide_rows(say, values["message"]))


def settled(say: Voice, values: Values) -> Screen:
    """What the question about an uncertain message becomes."""
    return Screen(
        say.gettext("relay.retried") if values["act"] == "retry" else say.gettext("relay.discarded")
    )
