"""Everything people send to each other: text and photos go into a room, the rest is explained."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MessageAct, MessagePress
from bot.handlers.kinds import CONTENT, Is
from bot.toasts import Toast
from domain.message import MessageKind
from domain.people import Person
from services.ports import UnitOfWork
from services.relay import RefuseContent, RelayMessage, Said
from services.resend import DiscardMessage, ResendMessage


def setup() -> Router:
    router = Router(name="rooms")
    router.callback_query.register(_retry, MessagePress.filter(F.act == MessageAct.RETRY))
    router.callback_query.register(_discard, MessagePress.filter(F.act == MessageAct.DISCARD))
    router.message.register(_say, Is(F.text | F.photo))
    router.message.register(_refuse, Is(F.content_type.in_(CONTENT)))
    router.edited_message.register(_edit, changed)
    return router


def said(message: Message) -> Said:
    entities = message.entities or message.caption_entities or []
    return Said(
        kind=MessageKind.PHOTO if message.photo else MessageKind.TEXT,
        text=message.text or message.caption or "",
        entities=tuple(entity.model_dump(exclude_none=True) for entity in entities),
        file=message.photo[-1].file_id if message.photo else "",
        chat_message=message.message_id,
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        sent_at=message.date,
    )


async def changed(message: Message, unit: UnitOfWork, person: Person) -> bool:
    """Telegram also sends an edit for a reaction or a link's preview, with nothing edited."""
    before = await unit.messages.at(person.id, message.message_id)
    if before is None:
        return False
    now = said(message)
    entities = [entity for entity in now.entities if entity["type"] != "text_mention"]
    return (now.text, entities) != (before.text, [dict(entity) for entity in before.entities])


async def _say(message: Message, unit: UnitOfWork, person: Person, relay_message: RelayMessage) -> None:
    await relay_message(unit, person, said(message))


async def _refuse(message: Message, unit: UnitOfWork, person: Person, refuse_content: RefuseContent) -> None:
    await refuse_content(unit, person, message.message_id, "kind")


async def _edit(message: Message, unit: UnitOfWork, person: Person, refuse_content: RefuseContent) -> None:
    await refuse_content(unit, person, message.message_id, "edit")


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
