"""What a therapist types while their desk asks: by the same rule as the form's answers, so that no line
meant for a person is eaten."""

from __future__ import annotations

from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.handlers.content import said, topic_of
from bot.handlers.form_state import read
from bot.handlers.kinds import Is
from domain.answering import Replies, Whose, whose
from domain.people import Person
from domain.rules import BookingRules
from services.desk import CARD, Asked, Desk, asked, desk_of
from services.desk_answers import AnswerDesk
from services.ports import UnitOfWork
from services.relay import RelayMessage


def setup_answers() -> Router:
    """Before the form's answers: what replies to the desk is no line for a room."""
    router = Router(name="desk.answers")
    router.message.register(_typed, Is(F.text), about_desk)
    return router


async def about_desk(
    message: Message, unit: UnitOfWork, person: Person, state: FSMContext, rules: BookingRules
) -> bool | dict[str, Any]:
    """Gives `desk`, `question` and `whose`. False leaves the message to the form and the rooms."""
    desk = await desk_of(unit, person, fresh=True)
    question = await asked(unit, person.id)
    if desk is None or question is None or message.date - question.at >= rules.draft_life:
        return False
    if await _in_a_room(message, unit, person):
        return False
    replies = await _replies(message, unit, person)
    form = await read(state)
    if replies is not Replies.QUESTION and form is not None and form.asked_at > question.at:
        return False
    decided = whose(
        replies=replies,
        typed=True,
        young=message.date - question.at < rules.answer_window,
        newest=await unit.outbox.newest(person.id) == CARD,
        spoken=bool(await unit.links.shown_since(person.id, question.at)),
        live=bool(await unit.rooms.live_of(person.id)),
    )
    # With a form open besides, what is not the desk's may be the form's.
    elsewhere = decided is Whose.ROOM or (decided is Whose.FORM and form is not None)
    return False if elsewhere else {"desk": desk, "question": question, "whose": decided}


async def _in_a_room(message: Message, unit: UnitOfWork, person: Person) -> bool:
    thread = topic_of(message)
    return thread is not None and await unit.topics.at(person.id, thread) is not None


async def _replies(message: Message, unit: UnitOfWork, person: Person) -> Replies:
    replied = message.reply_to_message
    if replied is None:
        return Replies.NOTHING
    card = await unit.outbox.card(person.id, CARD)
    return Replies.QUESTION if replied.message_id == card else Replies.OTHER


async def _typed(
    message: Message,
    unit: UnitOfWork,
    person: Person,
    desk: Desk,
    question: Asked,
    whose: Whose,
    relay_message: RelayMessage,
    answer_desk: AnswerDesk,
) -> None:
    match whose:
        case Whose.ANSWER:
            await answer_desk(unit, desk, question, message.text or "")
        case Whose.ASK:
            await relay_message(unit, person, said(message), form=question.question)
        case _:
            await answer_desk.again(unit, desk, question)
