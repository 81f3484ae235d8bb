"""Every identity of ours: made and parsed here and nowhere else. All are short and none is Telegram's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NewType

PersonId = NewType("PersonId", int)
TherapistId = NewType("TherapistId", int)
BookingId = NewType("BookingId", int)
OfferId = NewType("OfferId", int)
ProposalId = NewType("ProposalId", int)
WaitId = NewType("WaitId", int)
WaitOfferId = NewType("WaitOfferId", int)
AcknowledgementId = NewType("AcknowledgementId", int)
RoomId = NewType("RoomId", int)
MessageId = NewType("MessageId", int)
UpdateSeq = NewType("UpdateSeq", int)
OutboxId = NewType("OutboxId", int)
DeadlineId = NewType("DeadlineId", int)
ServiceCode = NewType("ServiceCode", str)
ConversationId = NewType("ConversationId", str)
"""`customer_{person id}_therapist_{therapist id}`: the same for every generation of a pair's room."""

# No 0/O, 1/I/L: a reference is read aloud over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_MESSAGE_CODE = re.compile(rf"M-([{ALPHABET}]{{3,14}})\Z")
_CONVERSATION = re.compile(r"customer_(\d+)_therapist_(\d+)\Z")


def conversation_id(customer: PersonId, therapist: TherapistId) -> ConversationId:
    return ConversationId(f"customer_{customer}_therapist_{therapist}")


def parse_conversation_id(text: str) -> tuple[PersonId, TherapistId] | None:
    found = _CONVERSATION.match(text)
    return (PersonId(int(found[1])), TherapistId(int(found[2]))) if found else None


def reference(choose: Callable[[str], str]) -> str:
    """A booking's name for people, such as `RL-7K2M` (31^4 of them); `choose` picks one character."""
    return "RL-" + "".join(choose(ALPHABET) for _ in range(4))


def message_code(message: MessageId) -> str:
    """A message's name for people, such as `M-24K`: its number in the same alphabet, at least three long."""
    digits, rest = "", int(message)
    while rest or len(digits) < 3:
        rest, place = divmod(rest, len(ALPHABET))
        digits = ALPHABET[place] + digits
    return f"M-{digits}"


def parse_message_code(text: str) -> MessageId | None:
    """None for what is no such code, or too large to be anybody's."""
    found = _MESSAGE_CODE.match(text.strip().upper())
    number = 0
    for digit in found[1] if found else "":
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return MessageId(number) if 0 < number < 2**63 else None
