"""How long Telegram wants to be left alone."""

from __future__ import annotations

import re

_SAID = re.compile(r"retry after (\d+)", re.IGNORECASE)
UNSAID = 5.0
"""Seconds to wait where Telegram names none."""
LEAST = 1.0


def seconds_to_wait(parameters: object, description: str) -> float:
    """`parameters.retry_after`; without it the number in the description, which says the same."""
    given = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(given, int | float) and not isinstance(given, bool):
        return max(LEAST, float(given))
    said = _SAID.search(description)
    return max(LEAST, float(said[1])) if said else UNSAID
