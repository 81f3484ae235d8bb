"""A therapist's own buttons: the week, the hours, time off. Made and parsed as those in `bot.callbacks`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator


def _iso(text: str) -> str:
    """Raises ValueError for what is no day, or one that no calendar of ours can go round."""
    day = date.fromisoformat(text)
    if not 1971 <= day.year <= 9000:
        raise ValueError(f"not a day to work on: {text}")
    return day.isoformat()


Iso = Annotated[str, AfterValidator(_iso)]


class WeekPress(CallbackData, prefix="y1"):
    """The week that day lies in."""

    day: Iso

    @property
    def date(self) -> date:
        return date.fromisoformat(self.day)
