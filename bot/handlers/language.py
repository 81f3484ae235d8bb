"""`/language`: in every state, and never in the way of what is going on."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import LanguagePress, MenuPress
from bot.handlers.command import Command
from bot.menus import Menu
from bot.toasts import Toast
from domain.people import Person
from services.languages import ChooseLanguage
from services.notices import language_card
from services.ports import Clock, UnitOfWork


def setup() -> Router:
    router = Router(name="language")
    router.message.register(_ask, Command("language"))
    router.callback_query.register(_ask, MenuPress.filter(F.act == "language"))
    router.callback_query.register(_choose, LanguagePress.filter())
    return router


async def _ask(event: Message | CallbackQuery, unit: UnitOfWork, person: Person, clock: Clock) -> None:
    await unit.outbox.add(language_card(person.id), clock.now())


async def _choose(
    query: CallbackQuery,
    callback_data: LanguagePress,
    unit: UnitOfWork,
    person: Person,
    choose_language: ChooseLanguage,
    toast: Toast,
    menu: Menu,
) -> None:
    present = await choose_language(unit, person, callback_data.language)
    if present is None:
        toast.say("stale")
    else:
        menu.changed(present, query.from_user)
