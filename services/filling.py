"""What a notice gets only as it is sent: a file, or values that are kept nowhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.people import Person
from services.outgoing import File, Notice
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Filling:
    values: Mapping[str, Any] = field(default_factory=dict)
    """Beside the notice's own."""
    file: File | None = None


NOTHING = Filling()
Filler = Callable[[UnitOfWork, Person, Notice, datetime], Awaitable[Filling]]
Fillers = Mapping[str, Filler]
"""By the notice's code."""
