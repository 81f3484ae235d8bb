"""The buttons of a customer's booking: cancel (asked twice), ask anyone, another time, the same again."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import BookingAct, BookingDeed, BookingPress
from bot.handlers.form import Form
from bot.handlers.typed import the_form
from bot.handlers.visits import pressed
from bot.toasts import Toast
from domain.booking import Booking, BookingStatus
from domain.cancelling import Cancelling, cancellable, cancelling
from domain.people import Person
from domain.rules import BookingRules
from services.choices import AskAnyone, AskedAnyone, CancelBooking, Cancelled
from services.notices import booking_sure, booking_values
from services.ports import Clock, UnitOfWork
from services.present_card import BringBooking

_WHY_NOT = {
    Cancelling.CANCELLED: "booking_cancelled",
    Cancelling.BEGUN: "cancel_begun",
    Cancelling.OVER: "cancel_over",
    Cancelling.ENDED: "cancel_ended",
}


def setup() -> Router:
    router = Router(name="bookings")
    router.callback_query.filter(the_form)
    press = router.callback_query.register
    press(_cancel, BookingPress.filter(F.act == BookingAct.CANCEL), own_booking)
    press(_keep, BookingPress.filter(F.act == BookingAct.KEEP), own_booking)
    press(_again, BookingPress.filter(F.act == BookingAct.AGAIN), own_booking)
    sure = BookingDeed.filter(F.act.in_({BookingAct.CANCEL_SURE, BookingAct.CANCEL_LATE}))
    press(_cancel_sure, sure, own_booking)
    anyone = BookingDeed.filter(F.act.in_({BookingAct.ANYONE, BookingAct.WHOEVER}))
    press(_anyone, anyone, own_booking)
    press(_other_time, BookingDeed.filter(F.act == BookingAct.OTHER_TIME), own_booking)
    return router


async def own_booking(
    query: CallbackQuery, callback_data: BookingPress | BookingDeed, unit: UnitOfWork, person: Person
) -> bool | dict[str, Booking]:
    """Gives `booking`; somebody else's is answered like one that never was."""
    booking = await unit.bookings.get(callback_data.id)
    return {"booking": booking} if booking is not None and booking.customer == person.id else False


async def moved_on(
    query: CallbackQuery, booking: Booking, unit: UnitOfWork, bring_booking: BringBooking, toast: Toast
) -> None:
    """Somebody is being asked already, or it is over; the second of two taps hears it, too."""
    toast.say("stands", alert=True, **booking_values(booking))
    if await bring_booking.is_old_copy(unit, booking, pressed(query)):
        await bring_booking(unit, booking)


async def _cancel(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    clock: Clock,
    rules: BookingRules,
    bring_booking: BringBooking,
    toast: Toast,
) -> None:
    state = cancelling(booking, clock.now(), rules)
    if state in _WHY_NOT:
        toast.say(_WHY_NOT[state], alert=True)
        if await bring_booking.is_old_copy(unit, booking, pressed(query)):
            await bring_booking(unit, booking)
    else:
        await unit.outbox.add(booking_sure(booking, late=state is Cancelling.LATE), clock.now())


async def _cancel_sure(
    query: CallbackQuery,
    callback_data: BookingDeed,
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


async def _keep(query: CallbackQuery, booking: Booking, unit: UnitOfWork, clock: Clock, toast: Toast) -> None:
    kept = cancellable(booking, clock.now())
    await unit.outbox.add(booking_sure(booking, "kept" if kept else "over"), clock.now())
    if kept:
        toast.say("kept")
    else:
        toast.say("stands", alert=True, **booking_values(booking))


async def _anyone(
    query: CallbackQuery,
    callback_data: BookingPress,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    ask_anyone: AskAnyone,
    bring_booking: BringBooking,
    toast: Toast,
) -> None:
    whoever = callback_data.act is BookingAct.WHOEVER
    match await ask_anyone(unit, booking.id, person, whoever=whoever):
        case AskedAnyone.ASKED:
            toast.say("asked")
        case AskedAnyone.NOBODY_LEFT:
            toast.say("nobody")
        case _:
            await moved_on(query, booking, unit, bring_booking, toast)


async def _other_time(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    cancel_booking: CancelBooking,
    form: Form,
    bring_booking: BringBooking,
    toast: Toast,
) -> None:
    """The old request ends, also while somebody is asked, and a new one begins with its answers."""
    if booking.status is not BookingStatus.REQUESTED:
        await moved_on(query, booking, unit, bring_booking, toast)
        return
    await cancel_booking(unit, booking.id, person, why="other_time")
    await form.open_again(booking, note="other_time")


async def _again(query: CallbackQuery, booking: Booking, form: Form) -> None:
    await form.open_again(booking)
