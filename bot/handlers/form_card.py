"""The values of the form's card: its question, the answers so far, what can be pressed."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.handlers.form_again import last_time, shown
from bot.handlers.form_choices import Choices, short
from domain.booking import Wish
from domain.catalogue import Money
from domain.draft import LONGEST, Draft, Step


async def view(
    choices: Choices,
    draft: Draft,
    *,
    note: str = "",
    at: date | int | None = None,
    was: Money | None = None,
) -> dict[str, Any]:
    """JSON values for `services.notices.draft_card`. `at`: which month, or which time of the day, to show;
    `was`: the price that was shown before, where it is another now."""
    options = dict(await choices.options(draft, at))
    if draft.step is Step.SERVICE and (last := await last_time(choices, draft)) is not None:
        options["last"] = await shown(choices, last)
    return {
        "step": draft.step.value,
        "first": draft.first,
        "note": note,
        "was": _money(was),
        "longest": LONGEST.get(draft.step),
        "answers": await _answers(choices, draft),
        "chosen": chosen(draft),
        "options": [],
        **options,
    }


async def _answers(choices: Choices, draft: Draft) -> dict[str, Any]:
    service = await choices.service(draft)
    price = await choices.price(draft)
    return {
        "service": service.name if service else None,
        "minutes": draft.minutes if price else None,
        "price": _money(price),
        "place": _place(draft),
        "wish": await _wish(choices, draft.wish),
        "mode": draft.mode.value if draft.mode else None,
        "day": draft.day.isoformat() if draft.day else None,
        "starts_at": int(draft.starts_at.timestamp()) if draft.starts_at else None,
        "notes": draft.notes,
    }


def _money(money: Money | None) -> dict[str, Any] | None:
    return {"minor": money.minor, "currency": money.currency} if money else None


async def _wish(choices: Choices, wish: Wish | None) -> dict[str, Any] | None:
    if wish is None:
        return None
    one = await choices.unit.therapists.get(wish.therapist) if wish.therapist is not None else None
    gender = wish.gender.value if wish.gender else ""
    return {"name": one.name if one else "", "sample": bool(one and one.sample), "gender": gender}


def _place(draft: Draft) -> dict[str, Any] | None:
    if draft.place is None:
        return None
    where = draft.where
    return {
        "kind": where.kind.value,
        "address": where.address,
        "district": where.district,
        "room": where.room,
        "latitude": where.latitude,
        "longitude": where.longitude,
    }


def chosen(draft: Draft) -> str | None:
    """The present question's earlier answer, as its button's value; for a typed one, as typed."""
    match draft.step:
        case Step.SERVICE:
            return short(draft.service) if draft.service else None
        case Step.DURATION:
            return str(draft.minutes) if draft.minutes else None
        case Step.PLACE:
            return draft.place.value if draft.place else None
        case Step.ADDRESS:
            return draft.address
        case Step.DISTRICT:
            return short(draft.district) if draft.district else None
        case Step.ROOM:
            return draft.room
        case Step.THERAPIST:
            return _chosen_wish(draft.wish)
        case Step.WHEN:
            return draft.mode.value if draft.mode else None
        case Step.DAY:
            return draft.day.isoformat() if draft.day else None
        case Step.TIME:
            return str(int(draft.starts_at.timestamp())) if draft.starts_at else None
        case Step.NOTES:
            return draft.notes
    return None


def _chosen_wish(wish: Wish | None) -> str | None:
    if wish is None:
        return None
    if wish.therapist is not None:
        return f"t{wish.therapist}"
    return wish.gender.value if wish.gender else "any"
