"""Calendars in the form in which other programs read them (RFC 5545, 7986)."""

from __future__ import annotations

import re
from datetime import UTC, timedelta

import icalendar

from domain.icalendar import Calendar, Event

_BREAKS = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]")


def encode(calendar: Calendar) -> bytes:
    """The same events make the same bytes."""
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Roomline//Roomline//EN")
    made.add("calscale", "GREGORIAN")
    if calendar.method:
        made.add("method", calendar.method)
    if calendar.name:
        for name in ("name", "x-wr-calname"):
            made.add(name, text(calendar.name))
    if calendar.refresh is not None:
        refresh = icalendar.vDuration(calendar.refresh)
        made.add("refresh-interval", refresh, parameters={"value": "DURATION"})
        made.add("x-published-ttl", refresh)
    for event in calendar.events:
        made.add_component(_event(event))
    written: bytes = made.to_ical(sorted=False)
    return written


def _event(event: Event) -> icalendar.Event:
    """Every instant in UTC: no zone has to be described, and the reader's calendar shows its own."""
    made = icalendar.Event()
    made.add("uid", text(event.uid))
    instants = {
        "dtstamp": event.stamped_at or event.changed_at,
        "last-modified": event.changed_at,
        "dtstart": event.span.starts_at,
        "dtend": event.span.ends_at,
    }
    for name, at in instants.items():
        made.add(name, at.astimezone(UTC))
    made.add("sequence", event.sequence)
    made.add("summary", text(event.summary))
    made.add("status", event.status.value)
    made.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    for name, words in (("location", event.location), ("description", event.description)):
        if words:
            made.add(name, text(words))
    if event.point is not None:
        made.add("geo", event.point)
    if event.alarm is not None:
        made.add_component(_alarm(event.alarm, event.summary))
    return made


def _alarm(ahead: timedelta, words: str) -> icalendar.Alarm:
    made = icalendar.Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", -ahead)
    made.add("description", text(words))
    return made


def text(value: str) -> icalendar.vText:
    """Somebody's words, without what no calendar may hold; line ends become one kind."""
    known = value.encode("utf-8", "replace").decode()
    return icalendar.vText(_CONTROLS.sub("", _BREAKS.sub("\n", known)))
