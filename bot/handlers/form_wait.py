"""The form's way to the waitlist: which days and hours, and joining it with the answers so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.handlers.form_month import Asking
from domain.booking import Booking, Wish
from domain.draft import Draft
from domain.time import Span
from domain.waitlist import Part, Watch
from domain.wallclock import day_span
from services.waitlist import Wished

LENGTHS = (1, 7, 14, 31)
"""Days from the first one that can be waited for, as far as they can be booked."""


def begun(choices: Asking, draft: Draft, day: date | None = None) -> Draft:
    """`day`: the one that is full. From the times of a day that day is meant, from the month all of it."""
    first, last = bookable(choices)
    chosen = day or draft.day
    watch = Watch(chosen, chosen) if chosen else Watch(first, last)
    return draft.waiting(watch)


def for_booking(choices: Asking, draft: Draft, booking: Booking) -> Draft:
    """The day of a request that nobody took."""
    day = booking.span.starts_at.astimezone(choices.list_slots.zone).date()
    return draft.with_scheduled().waiting(Watch(day, day))


async def worked_on(choices: Asking, draft: Draft, day: date) -> bool:
    """Somebody who would do it has hours on that day, so that one of them can come free."""
    first, last = bookable(choices)
    slots = choices.list_slots
    return first <= day <= last and bool(await slots.at_work(choices.unit, choices.need(draft), day=day))


def bookable(choices: Asking) -> tuple[date, date]:
    """The first and the last day of the studio that can be asked for."""
    slots = choices.list_slots
    now = slots.clock.now()
    until = now + slots.rules.horizon
    return (now + slots.rules.notice).astimezone(slots.zone).date(), until.astimezone(slots.zone).date()


def answered(choices: Asking, draft: Draft, value: str) -> Draft | None:
    """`n-7`: so many days from the first; `p-evening`: that part of them. None for anything else."""
    watch = draft.watch
    kind, _, chosen = value.partition("-")
    if watch is None:
        return None
    if kind == "p" and chosen in set(Part):
        return draft.waiting(Watch(watch.first, watch.last, Part(chosen)))
    found = [one for one in ranges(choices, watch) if kind == "n" and str(one["days"]) == chosen]
    if not found:
        return None
    return draft.waiting(Watch(watch.first, date.fromisoformat(found[0]["last"]), watch.part))


def ranges(choices: Asking, watch: Watch) -> list[dict[str, Any]]:
    """From the same first day on, each longer than the one before."""
    latest, found = bookable(choices)[1], dict[date, int]()
    for days in LENGTHS:
        found.setdefault(min(watch.first + timedelta(days=days - 1), latest), days)
    return [
        {"first": watch.first.isoformat(), "last": last.isoformat(), "days": days}
        for last, days in found.items()
    ]


async def options(choices: Asking, draft: Draft) -> dict[str, Any]:
    watch = draft.watch
    if watch is None:
        return {"ranges": [], "watch": {"days": 0, "part": Part.ANY.value}}
    every = ranges(choices, watch)
    chosen = next((one["days"] for one in every if one["last"] == watch.last.isoformat()), 0)
    return {"ranges": every, "watch": {"days": chosen, "part": watch.part.value}}


async def wished(choices: Asking, draft: Draft) -> Wished:
    """Raises ValueError for a draft that does not say yet what it is for."""
    if draft.service is None or draft.minutes is None or draft.watch is None:
        raise ValueError(f"draft {draft.token} does not say yet what to wait for")
    return Wished(
        service=draft.service,
        minutes=draft.minutes,
        place=draft.where,
        wish=draft.wish or Wish(),
        watch=draft.watch,
        notes=draft.notes or "",
        seen=frozenset(await _seen(choices, draft, draft.watch)),
    )


async def _seen(choices: Asking, draft: Draft, watch: Watch) -> Sequence[datetime]:
    """What she was shown and did not take. Whoever asks for a part of the day may not have looked there."""
    zone = choices.list_slots.zone
    if watch.part is Part.ANY:
        days = Span(day_span(watch.first, zone).starts_at, day_span(watch.last, zone).ends_at)
    elif draft.day is not None:
        days = day_span(draft.day, zone)
    else:
        return ()
    return await choices.list_slots.between(choices.unit, choices.need(draft), days)
