"""A therapist's own: the menu, today, the week, availability. Others are told whose they are."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.callbacks_desk import WeekPress
from bot.handlers.command import Command
from domain.people import Person
from services.desk import CARD, Desk, ShowMenu, desk_of
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork
from services.schedule_week import ShowWeek

COMMANDS = ("menu", "today", "schedule", "hours", "off", "prices", "available")


def setup() -> Router:
    router = Router(name="desk")
    for name, handler in (("menu", _menu), ("schedule", _schedule)):
        router.message.register(handler, Command(name), own_desk)
        router.callback_query.register(handler, MenuPress.filter(F.act == name), own_desk)
    router.callback_query.register(_week, WeekPress.filter(), own_desk)
    return router


def setup_others() -> Router:
    """Behind all of a therapist's own commands: whoever comes here is none."""
    router = Router(name="desk.others")
    router.message.register(_only, Command(*COMMANDS))
    return router


async def own_desk(event: Message | CallbackQuery, unit: UnitOfWork, person: Person) -> bool | dict[str, Any]:
    """Gives `desk`, to a therapist. A button of a card further up brings the card down to the end."""
    fresh = True
    if isinstance(event, CallbackQuery) and event.message is not None:
        fresh = await unit.outbox.card(person.id, CARD) != event.message.message_id
    desk = await desk_of(unit, person, fresh=fresh)
    return False if desk is None else {"desk": desk}


async def _menu(event: Message | CallbackQuery, unit: UnitOfWork, desk: Desk, show_menu: ShowMenu) -> None:
    await show_menu(unit, desk)


async def _schedule(
    event: Message | CallbackQuery, unit: UnitOfWork, desk: Desk, show_week: ShowWeek
) -> None:
    await show_week(unit, desk)


async def _week(
    query: CallbackQuery, callback_data: WeekPress, unit: UnitOfWork, desk: Desk, show_week: ShowWeek
) -> None:
    await show_week(unit, desk, callback_data.date)


async def _only(message: Message, unit: UnitOfWork, person: Person, clock: Clock) -> None:
    await unit.outbox.add(Notice(to=person.id, code="therapists_only"), clock.now())
