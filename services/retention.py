"""How long things are kept, and what throws them away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

AT_ONCE = 500
"""Rows in one unit: nobody waits long for the writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    updates: timedelta = timedelta(days=7)
    """Telegram hands one over for a day. Kept for ever, the journal would hold a second copy of all that
    anybody wrote, and an id that Telegram uses again after a quiet week would be taken for an old one."""
    messages: timedelta = timedelta(days=365)
    """After they were written, with edits, reactions and links; bookings and ratings stay."""
    notices: timedelta = timedelta(days=30)
    """What was said by the program itself, once it was said."""
    events: timedelta = timedelta(days=90)


class Retention(Protocol):
    """Each throws away up to `AT_ONCE` of what is settled and older; answers how many."""

    async def messages(self, before: datetime) -> int: ...

    async def notices(self, before: datetime) -> int: ...

    async def events(self, before: datetime) -> int: ...
