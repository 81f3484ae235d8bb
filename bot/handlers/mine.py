"""`/mydata` and `/forget`: what is kept about a person, for that person alone."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.people import Person
from services.forget import AskToForget, Forget, KeepMe
from services.mydata import AskForMyData
from services.ports import UnitOfWork


def setup() -> Router:
    router = Router(name="mine")
    router.message.register(_mydata, Command("mydata"))
    router.callback_query.register(_mydata, MenuPress.filter(F.act == "mydata"))
    router.message.register(_forget, Command("forget"))
    router.callback_query.register(_sure, MenuPress.filter(F.act == "forget_sure"))
    router.callback_query.register(_keep, MenuPress.filter(F.act == "forget_keep"))
    router.callback_query.register(_now, MenuPress.filter(F.act == "forget_now"))
    return router


async def _mydata(
    event: Message | CallbackQuery, unit: UnitOfWork, person: Person, ask_for_my_data: AskForMyData
) -> None:
    await ask_for_my_data(unit, person)


async def _forget(message: Message, unit: UnitOfWork, person: Person, ask_to_forget: AskToForget) -> None:
    await ask_to_forget(unit, person, sure=False)


async def _sure(query: CallbackQuery, unit: UnitOfWork, person: Person, ask_to_forget: AskToForget) -> None:
    await ask_to_forget(unit, person, sure=True)


async def _keep(query: CallbackQuery, unit: UnitOfWork, person: Person, keep_me: KeepMe) -> None:
    await keep_me(unit, person)


async def _now(query: CallbackQuery, unit: UnitOfWork, person: Person, forget: Forget, toast: Toast) -> None:
    toast.say("forgotten" if await forget(unit, person) else "stale")
