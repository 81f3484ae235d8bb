"""The values of what a therapist asks to see, as in `services.notices`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.people import Readiness


def day_values(days: Sequence[tuple[date, Sequence[Mapping[str, Any]]]], *, more: int) -> dict[str, Any]:
    """Two days with their visits, each as `booking_values` makes it; `more` are not listed."""
    return {"days": [[one.isoformat(), list(visits)] for one, visits in days], "more": more}


def readiness_values(present: Readiness, mean: float | None, rated: int) -> dict[str, Any]:
    return {"readiness": present.value, "mean": mean, "rated": rated}
