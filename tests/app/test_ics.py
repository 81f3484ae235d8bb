"""What is written is what others read: two libraries that are not ours, on whatever somebody is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.icalendar import Calendar, Event, EventStatus
from domain.time import Span
from tests.node.calendars import Read, Readers, readers
from web.ics import encode

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
EVENT = Event(
    uid="1@roomline",
    sequence=3,
    span=Span(NOW, NOW + timedelta(minutes=90)),
    changed_at=NOW - timedelta(days=1),
    summary="Massage",
)
HOSTILE = [
    "Budi; DROP, \\n\\, \\;",
    "👩🏽‍⚕️" * 60,
    "Zoë\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "a\nb\rc\u2028d\u2029e\u0085f",
    "x" * 74 + "é" * 80,
    '":;,=\\"',
    "مايا الحسن \u202e",
    "tab\there \x00\x07\x7f",
    "\ud83d half",
]


@pytest.fixture(scope="module")
def read() -> Iterator[Readers]:
    with readers() as made:
        yield made


def as_read(words: str) -> str:
    """What is left of somebody's words: line ends are one kind, and what no calendar may hold is gone."""
    known = words.encode("utf-8", "replace").decode()
    one_kind = re.sub("\r\n|[\r\n\u0085\u2028\u2029]", "\n", known)
    return "".join(one for one in one_kind if one in "\n\t" or ord(one) > 0x9F or 0x1F < ord(one) < 0x7F)


def lines(calendar: Calendar) -> list[bytes]:
    made = encode(calendar)
    assert made.endswith(b"\r\n")
    return made.split(b"\r\n")[:-1]


words = st.text(max_size=300) | st.text('é👍\\;,\n\r": \u0301x', max_size=200) | st.sampled_from(HOSTILE)


@given(words)
def test_no_line_is_too_long_or_parted_inside_a_character(given_words: str) -> None:
    for line in lines(Calendar(events=[replace(EVENT, summary=given_words, location=given_words)])):
        assert len(line) <= 75
        assert b"\n" not in line and b"\r" not in line
        line.decode()


@settings(deadline=None, max_examples=250)
@given(summary=words, location=words, name=words)
def test_two_libraries_read_what_was_said(read: Readers, summary: str, location: str, name: str) -> None:
    """The second one parts events by these words, wherever they stand."""
    said = (summary or "x", location, name)
    first, _ = read(_of(said), second=False)
    assert _said(first) == tuple(as_read(one) for one in said)
    plain = tuple(re.sub("(BEGIN|END):", r"\1", one) for one in said)
    for found in read(_of(plain)):
        assert _said(found) == tuple(as_read(one) for one in plain)


def _of(said: Sequence[str]) -> bytes:
    summary, location, name = said
    event = replace(EVENT, summary=summary, location=location, description=name)
    return encode(Calendar(events=[event, replace(EVENT, uid="2@roomline")], name=name))


def _said(found: Read) -> tuple[str, str, str]:
    one, other = found["events"]
    assert (one["uid"], other["uid"]) == ("1@roomline", "2@roomline")
    assert other["summary"] == "Massage"
    return one["summary"] or "", one["location"] or "", one["description"] or ""


def test_two_libraries_read_every_figure(read: Readers) -> None:
    gone = replace(EVENT, uid="2@roomline", status=EventStatus.CANCELLED, busy=False, sequence=4)
    asked = replace(EVENT, uid="3@roomline", status=EventStatus.TENTATIVE, alarm=timedelta(hours=2))
    there = replace(EVENT, uid="4@roomline", point=(-8.6705, 115.2126))
    both = read(encode(Calendar(events=[EVENT, gone, asked, there], name="Maya", refresh=timedelta(hours=1))))
    for found in both:
        assert [one["status"] for one in found["events"]] == [
            "CONFIRMED", "CANCELLED", "TENTATIVE", "CONFIRMED",
        ]  # fmt: skip
        assert [one["sequence"] for one in found["events"]] == [3, 4, 3, 3]
        assert [one["transparency"] for one in found["events"]] == [
            "OPAQUE", "TRANSPARENT", "OPAQUE", "OPAQUE",
        ]  # fmt: skip
        for one in found["events"]:
            assert one["starts_at"] == NOW.timestamp()
            assert one["ends_at"] - one["starts_at"] == 90 * 60
            assert one["stamp"] == one["changed_at"] == (NOW - timedelta(days=1)).timestamp()
    first, _ = both
    assert (first["name"], first["refresh"]) == ("Maya", 3600)
    assert [one["alarms"] for one in first["events"]] == [[], [], [-7200], []]
    assert first["events"][3]["geo"] == [-8.6705, 115.2126]


def test_a_file_that_is_handed_over_says_how_and_when(read: Readers) -> None:
    event = replace(EVENT, stamped_at=NOW)
    for found in read(encode(Calendar(events=[event], method="PUBLISH"))):
        assert found["method"] == "PUBLISH"
        (one,) = found["events"]
        assert (one["stamp"], one["changed_at"]) == (
            NOW.timestamp(), (NOW - timedelta(days=1)).timestamp(),
        )  # fmt: skip


def test_the_same_events_are_the_same_bytes() -> None:
    assert encode(Calendar(events=[EVENT])) == encode(Calendar(events=[replace(EVENT)]))
    assert encode(Calendar(events=[EVENT])) != encode(Calendar(events=[replace(EVENT, sequence=4)]))


def test_instants_are_told_in_utc_whatever_zone_they_came_in() -> None:
    there = replace(EVENT, changed_at=NOW.astimezone(ZoneInfo("Asia/Makassar")))
    assert b"LAST-MODIFIED:20260302T020000Z" in lines(Calendar(events=[there]))
