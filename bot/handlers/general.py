"""What works everywhere: help, privacy, cancel; and the answer to what nobody understands."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.handlers.command import Command
from bot.handlers.form import Form
from bot.handlers.kinds import Is
from bot.handlers.typed import the_form
from bot.toasts import Toast
from domain.cancelling import cancellable
from domain.people import Person
from services.notices import say
from services.ports import Clock, UnitOfWork
from services.retention import Kept


def setup() -> Router:
    router = Router(name="general")
    router.message.filter(the_form)
    router.message.register(_help, Command("help"))
    router.callback_query.register(_help, MenuPress.filter(F.act == "help"))
    router.message.register(_privacy, Command("privacy"))
    router.message.register(_cancel, Command("cancel"))
    return router


def setup_unknown_commands() -> Router:
    """Before the form and the rooms: a slip in a command is nobody's message."""
    router = Router(name="unknown_commands")
    router.message.register(_unknown_command, Is(F.text.regexp(r"^/\w")))
    return router


def setup_stale() -> Router:
    """Last of all: a button of an older version, of somebody else's, or forged. All hear the same."""
    router = Router(name="stale")
    router.callback_query.register(_stale)
    return router


async def _help(event: Message | CallbackQuery, unit: UnitOfWork, person: Person, clock: Clock) -> None:
    await unit.outbox.add(say(person.id, "help", **_roles(person)), clock.now())


def _roles(person: Person) -> dict[str, bool]:
    return {"therapist": person.therapist is not None, "operator": person.operator}


async def _privacy(message: Message, unit: UnitOfWork, person: Person, clock: Clock, kept: Kept) -> None:
    await unit.outbox.add(say(person.id, "privacy", days=kept.messages.days), clock.now())


async def _cancel(message: Message, form: Form, unit: UnitOfWork, person: Person, clock: Clock) -> None:
    kept = await form.present()
    if kept is not None:
        await form.cancel(kept.draft.token)
        return
    live = await unit.bookings.live_of_customer(person.id)
    references = [booking.reference for booking in live if cancellable(booking, clock.now())]
    await unit.outbox.add(say(person.id, "cancel.nothing", references=references), clock.now())


async def _unknown_command(message: Message, unit: UnitOfWork, person: Person, clock: Clock) -> None:
    words = (message.text or "").split()
    values = {"command": words[0][:64]} | _roles(person)
    told = say(person.id, "unknown_command", reply_to=message.message_id, **values)
    await unit.outbox.add(told, clock.now())


async def _stale(query: CallbackQuery, toast: Toast) -> None:
    toast.say("stale")
