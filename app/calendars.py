"""Calendars, wired: their key, what fills their notices, and what stands behind their address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256

from app.settings import Settings
from domain.calendar_link import CalendarKey
from domain.icalendar import Calendar
from domain.rules import BookingRules, RoomRules
from services.calendar_events import Agenda, EventWords, ReadAgenda
from services.calendar_links import OpenCalendar, TellCalendar
from services.event_file import FillEvent
from services.filling import Fillers
from services.mydata import FillMyData
from services.ports import Clock, Units


def calendar_key(settings: Settings) -> CalendarKey:
    """Made of the bot's token: with another one, as after a leak, every address is dead."""
    token = settings.telegram.token
    secret = token.get_secret_value() if token else ""
    return CalendarKey(sha256(f"calendar:{secret}".encode()).digest())


def encode(calendar: Calendar) -> bytes:
    """The library is imported by the first who needs it: no start waits for it."""
    from web import ics

    return ics.encode(calendar)


def fillers(
    settings: Settings, words: EventWords, booking: BookingRules, rooms: RoomRules, here: str
) -> Fillers:
    """`here`: where a browser on this machine finds the program's pages."""
    public = settings.web.public_url
    details = settings.calendar.customer_details
    return {
        "mydata": FillMyData(rooms),
        "event": FillEvent(words, booking.reminder, encode),
        "calendar": TellCalendar(calendar_key(settings), public or here, public is not None, details),
    }


def opening(
    settings: Settings, units: Units, clock: Clock, words: EventWords
) -> Callable[[str], Awaitable[Agenda | None]]:
    """By the secret of an address."""
    read = ReadAgenda(words, settings.studio.language, settings.calendar.customer_details)
    open_calendar = OpenCalendar(clock, calendar_key(settings), read)

    async def look(token: str) -> Agenda | None:
        return await units.look(partial(open_calendar, token=token))

    return look
