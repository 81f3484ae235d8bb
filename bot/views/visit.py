"""The lines that describe a visit: the same in the form, on the offer and on the booking's card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.views.text import Text, joined, label, marked, plain, quoted
from bot.views.text import clip as clipped
from bot.views.voice import Voice
from domain.booking import Mode, PlaceKind

SOON = 2 * 3600
"""Seconds from the request within which a bare hour is the next one of that name."""
LONGEST_ADDRESS = 300
LONGEST_NOTES = 1000
_A_WORD = re.compile(r"[^\W\d_]{3}")

Values = Mapping[str, Any]


def what(say: Voice, values: Values) -> Text:
    return say.gettext(
        "visit.what",
        service=label(values["service"]),
        minutes=say.minutes(values["minutes"]),
        price=say.money(values["price"]),
    )


def when(say: Voice, values: Values) -> Text:
    """A visit *now* has an arrival window; in the studio the customer is the one who arrives."""
    starts_at = values["starts_at"]
    if values["mode"] == Mode.NOW and PlaceKind(values["place"]["kind"]).visit:
        latest = starts_at + int(say.house.arrival / timedelta(seconds=1))
        return say.gettext("visit.arrives", start=say.moment(starts_at), end=say.clock(latest))
    return say.gettext("visit.when", moment=say.moment(starts_at))


def coming_up(say: Voice, values: Values) -> bool:
    """The card is a reminder, while there is still something to be reminded of."""
    until = values.get("reminder_until")
    return until is not None and not say.past(until)


def answer_by(say: Voice, values: Values) -> Text:
    """An offer may wait over the night, and then the hour alone would mislead."""
    by = values["answer_by"]
    return say.moment(by) if by - values.get("requested_at", by) > SOON else say.clock(by)


def where(say: Voice, place: Values) -> Text:
    """All of it: for the customer, and for a therapist who has accepted."""
    address = label(place["address"], LONGEST_ADDRESS) if place["address"] else None
    district = label(place["district"]) if place["district"] else None
    match PlaceKind(place["kind"]):
        case PlaceKind.STUDIO:
            return say.gettext("visit.studio", studio=label(say.house.name), address=label(say.house.address))
        case PlaceKind.HOME:
            parts = [address or _pin(say, place), district]
            return say.gettext("visit.home", address=_listed(say, parts))
        case PlaceKind.HOTEL:
            parts = [address or _pin(say, place), _room(say, place["room"]), district]
            return say.gettext("visit.hotel", address=_listed(say, parts))


def area(say: Voice, place: Values) -> Text:
    """As much of it as a therapist needs for a decision. The address itself follows acceptance: one who
    declines has no business knowing where a customer lives, or in which room she sleeps."""
    kind = PlaceKind(place["kind"])
    if kind is PlaceKind.STUDIO:
        return where(say, place)
    if place["district"]:
        district = label(place["district"])
        if kind is PlaceKind.HOME:
            return say.gettext("visit.area.home", district=district)
        return say.gettext("visit.area.hotel", district=district)
    return (
        say.gettext("visit.area.home.none")
        if kind is PlaceKind.HOME
        else say.gettext("visit.area.hotel.none")
    )


def notes(say: Voice, words: str) -> Text:
    """A quotation: nobody can take what a customer writes here for the bot's own words."""
    shown = clipped(plain(words).text.strip(), LONGEST_NOTES)
    return joined([say.gettext("visit.notes"), quoted(shown)]) if shown else Text()


def _room(say: Voice, room: str) -> Text | str | None:
    """ "Bungalow 12" speaks for itself, "12" does not."""
    if not room or _A_WORD.search(room):
        return label(room) if room else None
    return say.gettext("visit.room", room=label(room))


def _listed(say: Voice, parts: list[Text | str | None]) -> Text:
    known = [part for part in parts if part]
    return joined(known, ", ") if known else say.gettext("visit.no_address")


def _pin(say: Voice, place: Values) -> Text | None:
    if place["latitude"] is None or place["longitude"] is None:
        return None
    url = f"https://maps.google.com/?q={place['latitude']:.6f},{place['longitude']:.6f}"
    return marked(say.gettext("visit.pin"), "text_link", url=url)
