"""One or more of everything a therapist's desk shows, with an awkward string wherever a person's words go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.ids import PersonId
from domain.people import Readiness
from domain.typed_time import Fault
from services import notices, therapist_notices
from services.outgoing import Notice

TO = PersonId(3)
DAY = date(2025, 3, 14)
AT = 1741930200


WAITS = [
    {"waits": whose, "proposed": proposed}
    for whose in ("", "customer", "therapist", "several")
    for proposed in (None, AT)
]


def listed(lines: Sequence[Mapping[str, Any]]) -> Iterator[Notice]:
    """A customer's bookings, page by page."""
    values: dict[str, Any] = {
        "view": "all",
        "page": 0,
        "earlier": False,
        "later": False,
        "all_past": False,
        "waits": 0,
        "coming": [],
        "past": [],
    }
    yield notices.bookings(PersonId(1), values)
    yield notices.bookings(PersonId(1), values | {"coming": [*lines, *lines[:2]], "past": lines[:5]})
    waiting = [{**lines[0], **one} for one in WAITS]
    more = {"coming": waiting, "later": True, "all_past": True, "waits": 3}
    yield notices.bookings(PersonId(1), values | more)
    past = {"view": "past", "page": 7, "earlier": True, "later": True, "past": lines}
    yield notices.bookings(PersonId(1), values | past)


def desk_samples(odd: str, visits: Sequence[Mapping[str, Any]]) -> Iterator[Notice]:
    """`visits` as `booking_values` makes them, of every status."""
    for present in Readiness:
        yield _card("desk", {"name": odd, "readiness": present.value})
        yield _card("readiness", therapist_notices.readiness_values(present, None, 0))
        yield _card("readiness", therapist_notices.readiness_values(present, 4.5, 12))
    for days in ([], visits):
        both = [(DAY, days[:6]), (DAY + timedelta(days=1), days[:6])]
        yield _card("today", therapist_notices.day_values(both, more=len(days)))
    asked = [{**visits[0], **one} for one in WAITS]
    yield _card("today", therapist_notices.day_values([(DAY, asked), (DAY, [])], more=0))
    yield from _weeks(visits)
    yield from _hours(odd, visits)
    yield from _off(odd, visits)
    yield from _prices(odd)


def _card(code: str, values: Mapping[str, Any]) -> Notice:
    return Notice(to=TO, code=code, values=values, card="desk")


def _weeks(visits: Sequence[Mapping[str, Any]]) -> Iterator[Notice]:
    span = {"starts_at": AT, "ends_at": AT + 3600}
    rest = [{"item": kind, **span} for kind in ("free", "break", "off")]
    full = [{**one, "item": "visit"} for one in visits] + rest
    for items, off, hours in ((full, False, True), ([], True, True), ([], False, False), ([], False, True)):
        for present in Readiness:
            first = DAY - timedelta(days=4)
            days = [first + timedelta(days=number) for number in range(7)]
            values = {
                "first": first.isoformat(),
                "today": DAY.isoformat(),
                "this": bool(items),
                "readiness": present.value,
                "days": [
                    {"day": day.isoformat(), "hours": hours, "off": off, "items": items} for day in days
                ],
                "more": len(items),
            }
            yield _card("schedule", values)


WEEKLY = [[[540, 780], [900, 1200]], [], [[1320, 1560]], [[0, 1440]], [], [[540, 1020]], [[0, 60]] * 6]


def _hours(odd: str, visits: Sequence[Mapping[str, Any]]) -> Iterator[Notice]:
    eve = (DAY + timedelta(days=3)).isoformat()
    values: dict[str, Any] = {
        "step": "week",
        "on": "",
        "since": None,
        "month": "2025-03-01",
        "today": DAY.isoformat(),
        "zone": "Asia/Makassar",
        "weekly": WEEKLY,
        "windows": [],
        "usual": WEEKLY[0],
        "exception": False,
        "exceptions": [{"day": eve, "windows": []}, {"day": "2025-12-24", "windows": WEEKLY[0]}] * 9,
        "note": "",
        "problem": None,
        "outside": [],
    }
    yield _card("hours", values | {"exceptions": []})
    for note in ("saved", "same", "late"):
        for lying in ([], visits[:1], [*visits, *visits]):
            yield _card("hours", values | {"note": note, "outside": lying})
    for fault in Fault:
        yield _card(
            "hours", values | {"problem": {"fault": fault.value, "value": odd[:60], "other": odd[:60]}}
        )
    for on, windows in [*((str(day), WEEKLY[day]) for day in range(7)), (eve, WEEKLY[2])]:
        for since in (None, 0, 570, 1380):
            for step in ("day", "add", "break", *(["copy"] if len(on) == 1 else [])):
                of_day = {"step": step, "on": on, "windows": windows, "since": since}
                yield _card("hours", values | of_day | {"exception": since is None})
    for month in ("2025-03-01", "2025-09-01", "2026-03-01"):
        yield _card("hours", values | {"step": "dates", "month": month})


def _off(odd: str, visits: Sequence[Mapping[str, Any]]) -> Iterator[Notice]:
    spans = [
        {"starts_at": AT, "ends_at": AT + 3600, "first": None, "last": None},
        {"starts_at": AT, "ends_at": AT + 86400, "first": "2025-03-14", "last": "2025-03-14"},
        {"starts_at": AT, "ends_at": AT + 864000, "first": "2025-03-14", "last": "2025-12-24"},
    ]
    values: dict[str, Any] = {
        "step": "list",
        "first": "",
        "last": "",
        "hours": [],
        "since": None,
        "month": "2025-03-01",
        "today": DAY.isoformat(),
        "list": [],
        "note": "",
        "problem": None,
        "hits": [],
    }
    for note in ("", "taken", "dropped", "late"):
        yield _card("off", values | {"note": note})
        yield _card("off", values | {"note": note, "list": spans * 9, "hits": [*visits, *visits]})
    yield _card("off", values | {"problem": {"fault": "past", "value": odd[:60], "other": ""}})
    for last in ("2025-03-14", "2025-12-24"):
        days = values | {"first": "2025-03-14", "last": last}
        for step, month in (("first", "2025-03-01"), ("last", "2025-03-01"), ("last", "2025-09-01")):
            yield _card("off", days | {"step": step, "month": month})
        for since in (None, 0, 570, 1380):
            yield _card("off", days | {"step": "hours", "since": since})
        for hours in ([0, 1440], [540, 780], [1320, 120]):
            for hits in ([], visits[:1], visits):
                yield _card("off", days | {"step": "sure", "hours": hours, "hits": hits})


def _prices(odd: str) -> Iterator[Notice]:
    price = {"minor": 2**40, "currency": "IDR"}
    choices = [{"minutes": one, "price": price, "typed": "350000"} for one in (15, 60, 90, 120, 240, 480)]
    services = [
        {"code": f"s{number}", "name": odd, "own": number % 2 == 0, "choices": choices, "dearer": number == 0}
        for number in range(4)
    ]
    values: dict[str, Any] = {
        "step": "list",
        "service": "",
        "minutes": 0,
        "services": services,
        "note": "",
        "problem": None,
    }
    yield _card("prices", values)
    yield _card("prices", values | {"services": []})
    for service in ("s0", "s1"):
        for note in ("", "saved", "studio", "same", "last", "late"):
            yield _card("prices", values | {"step": "service", "service": service, "note": note})
        for step, minutes in (("add", 0), ("price", 60), ("price", 45)):
            yield _card("prices", values | {"step": step, "service": service, "minutes": minutes})
