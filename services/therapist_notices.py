"""What a therapist asks to see: codes and values, as in `services.notices`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.ids import PersonId
from domain.people import Readiness
from services.outgoing import Notice


def day(to: PersonId, days: Sequence[tuple[date, Sequence[Mapping[str, Any]]]], *, more: int) -> Notice:
    """Two days with their visits, each as `booking_values` makes it; `more` are not listed."""
    values = {"days": [[one.isoformat(), list(visits)] for one, visits in days], "more": more}
    return Notice(to=to, code="today", values=values, card="today", fresh=True)


def readiness(
    to: PersonId, present: Readiness, mean: float | None, rated: int, *, fresh: bool = False
) -> Notice:
    values = {"readiness": present.value, "mean": mean, "rated": rated}
    return Notice(to=to, code="readiness", values=values, card="readiness", fresh=fresh)
