"""Whose is a message: the open form's, or not? A form never eats what was meant for a person."""

from __future__ import annotations

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.handlers.content import topic_of
from bot.handlers.form import Form
from bot.handlers.form_state import Kept, read
from domain.answering import Replies, Whose, whose
from domain.draft import TYPED, Step
from domain.people import Person
from services.list_slots import ListSlots
from services.ports import UnitOfWork
from services.request_booking import RequestBooking
from services.waitlist import JoinWaitlist


async def the_form(
    event: object,
    unit: UnitOfWork,
    person: Person,
    state: FSMContext,
    list_slots: ListSlots,
    request_booking: RequestBooking,
    join_waitlist: JoinWaitlist,
) -> dict[str, Any]:
    """A router's filter: lets everything through and gives its handlers `form`."""
    return {"form": Form(unit, person, state, list_slots, request_booking, join_waitlist)}


async def about_form(message: Message, form: Form) -> bool | dict[str, Any]:
    """Gives `kept` and `whose`. False leaves the message to the rooms."""
    kept = await read(form.state)
    if kept is None or form.now - kept.asked_at >= form.list_slots.rules.draft_life:
        return False
    if await _in_a_room(message, form):
        return False
    decided = await _whose(message, form, kept)
    return False if decided is Whose.ROOM else {"kept": kept, "whose": decided}


async def _in_a_room(message: Message, form: Form) -> bool:
    """Its topic says so: the form's question stands in the main chat."""
    thread = topic_of(message)
    return thread is not None and await form.unit.topics.at(form.person.id, thread) is not None


async def _whose(message: Message, form: Form, kept: Kept) -> Whose:
    unit, person = form.unit, form.person.id
    replied, name = message.reply_to_message, f"draft:{kept.draft.token}"
    replies = Replies.NOTHING
    if replied is not None:
        card = await unit.outbox.card(person, name)
        replies = Replies.QUESTION if replied.message_id == card else Replies.OTHER
    return whose(
        replies=replies,
        typed=kept.draft.step in TYPED,
        young=message.date - kept.asked_at < form.list_slots.rules.answer_window,
        newest=await unit.outbox.newest(person) == name,
        spoken=bool(await unit.links.shown_since(person, kept.asked_at)),
        live=bool(await unit.rooms.live_of(person)),
    )


async def pins_address(message: Message, kept: Kept, whose: Whose) -> bool:
    return whose is Whose.ANSWER and kept.draft.step is Step.ADDRESS


async def nobody_elses(message: Message, form: Form, whose: Whose) -> bool:
    """What no form can read is the room's, if there is one, unless it replies to the form."""
    replies = message.reply_to_message is not None
    return whose is Whose.FORM or replies or not await form.unit.rooms.live_of(form.person.id)
