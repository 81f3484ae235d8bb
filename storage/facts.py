"""What a database says of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    bytes: int
    version: str
    warning: str = ""
    """What the operator should know about this engine; "" when nothing."""
