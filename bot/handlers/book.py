"""Booking: `/book`, the form's buttons, and what is typed, pinned or sent while it asks."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks import DraftPress, MenuPress
from bot.handlers.form import Form
from bot.handlers.form_state import Kept
from bot.handlers.kinds import CONTENT, Is
from bot.handlers.typed import about_form, the_form
from bot.toasts import Toast
from domain.draft import TYPED, Step


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
    router.message.register(_pinned, Is(F.location), about_form)
    router.message.register(_sent, Is(F.content_type.in_(CONTENT)), about_form)
    return router


async def _open(event: Message | CallbackQuery, form: Form) -> None:
    await form.open()


async def _press(query: CallbackQuery, callback_data: DraftPress, form: Form, toast: Toast) -> None:
    await form.press(callback_data, toast)


async def _typed(message: Message, form: Form, kept: Kept, answers: bool) -> None:
    if kept.draft.step not in TYPED:
        await form.show(kept.draft, note="press", fresh=True)
    elif answers:
        await form.typed(kept.draft, message.text or "")
    else:
        await form.show(kept.draft, note="late", fresh=True)


async def _pinned(message: Message, form: Form, kept: Kept, answers: bool) -> None:
    pin = message.location
    if answers and pin is not None and kept.draft.step is Step.ADDRESS:
        await form.pinned(kept.draft, pin.latitude, pin.longitude)
    else:
        await _sent(message, form, kept, answers)


async def _sent(message: Message, form: Form, kept: Kept, answers: bool) -> None:
    """A photo, a voice message, …: nothing the form can read."""
    note = "as_text" if kept.draft.step in TYPED else "press"
    await form.show(kept.draft, note=note, fresh=True)
