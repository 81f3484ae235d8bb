"""Booking: `/book`, the form's buttons, and what is typed, pinned or sent while it asks."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import DraftPress, MenuPress
from bot.handlers.command import Command
from bot.handlers.content import said
from bot.handlers.form import Form
from bot.handlers.form_state import Kept
from bot.handlers.kinds import CONTENT, Is
from bot.handlers.typed import about_form, nobody_elses, pins_address, the_form
from bot.toasts import Toast
from domain.answering import Whose
from domain.draft import TYPED
from domain.people import Person
from services.ports import UnitOfWork
from services.relay import RelayMessage


def setup() -> Router:
    """Commands and buttons."""
    router = Router(name="book")
    router.message.filter(the_form)
    router.callback_query.filter(the_form)
    router.message.register(_open, Command("book"))
    router.callback_query.register(_open, MenuPress.filter(F.act == "book"))
    router.callback_query.register(_press, DraftPress.filter())
    return router


def setup_answers() -> Router:
    """What people send while the form asks: after all commands, before the rooms."""
    router = Router(name="book.answers")
    router.message.filter(the_form)
    router.message.register(_typed, Is(F.text), about_form)
    router.message.register(_pinned, Is(F.location), about_form, pins_address)
    router.message.register(_sent, Is(F.content_type.in_(CONTENT)), about_form, nobody_elses)
    return router


async def _open(event: Message | CallbackQuery, form: Form) -> None:
    await form.open()


async def _press(query: CallbackQuery, callback_data: DraftPress, form: Form, toast: Toast) -> None:
    await form.press(callback_data, toast)


async def _typed(
    message: Message,
    unit: UnitOfWork,
    person: Person,
    relay_message: RelayMessage,
    form: Form,
    kept: Kept,
    whose: Whose,
) -> None:
    match whose:
        case Whose.ANSWER:
            await form.typed(kept.draft, message.text or "")
        case Whose.ASK:
            await relay_message(unit, person, said(message), form=kept.question)
        case _:
            note = "late" if kept.draft.step in TYPED else "press"
            await form.show(kept.draft, note=note, fresh=True)


async def _pinned(message: Message, form: Form, kept: Kept) -> None:
    if (pin := message.location) is not None:
        await form.pinned(kept.draft, pin.latitude, pin.longitude)


async def _sent(message: Message, form: Form, kept: Kept) -> None:
    """A photo, a voice message, …: nothing the form can read."""
    note = "as_text" if kept.draft.step in TYPED else "press"
    await form.show(kept.draft, note=note, fresh=True)
