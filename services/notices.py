"""Every notice there is: its code and the JSON values its view gets. Instants are UTC epoch seconds.

A new notice is a function here, a view in `bot/views` and its words in `locales`; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.booking import Booking
from domain.edition import edition
from domain.ids import AcknowledgementId, MessageId, PersonId, RoomId
from domain.offer import Offer, OfferStatus
from domain.people import Person, Therapist
from domain.room import Room
from domain.visits import next_taps
from services.outgoing import Notice, Priority


def instant(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def booking_values(booking: Booking, *, therapist: str = "", customer: str = "") -> dict[str, Any]:
    place = booking.place
    return {
        "booking": booking.id,
        "reference": booking.reference,
        "service": booking.service_name,
        "minutes": booking.minutes,
        "price": {"minor": booking.price.minor, "currency": booking.price.currency},
        "place": {
            "kind": place.kind.value,
            "address": place.address,
            "district": place.district,
            "room": place.room,
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
        "mode": booking.mode.value,
        "starts_at": instant(booking.span.starts_at),
        "ends_at": instant(booking.span.ends_at),
        "notes": booking.notes,
        "requested_at": instant(booking.requested_at),
        "status": booking.status.value,
        "edition": edition(booking),
        "arrived": booking.arrived_at is not None,
        "over_at": instant(booking.ends_at),
        "no_show": booking.no_show,
        "therapist": therapist,
        "customer": customer,
    }


def say(to: PersonId, code: str, *, reply_to: int | None = None, **values: Any) -> Notice:
    """A plain notice: `help`, `privacy`, `draft.none`, … (codes without a function of their own)."""
    return Notice(to=to, code=code, values=values, reply_to=reply_to)


def welcome(to: Person, *, studio: str, therapist: str | None, first: bool = False) -> Notice:
    """`therapist` is the roster name for somebody who is one; `first`: they have just come."""
    values = {
        "name": to.name,
        "studio": studio,
        "therapist": therapist,
        "operator": to.operator,
        "first": first,
    }
    return Notice(to=to.id, code="welcome", values=values)


def language_card(to: PersonId, *, chosen: bool = False) -> Notice:
    """Every language there is, to choose from. `chosen`: it is the answer to a choice."""
    return Notice(to=to, code="language", values={"chosen": chosen}, card="language", fresh=not chosen)


def draft_card(to: PersonId, token: str, view: Mapping[str, Any], *, fresh: bool = False) -> Notice:
    """`view` is what the form's view shows: its step, the answers so far, the options of this step."""
    return Notice(to=to, code="draft", values={"token": token, **view}, card=f"draft:{token}", fresh=fresh)


def draft_closed(to: PersonId, token: str, outcome: str, *, reference: str = "") -> Notice:
    """What the form's card becomes. `outcome`: sent, cancelled, put_away."""
    values = {"outcome": outcome, "reference": reference}
    return Notice(to=to, code="draft.closed", values=values, card=f"draft:{token}")


def offer_card(to: PersonId, offer: Offer, booking: Booking, room: Room | None, customer: str) -> Notice:
    """The therapist's alert, edited to its outcome, and her card of the visit after. Accept and Decline
    while `outcome` is `open`; `taps` once it is accepted. One of a `broadcast` has no room before its yes."""
    values = booking_values(booking, customer=customer) | {
        "offer": offer.id,
        "outcome": offer.status.value,
        "taps": [tap.value for tap in next_taps(booking)],
        "answer_by": instant(offer.answer_by),
        "broadcast": offer.broadcast,
    }
    waits = offer.status is OfferStatus.OPEN
    return Notice(
        to=to,
        code="offer",
        values=values,
        card=f"offer:{offer.id}",
        room=room.id if room else None,
        priority=Priority.ALERT if waits else Priority.NOTICE,
    )


def booking_card(
    booking: Booking, *, therapist: Therapist | None, answer_by: datetime | None, room: Room | None
) -> Notice:
    """The customer's own card of a booking, through its whole life. Cancel while it is `requested`. Whoever
    knows adds `settled_by` (when it is known at the latest whether somebody comes) and `broadcast` (how many
    are asked at once)."""
    values = booking_values(booking, therapist=therapist.name if therapist else "") | {
        "answer_by": instant(answer_by)
    }
    return Notice(
        to=booking.customer,
        code="booking",
        values=values,
        card=f"booking:{booking.id}",
        room=room.id if room else None,
    )


def booking_sure(booking: Booking, outcome: str = "open", *, late: bool = False) -> Notice:
    """Asks before it is cancelled, and says if that is late. `outcome`: open, cancelled, kept, over."""
    values = booking_values(booking) | {"outcome": outcome, "late": late}
    card = f"sure:{booking.id}"
    fresh = outcome == "open"
    return Notice(to=booking.customer, code="booking.sure", values=values, card=card, fresh=fresh)


def booking_cancelled(
    to: PersonId,
    booking: Booking,
    customer: str,
    room: Room | None = None,
    *,
    ack: AcknowledgementId | None = None,
) -> Notice:
    """For the therapist: a message of its own, because an edited card makes no sound. A reply to it, as to
    the next, is for the other one in `room`. With `ack` it is to be confirmed."""
    studio = booking.cancelled_by.startswith("operator_")
    more = {"late": booking.cancelled_late, "studio": studio, "ack": ack}
    return Notice(
        to=to,
        code="booking.cancelled",
        values=booking_values(booking, customer=customer) | more,
        card=f"cancelled:{ack}" if ack else "",
        room=room.id if room else None,
    )


def booking_called_off(
    booking: Booking, therapist: str, room: Room | None = None, *, ack: AcknowledgementId | None = None
) -> Notice:
    """For the customer: not her doing but the therapist's, or (without a name) the studio's. With `ack` it is
    to be confirmed."""
    return Notice(
        to=booking.customer,
        code="booking.called_off",
        values=booking_values(booking, therapist=therapist) | {"ack": ack},
        card=f"cancelled:{ack}" if ack else "",
        room=room.id if room else None,
    )


def visit_sure(to: PersonId, booking: Booking, outcome: str = "open") -> Notice:
    """Asks the therapist before a visit is called off. `outcome`: open, cancelled, kept."""
    values = booking_values(booking) | {"outcome": outcome}
    fresh = outcome == "open"
    return Notice(to=to, code="visit.sure", values=values, card=f"calloff:{booking.id}", fresh=fresh)


def bookings(to: PersonId, values: Mapping[str, Any], *, fresh: bool = True) -> Notice:
    """`coming` and `past`, each as `booking_values` makes it with whom it waits for; see `my_bookings`."""
    return Notice(to=to, code="bookings", values=values, card="bookings", fresh=fresh)


def room_ended(to: PersonId, room: Room, counterpart: str) -> Notice:
    """`status` expired or closed, with `reason`."""
    values = {
        "counterpart": counterpart,
        "status": room.status.value,
        "reason": room.reason.value if room.reason else "",
        "role": (room.role_of(to) or "").__str__(),
    }
    return Notice(to=to, code="room.ended", values=values, room=room.id)


def which_card(question: MessageId) -> str:
    return f"which:{question}"


def which_room(
    to: PersonId,
    question: MessageId,
    *,
    lines: int,
    rooms: Sequence[Mapping[str, Any]],
    form: bool,
    reply_to: int | None,
) -> Notice:
    """Nothing was sent: for whom are the `lines` that wait? `rooms` are choices (see `parties.choices`);
    `form`: one of them may answer the form's question instead. The card is named after the first line."""
    values = {
        "question": question,
        "outcome": "open",
        "lines": lines,
        "rooms": [dict(room) for room in rooms],
        "form": form,
    }
    return Notice(to=to, code="relay.which", values=values, card=which_card(question), reply_to=reply_to)


def which_answered(
    to: PersonId, question: MessageId, outcome: str, lines: int, counterpart: str = ""
) -> Notice:
    """What that question becomes. `outcome`: sent, form, discarded, over."""
    values = {"question": question, "outcome": outcome, "lines": lines, "counterpart": counterpart}
    return Notice(to=to, code="relay.which", values=values, card=which_card(question))


def whom_to_write(to: PersonId, rooms: Sequence[Mapping[str, Any]]) -> Notice:
    """Every live room as a button; none is an answer, too."""
    return Notice(to=to, code="to", values={"rooms": [dict(room) for room in rooms]}, card="to", fresh=True)


def focus(to: PersonId, room: Room, counterpart: str, until: datetime) -> Notice:
    """What this person writes goes to `counterpart` until then. The room is one of those shown by that."""
    values = {"room": room.id, "counterpart": counterpart, "until": instant(until), "outcome": "on"}
    return Notice(to=to, code="focus", values=values, card="focus", fresh=True, room=room.id)


def focus_over(to: PersonId, room: RoomId, counterpart: str, outcome: str, *, other: str = "") -> Notice:
    """The same card afterwards. `outcome`: time, other (whose name is `other`), room, stopped."""
    values = {"room": room, "counterpart": counterpart, "outcome": outcome, "other": other}
    return Notice(to=to, code="focus", values=values, card="focus")


def alert(to: PersonId, kind: str, **values: Any) -> Notice:
    """For operators. `kind`: parked, nobody_left, refused, shut, deadline_failed, …"""
    return Notice(to=to, code="alert", values={"kind": kind, **values}, priority=Priority.ALERT)
