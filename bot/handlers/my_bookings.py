"""`/bookings`: what a customer has coming and what was, and each of it in full by a tap."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import BookingAct, BookingPress, MenuPress
from bot.callbacks_desk import ListPress
from bot.handlers.bookings import own_booking
from bot.handlers.command import Command
from domain.booking import Booking
from domain.people import Person
from services.my_bookings import ListBookings, ShowBooking
from services.ports import UnitOfWork


def setup() -> Router:
    router = Router(name="my_bookings")
    router.message.register(_list, Command("bookings"))
    router.callback_query.register(_list, MenuPress.filter(F.act == "bookings"))
    router.callback_query.register(_page, ListPress.filter())
    router.callback_query.register(_show, BookingPress.filter(F.act == BookingAct.SHOW), own_booking)
    return router


async def _list(
    event: Message | CallbackQuery, unit: UnitOfWork, person: Person, list_bookings: ListBookings
) -> None:
    await list_bookings(unit, person)


async def _page(
    query: CallbackQuery,
    callback_data: ListPress,
    unit: UnitOfWork,
    person: Person,
    list_bookings: ListBookings,
) -> None:
    """In place; of a list further up, at the end."""
    card = await unit.outbox.card(person.id, "bookings")
    fresh = query.message is None or query.message.message_id != card
    await list_bookings(unit, person, callback_data.view, callback_data.page, fresh=fresh)


async def _show(query: CallbackQuery, booking: Booking, unit: UnitOfWork, show_booking: ShowBooking) -> None:
    await show_booking(unit, booking)
