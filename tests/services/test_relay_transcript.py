"""The exported shape of a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from domain.ids import BookingId, ConversationId, MessageId, PersonId, RoomId
from domain.message import Message, MessageKind, MessageState
from domain.people import Party, Role
from domain.transcript import shape

WRITTEN = datetime(2026, 3, 2, 20, 0, 5, tzinfo=timezone(timedelta(hours=8)))
CARRIED = Message(
    id=MessageId(9),
    sender=Party(Role.CUSTOMER, 123, "Anna"),
    sender_person=PersonId(123),
    source=55,
    kind=MessageKind.PHOTO,
    text="the gate",
    created_at=WRITTEN,
    room=RoomId(3),
    conversation=ConversationId("customer_123_therapist_7"),
    receiver=Party(Role.THERAPIST, 7, "Maya"),
    receiver_person=PersonId(45),
    booking=BookingId(17),
    state=MessageState.SENT,
    is_read=True,
    sent_at=datetime(2026, 3, 2, 12, 0, 6, tzinfo=UTC),
)


def test_a_message_has_exactly_the_promised_keys() -> None:
    assert shape(CARRIED) == {
        "conversationId": "customer_123_therapist_7",
        "senderId": "customer_123",
        "senderName": "Anna",
        "senderRole": "customer",
        "receiverId": "therapist_7",
        "receiverName": "Maya",
        "receiverRole": "therapist",
        "message": "the gate",
        "messageType": "photo",
        "isRead": True,
        "createdAt": "2026-03-02T12:00:05Z",
        "bookingId": 17,
        "deliveryState": "sent",
        "deliveryReason": None,
        "deliveredAt": "2026-03-02T12:00:06Z",
        "edits": [],
    }


def test_one_that_waits_has_no_receiver_yet() -> None:
    held = Message(
        id=MessageId(1),
        sender=Party(Role.THERAPIST, 7, "Maya"),
        sender_person=PersonId(45),
        source=56,
        kind=MessageKind.TEXT,
        text="on my way",
        created_at=WRITTEN,
        state=MessageState.HELD,
    )
    exported = shape(held)
    assert exported.keys() == shape(CARRIED).keys()
    assert (exported["conversationId"], exported["receiverId"], exported["deliveredAt"]) == (None, None, None)
    assert (exported["senderId"], exported["deliveryState"]) == ("therapist_7", "held")
