"""What is said to those on the waitlist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.ids import PersonId
from domain.quiet import quiet_hours
from domain.rules import BookingRules
from domain.waitlist import Wait, WaitOffer
from services.notices import instant
from services.outgoing import Notice, Priority


def wait_values(wait: Wait, therapist: str) -> dict[str, Any]:
    """`therapist`: the name of the one wished for, or ""."""
    return {
        "wait": wait.id,
        "service": wait.service_name,
        "minutes": wait.minutes,
        "place": wait.place.kind.value,
        "wish": {"name": therapist, "gender": wait.wish.gender.value if wait.wish.gender else ""},
        "first": wait.watch.first.isoformat(),
        "last": wait.watch.last.isoformat(),
        "part": wait.watch.part.value,
        "status": wait.status.value,
    }


def wait_card(wait: Wait, therapist: str, *, fresh: bool = False, silent: bool = False) -> Notice:
    """A wish on the list through its life; asks whether to stay while it is `paused`."""
    values = wait_values(wait, therapist) | {"passed": wait.passed}
    return Notice(
        to=wait.customer, code="wait", values=values, card=f"wait:{wait.id}", fresh=fresh, silent=silent
    )


def wait_offer(
    offer: WaitOffer, wait: Wait, therapist: str, *, fresh: bool = False, silent: bool = False, news: str = ""
) -> Notice:
    """A time to take, edited to its outcome. `news`: price, if it is another than was said."""
    values = {
        "offer": offer.id,
        "wait": wait.id,
        "service": wait.service_name,
        "minutes": wait.minutes,
        "price": {"minor": offer.price.minor, "currency": offer.price.currency},
        "place": wait.place.kind.value,
        "starts_at": instant(offer.span.starts_at),
        "therapist": therapist,
        "answer_by": instant(offer.answer_by),
        "opened_at": instant(offer.opened_at),
        "outcome": offer.status.value,
        "news": news,
    }
    return Notice(
        to=offer.customer,
        code="wait.offer",
        values=values,
        card=f"waitoffer:{offer.id}",
        fresh=fresh,
        silent=silent,
        priority=Priority.ALERT if offer.open else Priority.NOTICE,
    )


def waitlist(to: PersonId, waits: Sequence[tuple[Wait, str]], most: int) -> Notice:
    """Each with the name of the therapist wished for; `most` is how many there can be."""
    values = {"waits": [wait_values(wait, name) for wait, name in waits], "most": most}
    return Notice(to=to, code="waitlist", values=values, card="waitlist", fresh=True)


def at_night(now: datetime, rules: BookingRules, zone: ZoneInfo) -> bool:
    """Whoever waits hears of it, but is not woken: by the studio's clocks, as offers have it."""
    starts, ends = rules.night_starts, rules.night_ends
    night = quiet_hours(starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute)
    return night is not None and night.cover(now.astimezone(zone))
