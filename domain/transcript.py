"""A message as it is exported: the keys are a promise to whoever reads the export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.content import readable
from domain.message import Message, Revision


def shape(message: Message, revisions: Sequence[Revision] = ()) -> dict[str, Any]:
    """Times are ISO 8601 in UTC. A message that is held has no conversation and no receiver yet. `revisions`
    are what it said before its writer edited it, the oldest first."""
    receiver = message.receiver
    return {
        "conversationId": message.conversation,
        "senderId": message.sender.key,
        "senderName": message.sender.name,
        "senderRole": message.sender.role.value,
        "receiverId": receiver.key if receiver else None,
        "receiverName": receiver.name if receiver else None,
        "receiverRole": receiver.role.value if receiver else None,
        "message": readable(message),
        "messageType": message.kind.value,
        "isRead": message.is_read,
        "createdAt": iso(message.created_at),
        "bookingId": message.booking,
        "deliveryState": message.state.value,
        "deliveryReason": message.reason or None,
        "deliveredAt": iso(message.sent_at),
        "edits": earlier(revisions),
    }


def earlier(revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    return [
        {"message": one.text, "messageType": one.kind.value, "until": iso(one.until)} for one in revisions
    ]


def iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
