"""Why something may not stand in a room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Objection:
    """As its sender is told: a code, and what the words need besides."""

    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)


_WHOLE = frozenset({"too_long"})
_FAMILIES = ("identity.", "file.")


def about_content(reason: str) -> bool:
    """Whether it is what the message holds, and not where it would go."""
    return reason in _WHOLE or reason.startswith(_FAMILIES)
