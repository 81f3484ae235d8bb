"""A therapist's calendar, as a stranger opens it who has been told its address."""

from __future__ import annotations

import re
from dataclasses import replace

from app.calendars import encode, opening
from app.settings import Calendar as CalendarSettings
from bot.views.events import CalendarWords
from tests.talk.studio import HERE, Phone, Studio

ADDRESS = re.compile(re.escape(HERE) + r"/calendar/([\w-]{22})\.ics")


def secret(shown: str) -> str:
    found = ADDRESS.search(shown)
    assert found is not None, shown
    return found[1]


async def address(therapist: Phone) -> str:
    """A new one, asked for in the chat: its secret."""
    await therapist.says("/calendar")
    await therapist.presses("Get my address")
    return secret(therapist.card("calendar").text)


async def opened(studio: Studio, token: str, *, details: bool = False) -> bytes | None:
    settings = replace(studio.settings, calendar=CalendarSettings(customer_details=details))
    renderer = studio.chats.renderer
    words = CalendarWords(renderer.words, renderer.house)
    calendar = await opening(settings, studio.units, studio.clock, words)(token)
    return encode(calendar.calendar()) if calendar else None
