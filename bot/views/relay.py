"""Why a message was not delivered, and what to do instead."""

from __future__ import annotations

from bot.views.general import book_row
from bot.views.screen import Screen
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Role

_OVER = {"no_room", "room_expired", "room_closed"}
"""Where a new booking is a customer's way on."""


def not_carried(say: Voice, values: Values) -> Screen:
    head = bold(say.gettext("not_carried"))
    rows = (book_row(say),) if values["reason"] in _OVER and _may_book(values) else ()
    return Screen(joined([head, _why(say, values)]), rows)


def _may_book(values: Values) -> bool:
    return values.get("role") != Role.THERAPIST and not values.get("again")


def _why(say: Voice, values: Values) -> Text:
    match values["reason"]:
        case "no_room":
            if values.get("role") == Role.THERAPIST:
                return say.gettext("not_carried.no_room.therapist")
            return say.gettext("not_carried.no_room")
        case "room_expired" | "room_closed":
            return _ended(say, values)
        case "kind":
            return say.gettext("not_carried.kind")
        case "astray":
            names = say.listed([bold(label(name)) for name in (values.get("counterparts") or [])[:8]])
            return say.gettext("not_carried.astray", counterparts=names or "—")
        case "edit":
            return say.gettext("not_carried.edit")
        case "too_long":
            limit, length = values.get("limit") or 4096, values.get("length") or 0
            return say.gettext("not_carried.too_long", limit=limit, length=length)
        case "too_large":
            return say.gettext("not_carried.too_large")
        case "voice_forbidden":
            return say.gettext("not_carried.voice_forbidden")
    return say.gettext("not_carried.refused")


def _ended(say: Voice, values: Values) -> Text:
    if values.get("again"):
        return say.gettext("not_carried.older_room", counterpart=label(values["counterpart"]))
    if not values.get("counterpart"):
        return say.gettext("not_carried.ended.all")
    name = label(values["counterpart"])
    if values.get("role") == Role.THERAPIST:
        return say.gettext("not_carried.ended.therapist", counterpart=name)
    return say.gettext("not_carried.ended", counterpart=name)
