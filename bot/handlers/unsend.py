"""`/unsend`: in reply to what is to be taken back, or from the latest as buttons."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MessageAct, MessagePress
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.people import Person
from services.ports import UnitOfWork
from services.unsending import AskUnsend, Unsend


def setup() -> Router:
    router = Router(name="unsend")
    router.message.register(_unsend, Command("unsend"))
    router.callback_query.register(_press, MessagePress.filter(F.act == MessageAct.UNSEND))
    return router


async def _unsend(
    message: Message, unit: UnitOfWork, person: Person, unsend: Unsend, ask_unsend: AskUnsend
) -> None:
    replied = message.reply_to_message
    if replied is None:
        await ask_unsend(unit, person)
    else:
        meant = await unit.messages.at(person.id, replied.message_id)
        await unsend(unit, person, meant, replied.message_id)


async def _press(
    query: CallbackQuery,
    callback_data: MessagePress,
    unit: UnitOfWork,
    person: Person,
    unsend: Unsend,
    ask_unsend: AskUnsend,
    toast: Toast,
) -> None:
    meant = await unit.messages.get(callback_data.id)
    if meant is None or meant.sender_person != person.id:
        toast.say("not_yours")
        return
    await unsend(unit, person, meant, meant.source)
    await ask_unsend(unit, person, fresh=False)
