"""What a writer is told of a message: that it waits, was slowed, did not arrive, or came another way."""

from __future__ import annotations

from typing import Any

from domain.ids import MessageId, PersonId, RoomId
from domain.message import Message, MessageKind
from services.outgoing import Notice


def not_carried(to: PersonId, reply_to: int, reason: str, **values: Any) -> Notice:
    """`reason` is a code: no_room, room_expired, room_closed, kind, edit, too_long, astray, …; `called` the
    message it was kept as, whose code is printed."""
    return Notice(to=to, code="relay.not_carried", values={"reason": reason, **values}, reply_to=reply_to)


def goes_as(to: PersonId, reply_to: int, kind: MessageKind, counterpart: str) -> Notice:
    """Carried, but not as the writer may think. `kind`: live_location, poll."""
    values = {"kind": kind.value, "counterpart": counterpart}
    return Notice(to=to, code="relay.goes_as", values=values, reply_to=reply_to)


def came_bare(message: Message, to: PersonId, room: RoomId, copy: int) -> Notice:
    """To the reader, below a copy that could not say whose it is: a poll, or a throw and what it showed."""
    thrown = {"emoji": message.details.get("emoji", ""), "value": message.details.get("value", 0)}
    values = {"kind": message.kind.value, "counterpart": message.sender.name, **thrown}
    return Notice(to=to, code="relay.came_bare", values=values, room=room, reply_to=copy)


def slowed(to: PersonId, reply_to: int, most: int) -> Notice:
    """From this line on a person writes faster than is passed on: `most` a minute."""
    return Notice(to=to, code="relay.slowed", values={"most": most}, reply_to=reply_to)


def waits(to: PersonId, reply_to: int, counterpart: str) -> Notice:
    """The counterpart has stopped the bot: the words are kept until they return."""
    return Notice(to=to, code="relay.waits", values={"counterpart": counterpart}, reply_to=reply_to)


def uncertain(to: PersonId, reply_to: int, message: MessageId, counterpart: str) -> Notice:
    """It may have arrived: Retry and Discard."""
    values = {"message": message, "counterpart": counterpart}
    card = undelivered_card(message)
    return Notice(to=to, code="relay.uncertain", values=values, card=card, reply_to=reply_to)


def refused(to: PersonId, reply_to: int, message: MessageId, reason: str) -> Notice:
    """Telegram will not have it: Retry, where that may help, and Discard. `reason` as for the one above."""
    values = {"reason": reason, "message": message}
    card = undelivered_card(message)
    return Notice(to=to, code="relay.not_carried", values=values, card=card, reply_to=reply_to)


def undelivered_card(message: MessageId) -> str:
    """What says that a message did not arrive, or may not have."""
    return f"undelivered:{message}"


def settled(to: PersonId, message: MessageId, act: str) -> Notice:
    """What that question becomes. `act`: retry, discard."""
    return Notice(to=to, code="relay.settled", values={"act": act}, card=undelivered_card(message))
