"""`/status`: one screen, refreshed in place. For operators; others are told whose it is."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.people import Person
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork
from services.status import MakeStatus


def setup() -> Router:
    router = Router(name="operator")
    router.message.register(_command, Command("status"))
    router.callback_query.register(_refresh, MenuPress.filter(F.act == "status"))
    return router


async def _command(
    message: Message, unit: UnitOfWork, person: Person, make_status: MakeStatus, clock: Clock
) -> None:
    if person.operator:
        await unit.outbox.add(await _screen(person, make_status, fresh=True), clock.now())
    else:
        await unit.outbox.add(Notice(to=person.id, code="operators_only"), clock.now())


async def _refresh(
    query: CallbackQuery,
    unit: UnitOfWork,
    person: Person,
    make_status: MakeStatus,
    clock: Clock,
    toast: Toast,
) -> None:
    """From an alert or a welcome the screen comes to the bottom; its own button changes it where it is."""
    if not person.operator:
        toast.say("operators_only", alert=True)
        return
    shown = await unit.outbox.card(person.id, "status")
    here = query.message is not None and query.message.message_id == shown
    await unit.outbox.add(await _screen(person, make_status, fresh=not here), clock.now())


async def _screen(person: Person, make_status: MakeStatus, *, fresh: bool) -> Notice:
    report = await make_status()
    return Notice(to=person.id, code="status", values=report, card="status", fresh=fresh)
