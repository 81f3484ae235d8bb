"""The buttons of a customer's booking: cancel (asked twice), ask anyone, another time, the same again."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import BookingAct, BookingPress
from bot.handlers.form import Form
from bot.handlers.typed import the_form
from bot.toasts import Toast
from domain.booking import Booking, BookingStatus
from domain.cancelling import Cancelling, cancellable, cancelling
from domain.people import Person
from domain.rules import BookingRules
from services.choices import AskAnyone, AskedAnyone, CancelBooking, Cancelled
from services.notices import booking_sure
from services.ports import Clock, UnitOfWork

_WHY_NOT = {
    Cancelling.CANCELLED: "booking_cancelled",
    Cancelling.BEGUN: "cancel_begun",
    Cancelling.OVER: "cancel_over",
    Cancelling.ENDED: "cancel_ended",
}


def setup() -> Router:
    router = Router(name="bookings")
    router.callback_query.filter(the_form)
    for act, handler in (
        (BookingAct.CANCEL, _cancel),
        (BookingAct.CANCEL_SURE, _cancel_sure),
        (BookingAct.CANCEL_LATE, _cancel_sure),
        (BookingAct.KEEP, _keep),
        (BookingAct.ANYONE, _anyone),
        (BookingAct.WHOEVER, _anyone),
        (BookingAct.OTHER_TIME, _other_time),
        (BookingAct.AGAIN, _again),
    ):
        router.callback_query.register(handler, BookingPress.filter(F.act == act), own_booking)
    return router


async def own_booking(
    query: CallbackQuery, callback_data: BookingPress, unit: UnitOfWork, person: Person
) -> bool | dict[str, Booking]:
    """Gives `booking`; somebody else's is answered like one that never was."""
    booking = await unit.bookings.get(callback_data.id)
    return {"booking": booking} if booking is not None and booking.customer == person.id else False


async def _cancel(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    clock: Clock,
    rules: BookingRules,
    toast: Toast,
) -> None:
    state = cancelling(booking, clock.now(), rules)
    if state in _WHY_NOT:
        toast.say(_WHY_NOT[state], alert=True)
    else:
        await unit.outbox.add(booking_sure(booking, late=state is Cancelling.LATE), clock.now())


async def _cancel_sure(
    query: CallbackQuery,
    callback_data: BookingPress,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    cancel_booking: CancelBooking,
    clock: Clock,
    toast: Toast,
) -> None:
    """Where it has become late since the question was put, it is put once more."""
    told = callback_data.act is BookingAct.CANCEL_LATE
    done = await cancel_booking(unit, booking.id, person, late=told)
    if done is Cancelled.LATE:
        await unit.outbox.add(booking_sure(booking, late=True), clock.now())
        return
    cancelled = done in {Cancelled.CANCELLED, Cancelled.ALREADY_CANCELLED}
    toast.say("booking_cancelled" if cancelled else f"cancel_{done}", alert=not cancelled)
    if await unit.outbox.card(person.id, f"sure:{booking.id}") is not None:
        await unit.outbox.add(booking_sure(booking, "cancelled" if cancelled else "over"), clock.now())


async def _keep(query: CallbackQuery, booking: Booking, unit: UnitOfWork, clock: Clock) -> None:
    outcome = "kept" if cancellable(booking, clock.now()) else "over"
    await unit.outbox.add(booking_sure(booking, outcome), clock.now())


async def _anyone(
    query: CallbackQuery,
    callback_data: BookingPress,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    ask_anyone: AskAnyone,
    toast: Toast,
) -> None:
    whoever = callback_data.act is BookingAct.WHOEVER
    match await ask_anyone(unit, booking.id, person, whoever=whoever):
        case AskedAnyone.ASKED:
            toast.say("asked")
        case AskedAnyone.NOBODY_LEFT:
            toast.say("nobody")
        case _:
            toast.say("stale")


async def _other_time(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    cancel_booking: CancelBooking,
    form: Form,
    toast: Toast,
) -> None:
    """The old request ends, also while somebody is asked, and a new one begins with its answers."""
    if booking.status is not BookingStatus.REQUESTED:
        toast.say("stale")
        return
    await cancel_booking(unit, booking.id, person, why="other_time")
    await form.open_again(booking, note="other_time")


async def _again(query: CallbackQuery, booking: Booking, form: Form) -> None:
    await form.open_again(booking)
