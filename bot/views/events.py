"""What stands in calendars: plain words, without the customer where she is not to be seen."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.screen import Screen
from bot.views.text import Text, joined, label
from bot.views.visit import LONGEST_ADDRESS, Values
from bot.views.voice import House, Voice
from domain.booking import BookingStatus, PlaceKind
from services.calendar_events import Told
from services.ports import Words


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """Implements `services.calendar_events.EventWords`."""

    words: Words
    house: House

    def name(self, language: str, therapist: str) -> str:
        say = self._voice(language)
        return say.gettext("events.name", studio=label(say.house.name), therapist=label(therapist)).text

    def visit(self, language: str, values: Values, *, details: bool) -> Told:
        say = self._voice(language)
        asked = values["status"] == BookingStatus.REQUESTED
        whom = label(values["customer"]) if details and values["customer"] else _kind(say, values)
        summary = say.gettext("events.visit", service=label(values["service"]), whom=whom)
        if asked:
            summary = say.gettext("events.asked", visit=summary)
        hint = say.gettext("events.answer") if asked else Text()
        return Told(
            summary.text,
            _address(say, values, details=details, whole=not asked),
            joined([_what(say, values), hint]).text,
        )

    def own(self, language: str, values: Values) -> Told:
        say = self._voice(language)
        service, therapist = label(values["service"]), values["therapist"]
        summary = (
            say.gettext("events.own", service=service, therapist=label(therapist))
            if therapist
            else Text(service)
        )
        hint = say.gettext("events.change", studio=label(say.house.name))
        where = _address(say, values, details=True, whole=True)
        return Told(summary.text, where, joined([_what(say, values), hint]).text)

    def time_off(self, language: str) -> Told:
        return Told(self._voice(language).gettext("events.off").text)

    def _voice(self, language: str) -> Voice:
        return Voice(self.words, language, self.house)


def _kind(say: Voice, values: Values) -> Text:
    match PlaceKind(values["place"]["kind"]):
        case PlaceKind.STUDIO:
            return say.gettext("events.studio")
        case PlaceKind.HOME:
            return say.gettext("events.home")
        case PlaceKind.HOTEL:
            return say.gettext("events.hotel")


def _what(say: Voice, values: Values) -> Text:
    minutes = say.minutes(values["minutes"])
    return say.gettext("events.what", reference=label(values["reference"]), minutes=minutes)


def _address(say: Voice, values: Values, *, details: bool, whole: bool) -> str:
    """The studio's own is nobody's secret; another place only as far as the cards tell it by then."""
    place = values["place"]
    if PlaceKind(place["kind"]) is PlaceKind.STUDIO:
        return f"{label(say.house.name)}, {label(say.house.address, LONGEST_ADDRESS)}"
    if not details:
        return ""
    parts = [place["address"], place["room"]] if whole else []
    return ", ".join(label(part, LONGEST_ADDRESS) for part in [*parts, place["district"]] if part)


def event(say: Voice, values: Values) -> Screen:
    """Below the file."""
    reference = label(values["reference"])
    if values["gone"]:
        return Screen(say.gettext("events.file.gone", reference=reference))
    return Screen(say.gettext("events.file", reference=reference))
