"""The same as last time: a form filled in from an earlier booking, as far as it is still on offer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.handlers.form_choices import Choices
from domain.booking import Booking, Wish
from domain.draft import Draft, like


@dataclass(frozen=True, slots=True)
class Filled:
    """`note` says what has to be asked anew, and why; empty if nothing has."""

    draft: Draft
    note: str = ""


async def last_time(choices: Choices, draft: Draft) -> Booking | None:
    """Only for a form that is still empty, and not against the therapist a link has chosen."""
    if draft.service is not None or draft.place is not None:
        return None
    booking = await choices.unit.bookings.last_visit(choices.customer.id, choices.list_slots.clock.now())
    chosen = draft.wish.therapist if draft.wish else None
    return booking if booking and chosen in (None, booking.therapist) else None


async def shown(choices: Choices, booking: Booking) -> dict[str, Any]:
    """For the button's label."""
    therapist = await choices.unit.therapists.get(booking.therapist) if booking.therapist else None
    name = therapist.name if therapist else ""
    return {"service": booking.service_name, "minutes": booking.minutes, "therapist": name}


async def again(choices: Choices, booking: Booking, token: str) -> Filled:
    draft, gone = like(booking, token), list[str]()
    service = await choices.service(draft)
    if service is None:
        gone.append("service")
        draft = replace(draft, service=None, minutes=None)
    elif booking.minutes not in [choice.minutes for choice in await choices.durations(draft)]:
        gone.append("duration")
        draft = replace(draft, minutes=None)
    if draft.district and draft.district not in [
        one.name for one in await choices.unit.catalogue.districts()
    ]:
        gone.append("district")
        draft = replace(draft, district=None)
    if not await _can(choices, draft):
        gone.append("therapist")
        draft = replace(draft, wish=None)
    return Filled(draft.onward(), _note(gone))


async def _can(choices: Choices, draft: Draft) -> bool:
    """Whether the therapist of last time still does this there; as far as that is known yet."""
    wish = draft.wish or Wish()
    if wish.therapist is None:
        return True
    if draft.service is None or draft.minutes is None:
        one = await choices.unit.therapists.get(wish.therapist)
        return one is not None and one.active
    return bool(await choices.list_slots.fitting(choices.unit, choices.need(draft)))


def _note(gone: list[str]) -> str:
    if len(gone) > 1:
        return "again_several"
    return f"again_{gone[0]}" if gone else ""
