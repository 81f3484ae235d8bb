"""Why a message was not delivered, and what to do instead."""

from __future__ import annotations

from bot.callbacks import MessageAct, MessagePress
from bot.views import identity
from bot.views.general import book_row
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.ids import MessageId, message_code
from domain.people import Role

_OVER = {"no_room", "room_expired", "room_closed", "never_reached"}
"""Where a new booking is a customer's way on."""

_HOPELESS = {"too_large", "source_gone", "file_gone", "not_copyable", "unspeakable"}
"""What a second try would end in just the same."""

_WHAT = {
    "kind": gettext_noop("not_carried.kind"),
    "story": gettext_noop("not_carried.story"),
    "paid": gettext_noop("not_carried.paid"),
    "game": gettext_noop("not_carried.game"),
    "edit_unsent": gettext_noop("not_carried.edit_unsent"),
    "edit_unsent_since": gettext_noop("not_carried.edit_unsent_since"),
    "too_large": gettext_noop("not_carried.too_large"),
    "unaccepted": gettext_noop("not_carried.unaccepted"),
    "voice_forbidden": gettext_noop("not_carried.voice_forbidden"),
    "source_gone": gettext_noop("not_carried.source_gone"),
    "file_gone": gettext_noop("not_carried.file_gone"),
    "file.name": gettext_noop("file.name"),
    "file.name_large": gettext_noop("file.name_large"),
    "file.picture": gettext_noop("file.picture"),
    "file.picture_large": gettext_noop("file.picture_large"),
    "file.unreadable": gettext_noop("file.unreadable"),
    "not_copyable": gettext_noop("not_carried.not_copyable"),
}
_EDIT = {
    "lost": gettext_noop("relay.edit.lost"),
    "uncertain": gettext_noop("relay.edit.uncertain"),
    "unanswered": gettext_noop("relay.edit.unanswered"),
}
_REACTION = {
    "unshown": gettext_noop("reaction.unshown"),
    "ended": gettext_noop("reaction.ended"),
}
_NOTHING_THERE = {"edit_unsent", "edit_unsent_since"}
_GOES_AS = {
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


def edit(say: Voice, values: Values) -> Screen:
    """What came of an edit that may not show on the other side."""
    return Screen(say.gettext(_EDIT[values["what"]], counterpart=label(values["counterpart"])))


def reaction(say: Voice, values: Values) -> Screen:
    """Why one does not show on the other side."""
    return Screen(say.gettext(_REACTION[values["what"]], counterpart=label(values["counterpart"])))


def header(say: Voice, values: Values) -> Screen:
    """Whose words follow."""
    return Screen(say.gettext("relay.header", counterpart=_named(values)))


def came_astray(say: Voice, values: Values) -> Screen:
    """Whose the copy above is: the topic that should have told is gone."""
    return Screen(say.gettext("relay.came_astray", counterpart=label(values["counterpart"])))


def topic_title(say: Voice, values: Values) -> Screen:
    name = _named(values)
    return Screen(say.gettext("topic.ended", name=name) if values["ended"] else name)


def _named(values: Values) -> Text:
    return joined([part for part in (label(values["counterpart"], 40), values["reference"]) if part], " · ")


def not_carried(say: Voice, values: Values) -> Screen:
    edited = values.get("edit")
    head = bold(say.gettext("not_carried.edit") if edited else say.gettext("not_carried"))
    parts = [head, _why(say, values)]
    if values.get("unseen"):
        parts.append(say.gettext("not_carried.withdrawn"))
    elif edited and values["reason"] not in _NOTHING_THERE:
        parts.append(say.gettext("not_carried.edit_stays"))
    return Screen(joined([joined(parts), coded(say, values)], "\n\n"), _ways_on(say, values))


def because(say: Voice, reason: str) -> Text:
    """In short, where the reason's code says it all."""
    found = reason.removeprefix(identity.STOPPED)
    if found in identity.FOUND:
        return say.gettext(identity.FOUND[found])
    return say.gettext(_WHAT[reason]) if reason in _WHAT else Text()


def _ways_on(say: Voice, values: Values) -> tuple[Row, ...]:
    if values["reason"].startswith(identity.STOPPED):
        return identity.ways_on(say, values)
    if message := values.get("message"):
        return decide_rows(say, message, retry=values["reason"] not in _HOPELESS)
    return (book_row(say),) if values["reason"] in _OVER and _may_book(values) else ()


def decide_rows(say: Voice, message: int, *, retry: bool = True) -> tuple[Row, ...]:
    again = button(say.gettext("relay.retry"), MessagePress(message=message, act=MessageAct.RETRY))
    leave = button(say.gettext("relay.discard"), MessagePress(message=message, act=MessageAct.DISCARD))
    return ((again, leave),) if retry else ()


def coded(say: Voice, values: Values) -> Text:
    """What to call it by when asking about it."""
    message = values.get("message") or values.get("called")
    return say.gettext("relay.code", code=message_code(MessageId(message))) if message else Text()


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
        case reason if reason.startswith(identity.STOPPED):
            return identity.why(say, values)
        case reason if reason in _WHAT:
            return say.gettext(_WHAT[reason])
        case "astray":
            names = say.listed([bold(label(name)) for name in (values.get("counterparts") or [])[:8]])
            return say.gettext("not_carried.astray", counterparts=names or "—")
        case "caption_too_long":
            return say.gettext("not_carried.caption_too_long", length=values.get("length") or 0)
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
