"""The month that is shown: its free days, and where else there are some. Days are the studio's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from domain.dispatch import Need
from domain.draft import Draft
from services.list_slots import ListSlots
from services.ports import UnitOfWork

DAY = timedelta(days=1)
Turn = Callable[[date], date]
Free = Callable[[date], Awaitable[Sequence[date]]]
"""The free days of the month that a day lies in."""


class Asking(Protocol):
    """As much of the form's choices as is needed here."""

    @property
    def unit(self) -> UnitOfWork: ...
    @property
    def list_slots(self) -> ListSlots: ...
    def need(self, draft: Draft) -> Need: ...


def following(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def preceding(month: date) -> date:
    return (month.replace(day=1) - DAY).replace(day=1)


async def month(choices: Asking, draft: Draft, wanted: date | None) -> dict[str, Any]:
    """The form's: the wanted month, or the one of the day chosen before."""
    slots = choices.list_slots

    async def free(one: date) -> Sequence[date]:
        return await slots.days(choices.unit, choices.need(draft), month=one)

    now = slots.clock.now()
    until = now + slots.rules.horizon
    shown = await month_of(free, now, until, slots.zone, wanted or draft.day)
    return shown | {"until": until.astimezone(slots.zone).date().isoformat()}


async def month_of(
    free: Free, now: datetime, until: datetime, zone: ZoneInfo, wanted: date | None
) -> dict[str, Any]:
    """JSON values for `bot.views.calendar`: the wanted month, or the nearest one with a free day."""
    today = now.astimezone(zone).date()
    first, last = today.replace(day=1), until.astimezone(zone).date().replace(day=1)

    async def nearest(one: date, turn: Turn) -> tuple[date, Sequence[date]] | None:
        """That month or the next one, in that direction, with something free."""
        while first <= one <= last:
            if days := await free(one):
                return one, days
            one = turn(one)
        return None

    start = min(max((wanted or today).replace(day=1), first), last)
    found = await nearest(start, following) or await nearest(start, preceding)
    shown, days = found or (start, ())
    earlier = await nearest(preceding(shown), preceding) if found else None
    later = await nearest(following(shown), following) if found else None
    return {
        "month": shown.isoformat(),
        "options": [one.isoformat() for one in days],
        "earlier": earlier[0].isoformat() if earlier else None,
        "later": later[0].isoformat() if later else None,
        "today": today.isoformat(),
        "tomorrow": (today + DAY).isoformat(),
    }
