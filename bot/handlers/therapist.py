"""A therapist's own commands: `/today` and `/available`. Others are told whose they are."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import OwnVisitAct, OwnVisitPress, ReadyPress
from bot.handlers.command import Command
from bot.handlers.visits import own_visit
from bot.toasts import Toast
from domain.booking import Booking
from domain.people import Person
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork
from services.therapist_day import SetReadiness, ShowDay, ShowReadiness, ShowVisit


def setup() -> Router:
    router = Router(name="therapist")
    router.message.register(_today, Command("today"))
    router.message.register(_available, Command("available"))
    router.callback_query.register(_show, OwnVisitPress.filter(F.act == OwnVisitAct.SHOW), own_visit)
    router.callback_query.register(_ready, ReadyPress.filter())
    return router


async def _today(message: Message, unit: UnitOfWork, person: Person, show_day: ShowDay, clock: Clock) -> None:
    if not await show_day(unit, person):
        await unit.outbox.add(Notice(to=person.id, code="therapists_only"), clock.now())


async def _available(
    message: Message, unit: UnitOfWork, person: Person, show_readiness: ShowReadiness, clock: Clock
) -> None:
    if not await show_readiness(unit, person):
        await unit.outbox.add(Notice(to=person.id, code="therapists_only"), clock.now())


async def _show(
    query: CallbackQuery, booking: Booking, unit: UnitOfWork, show_visit: ShowVisit, toast: Toast
) -> None:
    if not await show_visit(unit, booking):
        toast.say("stale")


async def _ready(
    query: CallbackQuery,
    callback_data: ReadyPress,
    unit: UnitOfWork,
    person: Person,
    set_readiness: SetReadiness,
    toast: Toast,
) -> None:
    if not await set_readiness(unit, person, callback_data.readiness):
        toast.say("stale")
