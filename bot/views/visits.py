"""A visit while it goes on: what the customer is told, and the therapist's taps."""

from __future__ import annotations

from bot.callbacks import VisitPress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus
from domain.visits import Tap


def news(say: Voice, values: Values) -> Screen:
    therapist, reference = label(values["therapist"]), label(values["reference"])
    match values["news"]:
        case Tap.ON_THE_WAY:
            lines = [bold(say.gettext("visit.on_the_way", therapist=therapist, reference=reference))]
            if not say.past(values["starts_at"]):
                lines.append(say.gettext("visit.expected", time=say.clock(values["starts_at"])))
            return Screen(joined([*lines, say.gettext("booking.next.write", therapist=therapist)]))
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
            return say.gettext("booking.no_show", reference=reference)
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
    return (row[:2], row[2:]) if len(row) > 2 else ((row,) if row else ())


def _press(values: Values, tap: Tap) -> VisitPress:
    return VisitPress(booking=values["booking"], act=tap)
