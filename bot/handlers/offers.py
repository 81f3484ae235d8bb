"""A therapist's Accept and Decline: what is not theirs or too late is refused with its reason."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import OfferAct, OfferPress
from bot.handlers.visits import pressed
from bot.toasts import Toast
from domain.people import Person
from services.offers import AcceptOffer, Answer, DeclineOffer
from services.ports import Clock, UnitOfWork
from services.present_card import bring

_QUIET = {Answer.ACCEPTED, Answer.DECLINED}


def setup() -> Router:
    router = Router(name="offers")
    router.callback_query.register(_accept, OfferPress.filter(F.act == OfferAct.ACCEPT))
    router.callback_query.register(_decline, OfferPress.filter(F.act == OfferAct.DECLINE))
    return router


async def _accept(
    query: CallbackQuery,
    callback_data: OfferPress,
    unit: UnitOfWork,
    person: Person,
    accept_offer: AcceptOffer,
    clock: Clock,
    toast: Toast,
) -> None:
    answer = await accept_offer(unit, callback_data.id, person)
    await _say(query, callback_data, unit, person, toast, answer, clock)


async def _decline(
    query: CallbackQuery,
    callback_data: OfferPress,
    unit: UnitOfWork,
    person: Person,
    decline_offer: DeclineOffer,
    clock: Clock,
    toast: Toast,
) -> None:
    answer = await decline_offer(unit, callback_data.id, person)
    await _say(query, callback_data, unit, person, toast, answer, clock)


async def _say(
    query: CallbackQuery,
    press: OfferPress,
    unit: UnitOfWork,
    person: Person,
    toast: Toast,
    answer: Answer,
    clock: Clock,
) -> None:
    """The card changes before the eyes; anything else has to be read. A copy of it that stands further up
    brings it down."""
    toast.say(answer.value, alert=answer not in _QUIET)
    card = f"offer:{press.id}"
    shown = await unit.outbox.card(person.id, card)
    if answer not in _QUIET and answer is not Answer.NOT_YOURS and pressed(query) not in {None, shown}:
        await bring(unit, person.id, card, clock.now())
