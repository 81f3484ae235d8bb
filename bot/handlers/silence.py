"""`/quiet`: a therapist's and an operator's silent hours."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import QuietPress
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.people import Person
from domain.quiet import quiet_hours
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork
from services.silence import SetSilence, ShowSilence, Silenced


def setup() -> Router:
    router = Router(name="silence")
    router.message.register(_show, Command("quiet"))
    router.callback_query.register(_set, QuietPress.filter())
    return router


async def _show(
    message: Message,
    command: CommandObject,
    unit: UnitOfWork,
    person: Person,
    show_silence: ShowSilence,
    clock: Clock,
) -> None:
    if await show_silence(unit, person, command.args or "") is Silenced.NOT_FOR_YOU:
        await unit.outbox.add(Notice(to=person.id, code="therapists_only"), clock.now())


async def _set(
    query: CallbackQuery,
    callback_data: QuietPress,
    unit: UnitOfWork,
    person: Person,
    set_silence: SetSilence,
    toast: Toast,
) -> None:
    hours = quiet_hours(callback_data.begins, callback_data.ends)
    if await set_silence(unit, person, hours) is Silenced.NOT_FOR_YOU:
        toast.say("stale")
