"""A month of a therapist's calendar: every day of it can be chosen, from today and for a year."""

from __future__ import annotations

from datetime import date, timedelta

from bot.views.visit import Values

AHEAD = 366
"""Days."""


def month_of(values: Values, since: str = "", chosen: str | None = None) -> dict[str, object]:
    """Every day of `month` from today (or `since`) on, as the calendar takes them; a year ahead."""
    first = date.fromisoformat(values["month"])
    today = date.fromisoformat(values["today"])
    start = max(date.fromisoformat(since), today) if since else today
    after = (first + timedelta(days=31)).replace(day=1)
    days = [first + timedelta(days=one) for one in range((after - first).days)]
    before = (first - timedelta(days=1)).replace(day=1)
    return {
        "month": first.isoformat(),
        "options": [one.isoformat() for one in days if one >= start],
        "earlier": before.isoformat() if first > start else None,
        "later": after.isoformat() if (after - today).days < AHEAD else None,
        "today": today.isoformat(),
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "chosen": chosen,
    }
