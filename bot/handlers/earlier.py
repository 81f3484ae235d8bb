"""A press on a card of an earlier state does nothing: how things stand is said, the present card comes."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import DEEDS, BookingDeed, BookingPress
from bot.callbacks_visit import CallOffPress, OlderVisitPress, OwnVisitAct, OwnVisitPress, VisitPress
from bot.handlers.bookings import own_booking
from bot.handlers.visits import own_visit, pressed
from bot.toasts import Toast
from domain.booking import Booking
from domain.cancelling import Cancelling, cancelling
from domain.edition import is_of
from domain.ids import BookingId
from domain.people import Person
from domain.rules import BookingRules
from services.notices import booking_sure, booking_values
from services.ports import Clock, UnitOfWork
from services.present_card import BringBooking, BringVisit

Visiting = VisitPress | OlderVisitPress | OwnVisitPress | CallOffPress


def setup() -> Router:
    """Before the handlers of the same buttons: what passes here was made for how things stand."""
    router = Router(name="earlier")
    press = router.callback_query.register
    press(_booking, BookingDeed.filter(), own_booking, _of_another_edition)
    press(_booking, BookingPress.filter(), _was_a_deed, own_booking)
    press(_visit, VisitPress.filter(), own_visit, _of_another_edition)
    press(_visit, CallOffPress.filter(), own_visit, _of_another_edition)
    press(_visit, OlderVisitPress.filter(), own_visit)
    press(_visit, OwnVisitPress.filter(), _was_to_call_off, own_visit)
    for kind in (VisitPress, CallOffPress, OlderVisitPress, OwnVisitPress):
        press(_not_theirs_any_more, kind.filter(), _once_asked)
    return router


async def _of_another_edition(
    query: CallbackQuery, callback_data: BookingDeed | VisitPress | CallOffPress, booking: Booking
) -> bool:
    return not is_of(callback_data.edition, booking)


async def _was_a_deed(query: CallbackQuery, callback_data: BookingPress) -> bool:
    """Made before such buttons said what they were made for."""
    return callback_data.act in DEEDS


async def _was_to_call_off(query: CallbackQuery, callback_data: OwnVisitPress) -> bool:
    return callback_data.act is OwnVisitAct.SURE


async def _once_asked(
    query: CallbackQuery, callback_data: Visiting, unit: UnitOfWork, person: Person
) -> bool | dict[str, Booking]:
    """Gives `booking`, whose visit is somebody else's by now, or nobody's."""
    booking = await unit.bookings.get(BookingId(callback_data.booking))
    if booking is None or person.therapist is None or booking.therapist == person.therapist:
        return False
    offers = await unit.offers.of_booking(booking.id)
    return {"booking": booking} if any(one.therapist == person.therapist for one in offers) else False


async def _booking(
    query: CallbackQuery,
    callback_data: BookingDeed | BookingPress,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    clock: Clock,
    rules: BookingRules,
    bring_booking: BringBooking,
    toast: Toast,
) -> None:
    """Whoever was sure of something else is asked again, about the booking as it is."""
    await stands(unit, booking, bring_booking, toast)
    state = cancelling(booking, clock.now(), rules)
    asked = pressed(query) == await unit.outbox.card(person.id, f"sure:{booking.id}")
    if asked and state in {Cancelling.FREE, Cancelling.LATE}:
        await unit.outbox.add(booking_sure(booking, late=state is Cancelling.LATE), clock.now())


async def _visit(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    bring_visit: BringVisit,
    toast: Toast,
) -> None:
    await bring_visit(unit, booking, person)
    toast.say("stands", alert=True, **booking_values(booking, therapist=person.name))


async def _not_theirs_any_more(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    bring_visit: BringVisit,
    toast: Toast,
) -> None:
    await bring_visit(unit, booking, person)
    toast.say("visit.not_yours_any_more", alert=True)


async def stands(unit: UnitOfWork, booking: Booking, bring_booking: BringBooking, toast: Toast) -> None:
    """For the customer."""
    await bring_booking(unit, booking)
    therapist = await unit.therapists.get(booking.therapist) if booking.therapist is not None else None
    toast.say("stands", alert=True, **booking_values(booking, therapist=therapist.name if therapist else ""))
