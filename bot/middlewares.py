"""Who is this? Runs before every handler, in the update's own unit of work.

A handler may ask, by keyword, for: `unit` (UnitOfWork), `person` (Person), `state` (FSMContext over the
unit), `toast` (Toast), `menu` (Menu), `clock` (Clock), and every use-case and rule that `build` was given.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.enums import ChatType
from aiogram.fsm.context import FSMContext
from aiogram.types import TelegramObject, Update

from bot.conversations import conversation
from bot.toasts import Toast
from domain.people import Address, Person
from services.ports import Clock, UnitOfWork

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Knowing(Protocol):
    """The use-case KnowPerson, as far as it is needed here."""

    async def __call__(
        self, unit: UnitOfWork, address: Address, name: str, language_code: str | None
    ) -> Person: ...


class Leaving(Protocol):
    """The use-case PersonLeft."""

    async def __call__(self, unit: UnitOfWork, address: Address) -> object: ...


class WhoIsThis(BaseMiddleware):
    """Lets private chats through, with their `person` and `state`; everything else is left alone.

    Somebody who stops the bot is not made known again by that very update (`bot/presence.py`).
    """

    def __init__(self, know_person: Knowing, clock: Clock) -> None:
        self._know_person = know_person
        self._clock = clock

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        context: EventContext = data[EVENT_CONTEXT_KEY]
        chat, user = context.chat, context.user
        if chat is None or user is None or user.is_bot or chat.type != ChatType.PRIVATE:
            return UNHANDLED
        address = data["address"] = Address(data["kind"], str(chat.id))
        if isinstance(event, Update) and event.my_chat_member is not None:
            return await handler(event, data)
        unit: UnitOfWork = data["unit"]
        person = await self._know_person(unit, address, user.first_name, user.language_code)
        toast: Toast = data["toast"]
        toast.language = person.language
        state: FSMContext = await conversation(unit, address, self._clock)
        data |= {"person": person, "state": state, "raw_state": await state.get_state()}
        return await handler(event, data)
