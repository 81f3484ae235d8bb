"""Why a message was not delivered, and what to do instead."""

from __future__ import annotations

from bot.views.general import book_row
from bot.views.screen import Screen
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.people import Role

_OVER = {"no_room", "room_expired", "room_closed", "never_reached"}
"""Where a new booking is a customer's way on."""

_WHAT = {
    "kind": gettext_noop("not_carried.kind"),
    "contact": gettext_noop("not_carried.contact"),
    "story": gettext_noop("not_carried.story"),
    "paid": gettext_noop("not_carried.paid"),
    "game": gettext_noop("not_carried.game"),
    "edit": gettext_noop("not_carried.edit"),
    "edit_unsent": gettext_noop("not_carried.edit_unsent"),
    "too_large": gettext_noop("not_carried.too_large"),
    "voice_forbidden": gettext_noop("not_carried.voice_forbidden"),
    "source_gone": gettext_noop("not_carried.source_gone"),
    "not_copyable": gettext_noop("not_carried.not_copyable"),
}
_GOES_AS = {
    "live_location": gettext_noop("relay.goes_as.live_location"),
    "poll": gettext_noop("relay.goes_as.poll"),
}


def goes_as(say: Voice, values: Values) -> Screen:
    """Carried, but not quite as it was sent."""
    return Screen(say.gettext(_GOES_AS[values["kind"]], counterpart=label(values["counterpart"])))


def came_bare(say: Voice, values: Values) -> Screen:
    """Whose the copy above is."""
    name = label(values["counterpart"])
    if values["kind"] == "poll":
        return Screen(say.gettext("relay.came_bare.poll", counterpart=name))
    emoji, value = values["emoji"], values["value"]
    return Screen(say.gettext("relay.came_bare.dice", counterpart=name, emoji=emoji, value=value))


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
        case "never_reached":
            return say.gettext("not_carried.never_reached", counterpart=label(values["counterpart"]))
        case "room_expired" | "room_closed":
            return _ended(say, values)
        case reason if reason in _WHAT:
            return say.gettext(_WHAT[reason])
        case "astray":
            names = say.listed([bold(label(name)) for name in (values.get("counterparts") or [])[:8]])
            return say.gettext("not_carried.astray", counterparts=names or "—")
        case "too_long":
            limit, length = values.get("limit") or 4096, values.get("length") or 0
            return say.gettext("not_carried.too_long", limit=limit, length=length)
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
