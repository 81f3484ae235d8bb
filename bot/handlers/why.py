"""`/why`: what became of a message (in reply to it, or by the code on a notice) or of a booking."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.handlers.command import Command
from domain.people import Person
from services.ports import UnitOfWork
from services.why import TellWhy


def setup() -> Router:
    router = Router(name="why")
    router.message.register(_why, Command("why"))
    return router


async def _why(
    message: Message, command: CommandObject, unit: UnitOfWork, person: Person, tell_why: TellWhy
) -> None:
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    await tell_why(unit, person, command.args or "", replied)
