"""The buttons of lists and of a therapist's desk. Made and parsed as those in `bot.callbacks`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator, Field

from domain.terms import LONGEST
from services.my_bookings import View


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


class HoursAct(StrEnum):
    WEEK = "week"
    DAY = "day"
    ADD = "add"
    BREAK = "break"
    DROP = "drop"
    CLOSED = "closed"
    COPY = "copy"
    DATES = "dates"
    USUAL = "usual"


class HoursPress(CallbackData, prefix="y3"):
    """`on` is a weekday (Monday is 0) or a date. `value`: minutes of the day, one or two of them (`540-780`),
    days to copy to, or a day of the calendar."""

    act: HoursAct
    on: str = ""
    value: str = ""

    @property
    def day(self) -> int | date | None:
        """None for what is neither."""
        if self.on in set("0123456"):
            return int(self.on)
        return day_of(self.on)

    @property
    def minutes(self) -> tuple[int, ...] | None:
        return minutes_of(self.value)


class OffAct(StrEnum):
    LIST = "list"
    FIRST = "first"
    LAST = "last"
    HOURS = "hours"
    SURE = "sure"
    TAKE = "take"
    DROP = "drop"


class OffPress(CallbackData, prefix="f1"):
    """Time off from `first` to `last`, both included. `value`: a day of the calendar, minutes of the two days
    (`0-1440`), or, to be dropped, the instants from when to when."""

    act: OffAct
    first: str = ""
    last: str = ""
    value: str = ""

    @property
    def days(self) -> tuple[date, date] | None:
        first, last = day_of(self.first), day_of(self.last or self.first)
        return None if first is None or last is None else (first, last)

    @property
    def minutes(self) -> tuple[int, ...] | None:
        return minutes_of(self.value)


class PriceAct(StrEnum):
    LIST = "list"
    SERVICE = "service"
    PRICE = "price"
    ADD = "add"
    DROP = "drop"
    STUDIO = "studio"


class PricePress(CallbackData, prefix="e1"):
    """`service` is its code: at most 24 of a few plain characters."""

    act: PriceAct
    service: Annotated[str, Field(max_length=24)] = ""
    minutes: Annotated[int, Field(ge=0, le=LONGEST)] = 0


class ListPress(CallbackData, prefix="b3"):
    """A page of a customer's bookings."""

    view: View
    page: Annotated[int, Field(ge=0, lt=1000)]


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(_iso(text))
    except ValueError:
        return None


def minutes_of(text: str) -> tuple[int, ...] | None:
    """One or two, to 1,440; () where none is told yet."""
    if not text:
        return ()
    parts = text.split("-")
    good = all(part.isascii() and part.isdecimal() and len(part) < 5 and int(part) <= 1440 for part in parts)
    return tuple(map(int, parts)) if good and len(parts) < 3 else None


def instants_of(text: str) -> tuple[int, int] | None:
    """Two of them, as epoch seconds."""
    parts = text.split("-")
    good = len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 12 for part in parts)
    return (int(parts[0]), int(parts[1])) if good else None
