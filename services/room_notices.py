"""The notices of a room's life: its card, the warning before it ends, what either of the two does to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domain.booking import Booking
from domain.ids import PersonId, RoomId
from domain.message import Message
from domain.people import Role
from domain.room import Room
from services.notices import booking_values, instant
from services.outgoing import Notice

Bookings = Sequence[Mapping[str, Any]]
"""`{"reference", "service", "starts_at", "status"}` each, in the order of their time."""


PARTING = "parting"
"""What the cards that ask whether to close, block or report are called, and how their names begin."""


def room_opened(
    to: PersonId, room: Room, booking: Booking | None, counterpart: str, bookings: Bookings
) -> Notice:
    """The visit is agreed: from here on what this person writes reaches `counterpart`. It is the room's card.

    `booking` is None (and its other values absent) for a room that an operator opened.
    """
    values = (booking_values(booking) if booking else {"booking": None}) | _values(
        to, room, counterpart, bookings
    )
    return Notice(to=to, code="room.opened", values=values, card=_card(to, room), fresh=True, room=room.id)


def room_card(to: PersonId, room: Room, counterpart: str, bookings: Bookings) -> Notice:
    """The same card later on."""
    values = _values(to, room, counterpart, bookings)
    return Notice(to=to, code="room.card", values=values, card=_card(to, room), room=room.id)


def room_warning(to: PersonId, room: Room, counterpart: str) -> Notice:
    """It ends soon. With one extension left at least, a button keeps it."""
    values = _values(to, room, counterpart, ()) | {"outcome": "open"}
    return Notice(to=to, code="room.warning", values=values, card=_warning(room), fresh=True, room=room.id)


def warning_over(to: PersonId, room: Room, counterpart: str, outcome: str) -> Notice:
    """What the warning becomes. `outcome`: extended, ended."""
    values = _values(to, room, counterpart, ()) | {"outcome": outcome}
    return Notice(to=to, code="room.warning", values=values, card=_warning(room), room=room.id)


def room_extended(to: PersonId, room: Room, counterpart: str) -> Notice:
    """`counterpart` keeps it open for longer."""
    values = _values(to, room, counterpart, ())
    return Notice(to=to, code="room.extended", values=values, room=room.id)


def _values(to: PersonId, room: Room, counterpart: str, bookings: Bookings) -> dict[str, Any]:
    return {
        "room": room.id,
        "conversation": room.conversation,
        "counterpart": counterpart,
        "role": str(room.role_of(to)),
        "room_status": room.status.value,
        "reason": room.reason.value if room.reason else "",
        "expires_at": instant(room.expires_at),
        "extensions_left": room.extensions_left,
        "frozen": room.frozen_at is not None,
        "bookings": [dict(booking) for booking in bookings],
    }


def _card(to: PersonId, room: Room) -> str:
    return f"room:{room.id}:{room.role_of(to)}"


def _warning(room: Room) -> str:
    return f"warning:{room.id}"


def parting(to: PersonId, room: Room, counterpart: str, role: Role, act: str, outcome: str) -> Notice:
    """Asks before a room is closed or somebody blocked or reported, and says what was done.

    `act`: close, block, report. `outcome`: open, done, kept, unblocked, over (ended already), pending (a
    request: it is declined or withdrawn on its own card).
    """
    values = {
        "room": room.id,
        "counterpart": counterpart,
        "role": role.value,
        "act": act,
        "outcome": outcome,
    }
    fresh = outcome in {"open", "pending"}
    return Notice(to=to, code="parting", values=values, card=f"{PARTING}:{room.id}", fresh=fresh)


def whom_to_leave(to: PersonId, act: str, rooms: Sequence[Mapping[str, Any]]) -> Notice:
    """With whom? Each room a button; with none, there is nobody."""
    values = {"act": act, "rooms": [dict(room) for room in rooms]}
    return Notice(to=to, code="parting.whom", values=values, card=PARTING, fresh=True)


def blocked_list(to: PersonId, rooms: Sequence[Mapping[str, Any]]) -> Notice:
    """Choices (see `parties.choices`): where the two met."""
    values = {"rooms": [dict(room) for room in rooms]}
    return Notice(to=to, code="blocked", values=values, card="blocked", fresh=True)


def reached(to: PersonId, room: Room, counterpart: str, what: str) -> Notice:
    """`what`: frozen (the counterpart cannot be reached: what is written waits) or thawed."""
    values = {"counterpart": counterpart, "what": what}
    return Notice(to=to, code="room.reached", values=values, room=room.id)


def welcome_back(to: PersonId, waited: int) -> Notice:
    """For one who had stopped the bot: `waited` messages have come before this."""
    return Notice(to=to, code="room.welcome_back", values={"waited": waited})


def came_astray(message: Message, to: PersonId, room: RoomId, copy: int) -> Notice:
    """To the reader, below a copy that Telegram put somewhere else than into its topic."""
    values = {"counterpart": message.sender.name}
    return Notice(to=to, code="relay.came_astray", values=values, room=room, reply_to=copy)
