"""A visit while it goes on: what the customer is told, and the therapist's taps."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton

from bot.callbacks_visit import CallOffPress, OwnVisitAct, OwnVisitPress, VisitPress
from bot.views import absence, visit, wish
from bot.views.identity import ask_row
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus
from domain.cancelling import Reason
from domain.people import Role
from domain.visits import Tap


def news(say: Voice, values: Values) -> Screen:
    therapist, reference = label(values["therapist"]), label(values["reference"])
    match values["news"]:
        case Tap.ON_THE_WAY:
            lines = [bold(say.gettext("visit.on_the_way", therapist=therapist, reference=reference))]
            if not say.past(values["starts_at"]):
                lines.append(say.gettext("visit.expected", time=say.clock(values["starts_at"])))
            text = joined([*lines, say.gettext("booking.next.write", therapist=therapist)])
            return Screen(text, (ask_row(say, values),))
        case Tap.ARRIVED:
            return Screen(bold(say.gettext("visit.arrived", therapist=therapist, reference=reference)))
        case Tap.START:
            return Screen(bold(say.gettext("booking.in_progress", reference=reference)))
    return Screen(bold(say.gettext("booking.cancelled", reference=reference)))


def headline(say: Voice, values: Values) -> Text | None:
    """Of the therapist's own card, once there is more to say than that the visit is agreed."""
    reference = label(values["reference"])
    match BookingStatus(values["status"]):
        case BookingStatus.IN_PROGRESS:
            return say.gettext("visit.yours.in_progress", reference=reference)
        case BookingStatus.COMPLETED:
            return say.gettext("booking.completed", reference=reference)
        case BookingStatus.NO_SHOW:
            return absence.missed(say, values, Role.THERAPIST)
        case BookingStatus.CONFIRMED | BookingStatus.ON_THE_WAY if values.get("arrived"):
            return say.gettext("visit.yours.arrived", reference=reference)
        case BookingStatus.ON_THE_WAY:
            return say.gettext("visit.yours.on_the_way", reference=reference)
    return None


def taps(say: Voice, values: Values) -> tuple[Row, ...]:
    words = {
        Tap.ON_THE_WAY: say.gettext("visit.tap.on_the_way"),
        Tap.ARRIVED: say.gettext("visit.tap.arrived"),
        Tap.START: say.gettext("visit.tap.start"),
        Tap.FINISH: say.gettext("visit.tap.finish"),
    }
    row = [button(words[Tap(tap)], _press(values, Tap(tap))) for tap in values.get("taps", ())]
    rows: list[Row] = [part for part in (row[:2], row[2:]) if part]
    if values["status"] == BookingStatus.ON_THE_WAY:
        rows.append(ask_row(say, values))
    rows.extend(wish.rows(say, values, Role.THERAPIST))
    if values["status"] in {BookingStatus.CONFIRMED, BookingStatus.ON_THE_WAY}:
        rows.append([_calling_off(say.gettext("visit.call_off"), values, OwnVisitAct.ASK)])
    return tuple(rows)


def sure(say: Voice, values: Values) -> Screen:
    """Asked before a visit is called off: the customer hears of it at once."""
    reference = label(values["reference"])
    match values["outcome"]:
        case "open":
            ask = bold(say.gettext("visit.sure.ask", reference=reference))
            lines = [ask, visit.what(say, values), visit.when(say, values), say.gettext("visit.sure.after")]
            no = _calling_off(say.gettext("sure.keep"), values, OwnVisitAct.KEEP)
            return Screen(joined(lines), (*_sure(say, values), (no,)))
        case "kept":
            return Screen(say.gettext("chosen.kept", reference=reference))
    return Screen(say.gettext("visit.sure.done", reference=reference))


def _sure(say: Voice, values: Values) -> tuple[Row, ...]:
    """Yes, with a reason or without: one tap either way."""
    words = {
        Reason.ILL: say.gettext("visit.sure.ill"),
        Reason.CAME_UP: say.gettext("visit.sure.came_up"),
        Reason.UNSAID: say.gettext("visit.sure.yes"),
    }
    edition = values.get("edition", "")
    return tuple(
        (button(said, CallOffPress(booking=values["booking"], edition=edition, reason=reason)),)
        for reason, said in words.items()
    )


def _calling_off(words: Text, values: Values, act: OwnVisitAct) -> InlineKeyboardButton:
    return button(words, OwnVisitPress(booking=values["booking"], act=act))


def _press(values: Values, tap: Tap) -> VisitPress:
    return VisitPress(booking=values["booking"], act=tap, edition=values.get("edition", ""))
