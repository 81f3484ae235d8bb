"""Everything people send to each other: it goes into a room, or its sender is told why not."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message, MessageReactionUpdated

from bot.callbacks import MessageAct, MessagePress
from bot.handlers.content import said
from bot.handlers.kinds import CARRIED, REFUSED, Is
from bot.toasts import Toast
from domain.people import Person
from services.edits import EditMessage
from services.ports import UnitOfWork
from services.reactions import ReactTo
from services.relay import RefuseContent, RelayMessage
from services.resend import DiscardMessage, ResendMessage


def setup() -> Router:
    router = Router(name="rooms")
    router.callback_query.register(_retry, MessagePress.filter(F.act == MessageAct.RETRY))
    router.callback_query.register(_discard, MessagePress.filter(F.act == MessageAct.DISCARD))
    router.message.register(_say, Is(F.content_type.in_(CARRIED)))
    router.message.register(_refuse, Is(F.content_type.in_(REFUSED)))
    router.edited_message.register(_edit, Is(F.content_type.in_(CARRIED)))
    router.message_reaction.register(_react)
    return router


async def _say(message: Message, unit: UnitOfWork, person: Person, relay_message: RelayMessage) -> None:
    await relay_message(unit, person, said(message))


async def _refuse(message: Message, unit: UnitOfWork, person: Person, refuse_content: RefuseContent) -> None:
    await refuse_content(unit, person, message.message_id, REFUSED[message.content_type])


async def _edit(message: Message, unit: UnitOfWork, person: Person, edit_message: EditMessage) -> None:
    await edit_message(unit, person, said(message))


async def _react(change: MessageReactionUpdated, unit: UnitOfWork, person: Person, react_to: ReactTo) -> None:
    emojis = [getattr(one, "emoji", "") for one in change.new_reaction]
    await react_to(unit, person, change.message_id, emojis, change.date)


async def _retry(
    query: CallbackQuery,
    callback_data: MessagePress,
    unit: UnitOfWork,
    person: Person,
    resend_message: ResendMessage,
    toast: Toast,
) -> None:
    toast.say((await resend_message(unit, callback_data.id, person)).value)


async def _discard(
    query: CallbackQuery,
    callback_data: MessagePress,
    unit: UnitOfWork,
    person: Person,
    discard_message: DiscardMessage,
    toast: Toast,
) -> None:
    toast.say((await discard_message(unit, callback_data.id, person)).value)
