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
