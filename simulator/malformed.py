"""Updates that no schema knows."""

from __future__ import annotations

from simulator.errors import Json

_SHAPES: tuple[Json, ...] = (
    {"unheard_of": {"id": "1", "date": 0}},
    {"message": {"message_id": "seven", "date": None, "chat": [], "text": {"text": 7}}},
    {"callback_query": "pressed"},
    {"message": {"message_id": 1}, "edited_message": {"message_id": 1}},
    {},
)


def shape(number: int) -> Json:
    """One after the other, so that they repeat themselves."""
    return dict(_SHAPES[(number - 1) % len(_SHAPES)])
