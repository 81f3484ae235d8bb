"""`/why`: the whole life of one message or booking, without a word of what was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.booking import Booking
from domain.ids import (
    AcknowledgementId,
    BookingId,
    MessageId,
    OfferId,
    PersonId,
    ProposalId,
    message_code,
    parse_message_code,
)
from domain.message import Message, MessageState
from domain.people import Person
from services.history import Step
from services.message_notices import undelivered_card
from services.notices import instant
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork
from services.which import FORM

MOST_STEPS = 20
_CODE = re.compile(r"[#(]?(M|RL)\W?([0-9A-Z]+)\W?")
_ACKS = {"cancelled", "unseen"}
_OF_A_BOOKING = {"booking", "choices", "sure", "calloff", "move", "share"}
_OF_AN_OFFER = {"offer", "suggest"}
_OF_A_PROPOSAL = {"proposal", "suggestion"}
_OF_A_WISH = {"wait", "waitoffer", "waitlist"}


@dataclass(frozen=True, slots=True)
class TellWhy:
    """Whoever asks hears of what is their own; an operator of everything. Of what is neither there nor theirs
    nothing is said, and nothing tells the two apart."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, code: str, reply_to: int | None) -> None:
        thing = await _named(unit, code) if code else await _replied(unit, person, reply_to)
        if isinstance(thing, Message) and (person.operator or person.id in _members(thing)):
            notice = await _message_told(unit, thing, person)
        elif isinstance(thing, Booking) and (person.operator or await _party(unit, thing, person)):
            notice = await _booking_told(unit, thing, person)
        else:
            asked = code or await _asked(unit, person, reply_to)
            notice = Notice(to=person.id, code="why.unknown", values={"asked": asked})
        await unit.outbox.add(notice, self.clock.now())


async def _named(unit: UnitOfWork, code: str) -> Message | Booking | None:
    """Who hears it over the telephone writes `rl7k2m` or `m 24k`: what matters are the letters."""
    found = _CODE.fullmatch("".join(code.upper().split()))
    if found is None:
        return None
    plain = f"{found[1]}-{found[2]}"
    message = parse_message_code(plain)
    return await unit.messages.get(message) if message else await unit.bookings.by_reference(plain)


async def _replied(unit: UnitOfWork, person: Person, reply_to: int | None) -> Message | Booking | None:
    if reply_to is None:
        return None
    if (own := await unit.messages.at(person.id, reply_to)) is not None:
        return own
    link = await unit.links.find(person.id, reply_to)
    if link is not None and link.message is not None:
        return await unit.messages.get(link.message)
    return await _on_card(unit, await unit.outbox.card_at(person.id, reply_to) or "")


async def _asked(unit: UnitOfWork, person: Person, reply_to: int | None) -> str:
    """What was meant, where no code says it. A wish for a freed time has no story beyond its card."""
    if reply_to is None:
        return ""
    kind = (await unit.outbox.card_at(person.id, reply_to) or "").partition(":")[0]
    return "wish" if kind in _OF_A_WISH else "reply"


async def _on_card(unit: UnitOfWork, card: str) -> Message | Booking | None:
    kind, _, rest = card.partition(":")
    number = int(rest) if rest.isdecimal() else 0
    if card == undelivered_card(MessageId(number)):
        return await unit.messages.get(MessageId(number))
    if kind in _ACKS:
        asked = await unit.acknowledgements.get(AcknowledgementId(number))
        return await unit.bookings.get(asked.booking) if asked else None
    if kind in _OF_AN_OFFER:
        offer = await unit.offers.get(OfferId(number))
        return await unit.bookings.get(offer.booking) if offer else None
    if kind in _OF_A_PROPOSAL:
        wish = await unit.proposals.get(ProposalId(number))
        return await unit.bookings.get(wish.booking) if wish else None
    return await unit.bookings.get(BookingId(number)) if kind in _OF_A_BOOKING else None


def _members(message: Message) -> set[PersonId]:
    """Its reader only once it stands before them: before that it is nobody's business but its writer's."""
    reader = message.receiver_person if message.sent_at is not None else None
    return {message.sender_person} if reader is None else {message.sender_person, reader}


async def _party(unit: UnitOfWork, booking: Booking, person: Person) -> bool:
    return booking.customer == person.id or (
        person.therapist is not None and booking.therapist == person.therapist
    )


async def _message_told(unit: UnitOfWork, message: Message, person: Person) -> Notice:
    booking = await unit.bookings.get(message.booking) if message.booking else None
    written = Step(message.created_at, "written")
    steps = _ended(message, [written, *await unit.history.of_message(message)])
    own = person.operator or person.id == message.sender_person
    values = {
        "code": message_code(message.id),
        "kind": message.kind.value,
        "state": message.state.value,
        "answered": message.is_read and person.operator,
        "sender": message.sender.name,
        "receiver": message.receiver.name if message.receiver else "",
        "reference": booking.reference if booking else "",
        "reason": message.reason if own and message.state is MessageState.REFUSED else "",
        "steps": _shown(steps, person),
    }
    if person.operator:
        values["conversation"] = message.conversation or ""
    return Notice(to=person.id, code="why.message", values=values)


def _ended(message: Message, steps: list[Step]) -> list[Step]:
    """With how it stands, where no record of a change says so: none is kept of a line that never came into a
    room, nor for ever of any."""
    stands = FORM if message.reason == FORM else _stands(message)
    told = any(step.what == stands for step in steps)
    return steps if told else [*steps, Step(message.sent_at, stands, message.reason)]


def _stands(message: Message) -> str:
    """Held for the one who accepts a booking, or until its writer says whom it is for."""
    kept = message.state is MessageState.HELD and message.booking is not None
    return "kept" if kept else message.state.value


async def _booking_told(unit: UnitOfWork, booking: Booking, person: Person) -> Notice:
    steps = await unit.history.of_booking(booking.id)
    values = {
        "reference": booking.reference,
        "service": booking.service_name,
        "status": booking.status.value,
        "steps": _shown(steps, person),
    }
    return Notice(to=person.id, code="why.booking", values=values)


def _shown(steps: Sequence[Step], person: Person) -> list[dict[str, str | int | None]]:
    """The newest of them. Who was asked in turn, and our own reasons, are the operator's."""
    own = [step for step in steps if person.operator or not step.what.startswith("offer.")]
    return [
        {
            "at": instant(step.at),
            "what": step.what,
            "detail": step.detail if person.operator else "",
            "by": step.by if person.operator else "",
        }
        for step in own[-MOST_STEPS:]
    ]
