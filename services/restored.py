"""After the database was put back from a copy: what waited in it may have been sent since the copy was made.

A notice goes again (at least once). A person's message does not: it is shown as uncertain, and its writer
decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # `roomline restore` needs the name below, and no use-cases.
    from services.alerts import Alerts
    from services.outgoing import Claimed
    from services.ports import UnitOfWork

RESTORED = "restored"
"""The moment that `roomline restore` leaves in what it puts back."""
AT_ONCE = 200
"""Chats in one unit: nobody waits long for the writer."""
WHY = "the database was put back from a copy"
"""Also left by `roomline restore`, as what is the matter with each update that had not been handled."""


async def unsure_copies(unit: UnitOfWork, alerts: Alerts) -> Sequence[Claimed] | None:
    """In hand, to be called uncertain, one of each chat's at a time. None left: operators hear of it. None at
    all: what was stored and not handled when the copy was made has yet to become copies; nothing may be sent
    before that, for it may have been sent since."""
    if await unit.moments.at(RESTORED) is None:
        return ()
    rows = await unit.outbox.unsure_copies(AT_ONCE)
    if rows:
        return rows
    if await unit.journal.any_left(WHY):
        return None
    unit.moments.drop(RESTORED)
    await alerts(unit, "restored")
    return ()
