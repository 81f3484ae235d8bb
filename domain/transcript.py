"""A message as it is exported: the keys are a promise to whoever reads the export."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.content import readable
from domain.message import Message


def shape(message: Message) -> dict[str, Any]:
    """Times are ISO 8601 in UTC. A message that is held has no conversation and no receiver yet."""
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
    }


def iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
