"""What is told while a visit goes on and after it: codes and values, as in `services.notices`."""

from __future__ import annotations

from domain.booking import Booking
from domain.ids import BookingId, PersonId
from domain.rating import LONGEST_COMMENT, Rating
from domain.room import Room
from services.notices import booking_values
from services.outgoing import Notice

_LOUD = frozenset({"on_the_way", "arrived"})

VISIT, COMMENT = "visit:", "comment:"


def visit_card(booking: BookingId) -> str:
    return f"{VISIT}{booking}"


def comment_card(booking: BookingId) -> str:
    return f"{COMMENT}{booking}"


def booking_of(card: str) -> BookingId | None:
    """Whose rating, or comment on it, the card with this name asks for."""
    for start in (VISIT, COMMENT):
        if card.startswith(start):
            return BookingId(int(card.removeprefix(start)))
    return None


def news(booking: Booking, what: str, *, therapist: str, room: Room | None) -> Notice:
    """For the customer; one message, sent anew where it should be heard. `what`: on_the_way, arrived, start,
    cancelled. A reply to it is for the therapist."""
    return Notice(
        to=booking.customer,
        code="visit.news",
        values=booking_values(booking, therapist=therapist) | {"news": what},
        card=visit_card(booking.id),
        fresh=what in _LOUD,
        room=room.id if room else None,
    )


def rating(
    booking: Booking, given: Rating | None, *, therapist: str, fresh: bool = False, closed: bool = False
) -> Notice:
    """How was it? What told of the visit while it went on becomes the question, and shows its answer."""
    values = booking_values(booking, therapist=therapist) | {
        "stars": given.stars if given else None,
        "comment": given.comment if given else "",
        "closed": closed,
    }
    return Notice(to=booking.customer, code="rating", values=values, card=visit_card(booking.id), fresh=fresh)


def comment(booking: Booking, outcome: str) -> Notice:
    """`outcome`: open (write it now), taken."""
    values = {"reference": booking.reference, "outcome": outcome, "longest": LONGEST_COMMENT}
    return Notice(
        to=booking.customer,
        code="rating.comment",
        values=values,
        card=comment_card(booking.id),
        fresh=outcome == "open",
    )


def rating_refused(to: PersonId, reply_to: int, reason: str) -> Notice:
    """A line that was a comment and could not be taken. `reason`: closed, stars_first, too_long."""
    values = {"reason": reason, "longest": LONGEST_COMMENT}
    return Notice(to=to, code="rating.refused", values=values, reply_to=reply_to)
