"""Where forwarded messages come from, and the odd kinds that reach a bot but that no bot can copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.errors import Json, Refusal
from simulator.world import World

_CHANNEL: Json = {"id": -1_002_000_000_001, "type": "channel", "title": "Sample Channel"}

# By the time they are sent at.
ODD: dict[str, Callable[[int], Json]] = {
    "story": lambda _: {"story": {"chat": _CHANNEL, "id": 7}},
    "paid_media": lambda _: {
        "paid_media": {"star_count": 5, "paid_media": [{"type": "preview", "width": 480, "height": 320}]}
    },
    "giveaway": lambda now: {
        "giveaway": {"chats": [_CHANNEL], "winners_selection_date": now + 86_400, "winner_count": 1}
    },
}


def read(world: World, wanted: Json) -> Json | None:
    """`"forwarded_from"`: `{"person": id}`, `{"hidden": "a name"}` or `{"channel": "a title"}`."""
    source: Any = wanted.get("forwarded_from")
    if not source:
        return None
    if not isinstance(source, dict) or len(source) != 1:
        raise Refusal('forwarded_from is {"person": id}, {"hidden": name} or {"channel": title}.')
    date = world.clock.stamp()
    ((kind, value),) = source.items()
    if kind == "person" and isinstance(value, int):
        return {"type": "user", "sender_user": world.person(value).user(), "date": date}
    if kind == "hidden" and isinstance(value, str):
        return {"type": "hidden_user", "sender_user_name": value, "date": date}
    if kind == "channel" and isinstance(value, str):
        return {"type": "channel", "chat": _CHANNEL | {"title": value}, "message_id": 7, "date": date}
    raise Refusal('forwarded_from is {"person": id}, {"hidden": name} or {"channel": title}.')
