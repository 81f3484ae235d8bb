"""Calendars as other programs read them (RFC 5545, 7986): written here, read back by others in the tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.time import Span

LONGEST_LINE = 75
"""Octets, the line's end not counted."""
_BREAKS = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]")
_MARKED = re.compile(r"[\\;,]")


class EventStatus(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    uid: str
    sequence: int
    span: Span
    changed_at: datetime
    summary: str
    status: EventStatus = EventStatus.CONFIRMED
    location: str = ""
    description: str = ""
    point: tuple[float, float] | None = None
    """Latitude and longitude."""
    busy: bool = True
    alarm: timedelta | None = None
    """So long before its start a calendar says so."""
    stamped_at: datetime | None = None
    """When it was handed over; without a method that is when it was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`refresh` is for one that is fetched again and again, `method` for one that is handed over once."""

    events: Sequence[Event]
    name: str = ""
    refresh: timedelta | None = None
    method: str = ""

    def encode(self) -> bytes:
        """The same events make the same bytes."""
        return b"".join(_folded(line) for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield "BEGIN:VCALENDAR"
        yield "VERSION:2.0"
        yield "PRODID:-//Roomline//Roomline//EN"
        yield "CALSCALE:GREGORIAN"
        if self.method:
            yield f"METHOD:{self.method}"
        if self.name:
            yield f"NAME:{text(self.name)}"
            yield f"X-WR-CALNAME:{text(self.name)}"
        if self.refresh is not None:
            yield f"REFRESH-INTERVAL;VALUE=DURATION:{duration(self.refresh)}"
            yield f"X-PUBLISHED-TTL:{duration(self.refresh)}"
        for event in self.events:
            yield from _event(event)
        yield "END:VCALENDAR"


def _event(event: Event) -> Iterator[str]:
    changed = utc(event.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"DTSTAMP:{utc(event.stamped_at) if event.stamped_at else changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{utc(event.span.starts_at)}"
    yield f"DTEND:{utc(event.span.ends_at)}"
    yield f"SUMMARY:{text(event.summary)}"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}"
    yield from (f"{name}:{text(value)}" for name, value in _words(event) if value)
    if event.point is not None:
        yield "GEO:{:.6f};{:.6f}".format(*event.point)
    if event.alarm is not None:
        yield from _alarm(event.alarm, event.summary)
    yield "END:VEVENT"


def _words(event: Event) -> Iterable[tuple[str, str]]:
    return ("LOCATION", event.location), ("DESCRIPTION", event.description)


def _alarm(ahead: timedelta, words: str) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:-{duration(ahead)}"
    yield f"DESCRIPTION:{text(words)}"
    yield "END:VALARM"


def text(value: str) -> str:
    """Somebody's words as a value: nothing in them can end the line or begin another property."""
    line = _CONTROLS.sub("", _BREAKS.sub("\n", value.encode("utf-8", "replace").decode()))
    return _MARKED.sub(r"\\\g<0>", line).replace("\n", "\\n")


def utc(at: datetime) -> str:
    """No zone has to be described where every instant is told in UTC; the reader's calendar shows its own."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def duration(span: timedelta) -> str:
    """Whole seconds, not negative."""
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    parts = [f"{hours}H" if hours else "", f"{seconds // 60}M" if seconds >= 60 else ""]
    shown = "".join(parts) + (f"{seconds % 60}S" if seconds % 60 or not any(parts) else "")
    # Between hours and seconds the grammar wants the minutes.
    return "PT" + (shown.replace("H", "H0M") if hours and seconds and seconds < 60 else shown)


def _folded(line: str) -> bytes:
    """A long line goes on in the next behind a space, and is never parted inside a character."""
    octets, start, room = line.encode(), 0, LONGEST_LINE
    pieces = []
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, LONGEST_LINE - 1
    return b"\r\n ".join([*pieces, octets[start:]]) + b"\r\n"
