"""Whose is a message: the open form's, or not? A form never eats what was meant for a person."""

from __future__ import annotations

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from bot.handlers.form import Form
from bot.handlers.form_state import Kept, read
from domain.draft import TYPED
from domain.people import Person
from services.list_slots import ListSlots
from services.ports import UnitOfWork
from services.request_booking import RequestBooking


async def the_form(
    event: object,
    unit: UnitOfWork,
    person: Person,
    state: FSMContext,
    list_slots: ListSlots,
    request_booking: RequestBooking,
) -> dict[str, Any]:
    """A router's filter: lets everything through and gives its handlers `form`."""
    return {"form": Form(unit, person, state, list_slots, request_booking)}


async def about_form(message: Message, form: Form) -> bool | dict[str, Any]:
    """Gives `kept`, and `answers`: whether it may be the answer. False leaves the message to the rooms.

    Without a live room there is nobody else it could be for: then a line that may not be taken as the
    answer is at least answered by the question itself.
    """
    kept = await read(form.state)
    if kept is None or form.now - kept.asked_at >= form.list_slots.rules.draft_life:
        return False
    replied = message.reply_to_message
    if replied is not None:
        card = await form.unit.outbox.card(form.person.id, f"draft:{kept.draft.token}")
        return {"kept": kept, "answers": True} if replied.message_id == card else False
    answers = kept.draft.step in TYPED and await _newest(message, form, kept)
    if answers or not await form.unit.rooms.live_of(form.person.id):
        return {"kept": kept, "answers": answers}
    return False


async def _newest(message: Message, form: Form, kept: Kept) -> bool:
    """The question was put a short while ago, and no room has shown anything in the chat since."""
    if message.date - kept.asked_at >= form.list_slots.rules.answer_window:
        return False
    return not await form.unit.links.shown_since(form.person.id, kept.asked_at)
