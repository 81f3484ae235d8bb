"""The waitlist: `/waitlist`, a wish's buttons, and a time that is offered from it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import BookingAct, BookingDeed, MenuPress, WaitAct, WaitPress, WaitTimePress
from bot.handlers.bookings import moved_on, own_booking
from bot.handlers.command import Command
from bot.handlers.form import Form
from bot.handlers.typed import the_form
from bot.toasts import Toast
from domain.booking import Booking, BookingStatus
from domain.people import Person
from services.choices import CancelBooking
from services.ports import UnitOfWork
from services.present_card import BringBooking
from services.wait_offers import PassTime, TakeTime, Taking
from services.waitlist import LeaveWaitlist, Leaving, ShowWait, ShowWaitlist, StayOnWaitlist

_QUIET = {Taking.TAKEN, Taking.PASSED}
"""The card changes before the eyes; anything else has to be read."""


def setup() -> Router:
    router = Router(name="waitlist")
    router.callback_query.filter(the_form)
    router.message.register(_list, Command("waitlist"))
    router.callback_query.register(_list, MenuPress.filter(F.act == "waitlist"))
    router.callback_query.register(_show, WaitPress.filter(F.act == WaitAct.SHOW))
    router.callback_query.register(_leave, WaitPress.filter(F.act == WaitAct.LEAVE))
    router.callback_query.register(_stay, WaitPress.filter(F.act == WaitAct.STAY))
    router.callback_query.register(_take, WaitTimePress.filter(F.take))
    router.callback_query.register(_pass, WaitTimePress.filter(~F.take))
    router.callback_query.register(_join, BookingDeed.filter(F.act == BookingAct.WAITLIST), own_booking)
    return router


async def _list(
    event: Message | CallbackQuery, unit: UnitOfWork, person: Person, show_waitlist: ShowWaitlist
) -> None:
    await show_waitlist(unit, person)


async def _show(
    query: CallbackQuery,
    callback_data: WaitPress,
    unit: UnitOfWork,
    person: Person,
    show_wait: ShowWait,
    toast: Toast,
) -> None:
    _say(toast, await show_wait(unit, callback_data.id, person))


async def _leave(
    query: CallbackQuery,
    callback_data: WaitPress,
    unit: UnitOfWork,
    person: Person,
    leave_waitlist: LeaveWaitlist,
    toast: Toast,
) -> None:
    _say(toast, await leave_waitlist(unit, callback_data.id, person))


async def _stay(
    query: CallbackQuery,
    callback_data: WaitPress,
    unit: UnitOfWork,
    person: Person,
    stay_on_waitlist: StayOnWaitlist,
    toast: Toast,
) -> None:
    _say(toast, await stay_on_waitlist(unit, callback_data.id, person))


def _say(toast: Toast, left: Leaving) -> None:
    match left:
        case Leaving.NOT_YOURS:
            toast.say("stale")
        case Leaving.OVER:
            toast.say("wait.over", alert=True)
        case Leaving.LEFT:
            toast.say("wait.left")
        case Leaving.STAYED:
            pass


async def _take(
    query: CallbackQuery,
    callback_data: WaitTimePress,
    unit: UnitOfWork,
    person: Person,
    take_time: TakeTime,
    toast: Toast,
) -> None:
    _answered(toast, await take_time(unit, callback_data.id, person))


async def _pass(
    query: CallbackQuery,
    callback_data: WaitTimePress,
    unit: UnitOfWork,
    person: Person,
    pass_time: PassTime,
    toast: Toast,
) -> None:
    _answered(toast, await pass_time(unit, callback_data.id, person))


def _answered(toast: Toast, answer: Taking) -> None:
    if answer is Taking.NOT_YOURS:
        toast.say("stale")
    else:
        toast.say(f"wait.{answer.value}", alert=answer not in _QUIET)


async def _join(
    query: CallbackQuery,
    booking: Booking,
    unit: UnitOfWork,
    person: Person,
    cancel_booking: CancelBooking,
    form: Form,
    bring_booking: BringBooking,
    toast: Toast,
) -> None:
    """Nobody's time is held for it any more: the old request ends, and its answers are what is waited for."""
    if booking.status is not BookingStatus.REQUESTED or booking.therapist is not None:
        await moved_on(query, booking, unit, bring_booking, toast)
        return
    await cancel_booking(unit, booking.id, person, why="waitlist")
    await form.open_waitlist(booking)
