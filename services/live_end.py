"""The deadline at which a live location has moved for as long as its sender gave it."""

from __future__ import annotations

from domain import live
from domain.message import Message, MessageKind
from services.ports import UnitOfWork

LIVE_END = "live_end"
"""Its kind; its subject is the message's id."""


def arm(unit: UnitOfWork, message: Message) -> None:
    if message.kind is not MessageKind.LIVE_LOCATION:
        return
    until = live.ends_at(message)
    if until is None or message.details.get("ended"):
        unit.deadlines.cancel(LIVE_END, message.id)
    else:
        unit.deadlines.set(LIVE_END, message.id, until)
