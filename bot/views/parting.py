"""Before a room is closed, or somebody blocked or reported: what it means, and what was done."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks import RoomAct, RoomPress
from bot.views.general import book_row
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from bot.views.which import chosen, room_rows
from domain.room import CloseReason

_ASKS = {"close": RoomAct.CLOSE, "block": RoomAct.BLOCK, "report": RoomAct.REPORT}


def parting(say: Voice, values: Values) -> Screen:
    who = label(values["counterpart"])
    match values["outcome"]:
        case "open":
            return _ask(say, values, who)
        case "done":
            return _done(say, values, who)
        case "kept":
            return Screen(say.gettext("parting.kept", counterpart=who))
        case "unblocked":
            return Screen(say.gettext("parting.unblocked", counterpart=who))
        case "pending":
            if values["role"] == "therapist":
                return Screen(say.gettext("parting.pending.therapist", counterpart=who))
            return Screen(say.gettext("parting.pending", counterpart=who))
    rows = () if values["role"] == "therapist" else (book_row(say),)
    return Screen(say.gettext("parting.over", counterpart=who), rows)


def _ask(say: Voice, values: Values, who: str) -> Screen:
    keep = (_go(values, say.gettext("parting.keep"), RoomAct.KEEP),)
    match values["act"]:
        case "close":
            head = bold(say.gettext("parting.close", counterpart=who))
            text = joined([head, say.gettext("parting.close.why", counterpart=who)])
            return Screen(text, (*_reasons(say, values), keep))
        case "block":
            yes = (_go(values, say.gettext("parting.block.yes"), RoomAct.BLOCK_SURE),)
            head = bold(say.gettext("parting.block", counterpart=who))
            return Screen(joined([head, say.gettext("parting.block.means", counterpart=who)]), (yes, keep))
    yes = (_go(values, say.gettext("parting.report.yes"), RoomAct.REPORT_SURE),)
    head = bold(say.gettext("parting.report", counterpart=who))
    return Screen(joined([head, say.gettext("parting.report.means", counterpart=who)]), (yes, keep))


def _reasons(say: Voice, values: Values) -> tuple[Row, ...]:
    words = {
        CloseReason.SETTLED: say.gettext("parting.settled"),
        CloseReason.NO_LONGER: say.gettext("parting.no_longer"),
        CloseReason.OTHER: say.gettext("parting.other"),
    }
    return tuple((_go(values, text, RoomAct.CLOSE_FOR, why.value),) for why, text in words.items())


def _done(say: Voice, values: Values, who: str) -> Screen:
    match values["act"]:
        case "close":
            return Screen(say.gettext("parting.closed", counterpart=who))
        case "block":
            undo = (_go(values, say.gettext("parting.unblock"), RoomAct.UNBLOCK),)
            return Screen(say.gettext("parting.blocked", counterpart=who), (undo,))
    block = (_go(values, say.gettext("room.block"), RoomAct.BLOCK),)
    return Screen(say.gettext("parting.reported", counterpart=who), (block,))


def whom(say: Voice, values: Values) -> Screen:
    if not values["rooms"]:
        return Screen(say.gettext("to.nobody"), (book_row(say),))
    act = _ASKS[values["act"]]
    rows = room_rows(say, values, lambda room: RoomPress(room=room, act=act))
    return Screen(bold(say.gettext("parting.whom")), tuple(rows))


def blocked(say: Voice, values: Values) -> Screen:
    if not values["rooms"]:
        return Screen(say.gettext("blocked.nobody"))
    rows = [
        (button(say.gettext("blocked.unblock", counterpart=chosen(say, room)), press),)
        for room in values["rooms"][:20]
        for press in [RoomPress(room=room["room"], act=RoomAct.UNBLOCK)]
    ]
    return Screen(say.gettext("blocked.ask"), tuple(rows))


def _go(values: Values, words: Text, act: RoomAct, value: str = "") -> InlineKeyboardButton:
    return button(words, RoomPress(room=values["room"], act=act, value=value))
