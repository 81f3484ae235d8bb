"""A therapist's day and availability: `/today` and `/available`, a visit's card, and readiness by a tap."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.callbacks_visit import OwnVisitAct, OwnVisitPress, ReadyPress
from bot.handlers.command import Command
from bot.handlers.desk import own_desk
from bot.handlers.visits import own_visit
from bot.toasts import Toast
from domain.booking import Booking
from services.desk import Desk
from services.ports import UnitOfWork
from services.therapist_day import SetReadiness, ShowDay, ShowReadiness, ShowVisit


def setup() -> Router:
    router = Router(name="therapist")
    for name, handler in (("today", _today), ("available", _available)):
        router.message.register(handler, Command(name), own_desk)
        router.callback_query.register(handler, MenuPress.filter(F.act == name), own_desk)
    router.callback_query.register(_show, OwnVisitPress.filter(F.act == OwnVisitAct.SHOW), own_visit)
    router.callback_query.register(_ready, ReadyPress.filter(), own_desk)
    return router


async def _today(event: Message | CallbackQuery, unit: UnitOfWork, desk: Desk, show_day: ShowDay) -> None:
    await show_day(unit, desk)


async def _available(
    event: Message | CallbackQuery, unit: UnitOfWork, desk: Desk, show_readiness: ShowReadiness
) -> None:
    await show_readiness(unit, desk)


async def _show(
    query: CallbackQuery, booking: Booking, unit: UnitOfWork, show_visit: ShowVisit, toast: Toast
) -> None:
    if not await show_visit(unit, booking):
        toast.say("stale")


async def _ready(
    query: CallbackQuery, callback_data: ReadyPress, unit: UnitOfWork, desk: Desk, set_readiness: SetReadiness
) -> None:
    await set_readiness(unit, desk, callback_data.readiness)
