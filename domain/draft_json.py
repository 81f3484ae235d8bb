"""A draft as JSON and back: how a form outlives the process."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from domain.booking import Mode, PlaceKind, Wish
from domain.catalogue import Money
from domain.draft import Draft, Step
from domain.ids import TherapistId
from domain.people import Gender
from domain.waitlist import Part, Watch


def to_json(draft: Draft) -> dict[str, Any]:
    """`starts_at` as UTC epoch seconds, `day` as ISO date, the wish as a pair."""
    wish, watch = draft.wish, draft.watch
    return {
        "token": draft.token,
        "step": draft.step.value,
        "service": draft.service,
        "minutes": draft.minutes,
        "place": draft.place.value if draft.place else None,
        "address": draft.address,
        "district": draft.district,
        "room": draft.room,
        "latitude": draft.latitude,
        "longitude": draft.longitude,
        "wish": [wish.therapist, wish.gender.value if wish.gender else None] if wish else None,
        "mode": draft.mode.value if draft.mode else None,
        "day": draft.day.isoformat() if draft.day else None,
        "starts_at": int(draft.starts_at.timestamp()) if draft.starts_at else None,
        "notes": draft.notes,
        "price": [draft.price.minor, draft.price.currency] if draft.price else None,
        "watch": [watch.first.isoformat(), watch.last.isoformat(), watch.part.value] if watch else None,
    }


def from_json(data: dict[str, Any]) -> Draft:
    """What `to_json` made. Raises KeyError or ValueError for anything else."""
    wish, day, starts_at = data["wish"], data["day"], data["starts_at"]
    return Draft(
        token=data["token"],
        step=Step(data["step"]),
        service=data["service"],
        minutes=data["minutes"],
        place=PlaceKind(data["place"]) if data["place"] else None,
        address=data["address"],
        district=data["district"],
        room=data["room"],
        latitude=data["latitude"],
        longitude=data["longitude"],
        wish=_wish(wish) if wish else None,
        mode=Mode(data["mode"]) if data["mode"] else None,
        day=date.fromisoformat(day) if day else None,
        starts_at=None if starts_at is None else datetime.fromtimestamp(starts_at, UTC),
        notes=data["notes"],
        # A form kept by an earlier program has none.
        price=Money(*data["price"]) if data.get("price") else None,
        watch=_watch(data["watch"]) if data.get("watch") else None,
    )


def _watch(written: list[str]) -> Watch:
    first, last, part = written
    return Watch(date.fromisoformat(first), date.fromisoformat(last), Part(part))


def _wish(pair: list[Any]) -> Wish:
    therapist, gender = pair
    return Wish(
        therapist=None if therapist is None else TherapistId(therapist),
        gender=Gender(gender) if gender else None,
    )
