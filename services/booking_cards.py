"""The two cards of a booking, the customer's and the therapist's, as it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.booking import Booking, BookingStatus
from domain.offer import Offer, OfferStatus
from services import notices
from services.broadcast import asking_card, running
from services.move_notices import wish_values
from services.outgoing import Notice
from services.ports import UnitOfWork

_STANDING = {OfferStatus.OPEN, OfferStatus.ACCEPTED}


def standing(offers: Sequence[Offer], booking: Booking) -> Offer | None:
    """The one that the booking's therapist still counts on, or did until it was cancelled."""
    theirs = [one for one in offers if one.therapist == booking.therapist and one.status in _STANDING]
    return theirs[-1] if theirs else None


async def customer_card(unit: UnitOfWork, booking: Booking) -> Notice:
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    if booking.status is BookingStatus.REQUESTED and (asked := await running(unit, booking.id)):
        return asking_card(booking, asked)
    offer = standing(await unit.offers.of_booking(booking.id), booking)
    waits = offer is not None and offer.status is OfferStatus.OPEN
    room = await unit.rooms.of_booking(booking.id)
    card = notices.booking_card(
        booking, therapist=therapist, answer_by=offer.answer_by if offer and waits else None, room=room
    )
    return await _with_wish(unit, card, booking)


async def therapist_card(unit: UnitOfWork, booking: Booking) -> Notice | None:
    """Of the therapist whose visit it is or was; None while nobody has been asked, or has said no."""
    offer = standing(await unit.offers.of_booking(booking.id), booking)
    room = await unit.rooms.of_booking(booking.id)
    if offer is None or room is None or offer.therapist != room.therapist:
        return None
    customer = await unit.people.get(booking.customer)
    name = customer.name if customer else ""
    card = notices.offer_card(room.therapist_person, offer, booking, room, name)
    return await _with_wish(unit, card, booking)


async def _with_wish(unit: UnitOfWork, card: Notice, booking: Booking) -> Notice:
    """While somebody has asked to move the visit, its cards say so and can be answered there, too; of a time
    suggested for a request they say that it waits."""
    wish = await unit.proposals.open_of(booking.id)
    if wish is None:
        return card
    name = "wish" if wish.offer is None else "suggested"
    return replace(card, values={**card.values, name: wish_values(wish)})
