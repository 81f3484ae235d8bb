"""`/calendar`: a therapist's visits in her own calendar; and a customer's booking in hers."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import BookingAct, BookingPress, CalendarAct, CalendarPress, MenuPress
from bot.handlers.bookings import own_booking
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.booking import Booking
from domain.people import Person
from services.calendar_links import RenewCalendar, ShowCalendar, Step, StopCalendar
from services.event_file import EventSent, SendEvent
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork

_STEPS = {
    CalendarAct.SHOW: Step.SHOW,
    CalendarAct.ASK_NEW: Step.ASK_NEW,
    CalendarAct.ASK_OFF: Step.ASK_OFF,
}


def setup() -> Router:
    router = Router(name="calendar")
    router.message.register(_show, Command("calendar"))
    router.callback_query.register(_show, MenuPress.filter(F.act == "calendar"))
    router.callback_query.register(_new, CalendarPress.filter(F.act == CalendarAct.NEW))
    router.callback_query.register(_off, CalendarPress.filter(F.act == CalendarAct.OFF))
    router.callback_query.register(_step, CalendarPress.filter())
    router.callback_query.register(_event, BookingPress.filter(F.act == BookingAct.CALENDAR), own_booking)
    return router


async def _show(
    event: Message | CallbackQuery,
    unit: UnitOfWork,
    person: Person,
    show_calendar: ShowCalendar,
    clock: Clock,
) -> None:
    if not await show_calendar(unit, person, fresh=True):
        await unit.outbox.add(Notice(to=person.id, code="therapists_only"), clock.now())


async def _step(
    query: CallbackQuery,
    callback_data: CalendarPress,
    unit: UnitOfWork,
    person: Person,
    show_calendar: ShowCalendar,
    toast: Toast,
) -> None:
    if not await show_calendar(unit, person, _STEPS[callback_data.act]):
        toast.say("stale")


async def _new(
    query: CallbackQuery, unit: UnitOfWork, person: Person, renew_calendar: RenewCalendar, toast: Toast
) -> None:
    toast.say("calendar.new" if await renew_calendar(unit, person) else "stale")


async def _off(
    query: CallbackQuery, unit: UnitOfWork, person: Person, stop_calendar: StopCalendar, toast: Toast
) -> None:
    toast.say("calendar.off" if await stop_calendar(unit, person) else "stale")


async def _event(
    query: CallbackQuery, booking: Booking, unit: UnitOfWork, send_event: SendEvent, toast: Toast
) -> None:
    done = await send_event(unit, booking)
    if done is not EventSent.SENT:
        toast.say(f"event.{done}", alert=True)
