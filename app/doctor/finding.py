"""What was found about one thing, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Mark(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and there is something to know."""
    WRONG = "wrong"
    """It will not work, or not safely."""
    UNKNOWN = "unknown"
    """Could not be looked at: never counted as good."""


@dataclass(frozen=True, slots=True)
class Finding:
    about: str
    mark: Mark
    says: str
    fix: str = ""
    """What to do; "" where there is nothing to be done."""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def ok(about: str, says: str) -> Finding:
    return Finding(about, Mark.OK, says)


def warning(about: str, says: str, fix: str) -> Finding:
    return Finding(about, Mark.WARNING, says, fix)


def wrong(about: str, says: str, fix: str) -> Finding:
    return Finding(about, Mark.WRONG, says, fix)


def unknown(about: str, says: str, fix: str = "") -> Finding:
    return Finding(about, Mark.UNKNOWN, says, fix)
