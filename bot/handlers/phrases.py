"""`/phrases` for everybody; `/myphrases`, with or without words, for therapists."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import PhrasePress
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.people import Person
from services.outgoing import Notice
from services.phrases import KeepPhrase, Kept, OfferPhrases
from services.ports import Clock, UnitOfWork


def setup() -> Router:
    router = Router(name="phrases")
    router.message.register(_offer, Command("phrases"))
    router.message.register(_own, Command("myphrases"))
    router.callback_query.register(_remove, PhrasePress.filter())
    return router


async def _offer(message: Message, unit: UnitOfWork, person: Person, offer_phrases: OfferPhrases) -> None:
    await offer_phrases(unit, person)


async def _own(
    message: Message,
    command: CommandObject,
    unit: UnitOfWork,
    person: Person,
    keep_phrase: KeepPhrase,
    clock: Clock,
) -> None:
    if await keep_phrase(unit, person, command.args or "") is Kept.NOT_FOR_YOU:
        await unit.outbox.add(Notice(to=person.id, code="therapists_only"), clock.now())


async def _remove(
    query: CallbackQuery,
    callback_data: PhrasePress,
    unit: UnitOfWork,
    person: Person,
    keep_phrase: KeepPhrase,
    toast: Toast,
) -> None:
    if await keep_phrase.remove(unit, person, callback_data.phrase) is Kept.NOT_FOR_YOU:
        toast.say("stale")
