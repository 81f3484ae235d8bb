"""What a therapist asks to see: today and tomorrow, and whether they are to be had."""

from __future__ import annotations

from bot.callbacks_visit import OwnVisitAct, OwnVisitPress, ReadyPress
from bot.views import waits
from bot.views.desk import menu_row, way
from bot.views.my_bookings import state
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus, PlaceKind
from domain.people import Readiness


def today(say: Voice, values: Values) -> Screen:
    (first, ahead), (second, after) = values["days"]
    heads = (
        say.gettext("form.today", day=say.day(first)),
        say.gettext("form.tomorrow", day=say.day(second)),
    )
    parts = [
        joined([bold(head), *(_line(say, one) for one in visits)] if visits else [bold(head), _free(say)])
        for head, visits in zip(heads, (ahead, after), strict=True)
    ]
    if values["more"]:
        parts.append(say.ngettext("today.more", values["more"]))
    ways = (way(say.gettext("desk.schedule"), "schedule"), way(say.gettext("desk.menu"), "menu"))
    return Screen(joined(parts, "\n\n"), (*(_row(say, one) for one in (*ahead, *after)), ways))


def _free(say: Voice) -> Text:
    return say.gettext("today.none")


def _line(say: Voice, one: Values) -> Text:
    hours = joined([say.clock(one["starts_at"]), say.clock(one["ends_at"])], "–")
    facts = [label(one["service"], 30), label(one["customer"], 30), _place(say, one)]
    facts.append(waits.for_therapist(say, one) or state(say, one["status"]))
    return joined([waits.sign(one, "therapist"), joined([hours, *facts], " · ")], " ")


def _place(say: Voice, one: Values) -> Text | str:
    """The address follows acceptance."""
    place = one["place"]
    if PlaceKind(place["kind"]) is PlaceKind.STUDIO:
        return say.gettext("form.place.studio")
    if one["status"] == BookingStatus.REQUESTED:
        return label(place["district"], 50) if place["district"] else Text()
    known = [label(place[part], 50) for part in ("address", "room", "district") if place[part]]
    return joined(known, ", ") if known else say.gettext("visit.pin")


def _row(say: Voice, one: Values) -> Row:
    """Studio time, as on every button."""
    words = say.gettext("today.one", hour=say.hour(one["starts_at"]), customer=label(one["customer"], 30))
    return (button(words, OwnVisitPress(booking=one["booking"], act=OwnVisitAct.SHOW)),)


def readiness(say: Voice, values: Values) -> Screen:
    present = Readiness(values["readiness"])
    words = {
        Readiness.AVAILABLE: say.gettext("readiness.available"),
        Readiness.BUSY: say.gettext("readiness.busy"),
        Readiness.AWAY: say.gettext("readiness.away"),
    }
    means = {
        Readiness.AVAILABLE: say.gettext("readiness.available.means"),
        Readiness.BUSY: say.gettext("readiness.busy.means"),
        Readiness.AWAY: say.gettext("readiness.away.means"),
    }
    lines = [bold(say.gettext("readiness.present", state=words[present])), means[present]]
    if values["mean"] is not None:
        lines.append(say.ngettext("readiness.rating", values["rated"], mean=say.decimal(values["mean"])))
    rows = tuple((button(_ticked(words[one], one is present), ReadyPress(readiness=one)),) for one in words)
    return Screen(joined(lines), (*rows, menu_row(say)))


def _ticked(words: Text, chosen: bool) -> Text:
    return joined(["✓", words], " ") if chosen else words


def only(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("therapists_only"))
