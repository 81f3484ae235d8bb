"""One or more of everything a therapist's desk shows, with an awkward string wherever a person's words go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.ids import PersonId
from domain.people import Readiness
from services import therapist_notices
from services.outgoing import Notice

TO = PersonId(3)
DAY = date(2025, 3, 14)
AT = 1741930200


def desk_samples(odd: str, visits: Sequence[Mapping[str, Any]]) -> Iterator[Notice]:
    """`visits` as `booking_values` makes them, of every status."""
    for present in Readiness:
        yield _card("desk", {"name": odd, "readiness": present.value})
        yield _card("readiness", therapist_notices.readiness_values(present, None, 0))
        yield _card("readiness", therapist_notices.readiness_values(present, 4.5, 12))
    for days in ([], visits):
        both = [(DAY, days[:6]), (DAY + timedelta(days=1), days[:6])]
        yield _card("today", therapist_notices.day_values(both, more=len(days)))
    yield from _weeks(visits)


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
