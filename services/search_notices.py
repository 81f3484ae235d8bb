"""What a customer is told while somebody is looked for: codes and values, as in `services.notices`."""

from __future__ import annotations

from domain.booking import Booking
from domain.ids import AcknowledgementId, BookingId
from domain.room import Room
from services.notices import booking_values
from services.outgoing import Notice


def booking_choices(
    booking: Booking,
    *,
    why: str,
    therapist: str,
    may_ask_anyone: bool,
    may_ask_whoever: bool = False,
    ack: AcknowledgementId | None = None,
) -> Notice:
    """Nobody holds it: other time, any therapist (if there is one to ask; `whoever`: also against the wish
    for a gender), cancel; with `ack`, *Got it*.

    `why`: declined, timed_out, nobody_left, called_off. A new message, because it needs an answer.
    """
    values = booking_values(booking, therapist=therapist) | {
        "why": why,
        "may_ask_anyone": may_ask_anyone,
        "may_ask_whoever": may_ask_whoever,
        "gender": booking.wish.gender.value if booking.wish.gender else "",
        "outcome": "open",
        "ack": ack,
    }
    return Notice(
        to=booking.customer, code="booking.choices", values=values, card=f"choices:{booking.id}", fresh=True
    )


def booking_choices_over(booking: Booking, outcome: str) -> Notice:
    """The same card once answered, without buttons. `outcome`: asked_anyone, cancelled, unanswered."""
    values = booking_values(booking) | {"why": "", "may_ask_anyone": False, "outcome": outcome}
    return Notice(to=booking.customer, code="booking.choices", values=values, card=f"choices:{booking.id}")


def booking_redispatched(
    booking: Booking, therapist: str, room: Room | None, ack: AcknowledgementId | None = None
) -> Notice:
    """For the customer: hers cannot come, others are asked at once, and what she can do instead; with `ack`,
    *Got it*."""
    return Notice(
        to=booking.customer,
        code="booking.redispatched",
        values=booking_values(booking, therapist=therapist) | {"ack": ack},
        card=f"cancelled:{ack}" if ack else "",
        room=room.id if room else None,
    )


def words_kept(
    booking: Booking, outcome: str, lines: int, *, therapist: str = "", reply_to: int | None = None
) -> Notice:
    """What she wrote while everybody is asked. `outcome`: open, sent (`lines` of them, to
    `therapist`), stopped (all of them), none, over."""
    values = {
        "booking": booking.id,
        "reference": booking.reference,
        "outcome": outcome,
        "lines": lines,
        "therapist": therapist,
    }
    card = kept_card(booking.id)
    return Notice(to=booking.customer, code="relay.kept", values=values, card=card, reply_to=reply_to)


def kept_card(booking: BookingId) -> str:
    return f"kept:{booking}"
