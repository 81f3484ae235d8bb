"""For somebody with several rooms: whom is this for, whom do you want to write to, who has your lines now."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import RoomAct, RoomPress, WhichAct, WhichPress
from bot.views.general import book_row
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice

MOST = 20
"""Rooms in one question; whoever has more of them at once replies to the message meant."""


def which(say: Voice, values: Values) -> Screen:
    if values["outcome"] != "open":
        return Screen(_answered(say, values))
    question, lines = values["question"], values["lines"]

    def go(act: WhichAct, room: int = 0) -> WhichPress:
        return WhichPress(question=question, act=act, room=room)

    rows = room_rows(say, values, lambda room: go(WhichAct.ROOM, room))
    ask = say.ngettext("which.ask", lines)
    if values["form"]:
        ask = say.gettext("which.form.ask")
        rows.insert(0, (button(say.gettext("which.form.button"), go(WhichAct.FORM)),))
    rows.append((button(say.gettext("which.discard"), go(WhichAct.DISCARD)),))
    return Screen(joined([bold(say.gettext("which.head")), ask]), tuple(rows))


def _answered(say: Voice, values: Values) -> Text:
    match values["outcome"]:
        case "sent":
            return say.gettext("which.sent", counterpart=label(values["counterpart"]))
        case "form":
            return say.gettext("which.form.taken")
        case "discarded":
            return say.gettext("which.discarded")
    return say.gettext("which.over")


def to(say: Voice, values: Values) -> Screen:
    if not values["rooms"]:
        return Screen(say.gettext("to.nobody"), (book_row(say),))
    rows = room_rows(say, values, lambda room: RoomPress(room=room, act=RoomAct.WRITE))
    return Screen(joined([bold(say.gettext("to.ask")), say.gettext("to.how")]), tuple(rows))


def focus(say: Voice, values: Values) -> Screen:
    who, outcome = label(values["counterpart"]), values["outcome"]
    if outcome == "on":
        stop = button(say.gettext("focus.stop"), RoomPress(room=values["room"], act=RoomAct.STOP))
        until = say.clock(values["until"])
        head = bold(say.gettext("focus.on", counterpart=who, time=until))
        return Screen(joined([head, say.gettext("focus.how")]), ((stop,),))
    head = bold(say.gettext("focus.over", counterpart=who))
    return Screen(joined([head, _why(say, outcome, label(values["other"]))], " "))


def _why(say: Voice, outcome: str, other: str) -> Text:
    match outcome:
        case "other":
            return say.gettext("focus.over.other", other=other)
        case "room":
            return say.gettext("focus.over.room")
        case "stopped":
            return say.gettext("focus.over.stopped")
    return say.gettext("focus.over.time")


def room_rows(say: Voice, values: Values, press: Callable[[int], CallbackData]) -> list[Row]:
    return [(button(chosen(say, room), press(room["room"])),) for room in values["rooms"][:MOST]]


def chosen(say: Voice, room: Values) -> str:
    """The name, and the visit that tells two of that name apart."""
    parts = [label(room["counterpart"], 22)]
    if room["starts_at"] is not None:
        parts.append(f"{say.day(say.local(room['starts_at']).date())} {say.hour(room['starts_at'])}")
    if room["reference"]:
        parts.append(label(room["reference"], 12))
    return " · ".join(parts)
