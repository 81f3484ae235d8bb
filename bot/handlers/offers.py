"""A therapist's Accept and Decline: what is not theirs or too late is refused with its reason."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import OfferAct, OfferPress
from bot.toasts import Toast
from domain.people import Person
from services.offers import AcceptOffer, Answer, DeclineOffer
from services.ports import UnitOfWork

_QUIET = {Answer.ACCEPTED, Answer.DECLINED}
"""The card changes before the eyes; anything else has to be read."""


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
    toast: Toast,
) -> None:
    answer = await accept_offer(unit, callback_data.id, person)
    toast.say(answer.value, alert=answer not in _QUIET)


async def _decline(
    query: CallbackQuery,
    callback_data: OfferPress,
    unit: UnitOfWork,
    person: Person,
    decline_offer: DeclineOffer,
    toast: Toast,
) -> None:
    answer = await decline_offer(unit, callback_data.id, person)
    toast.say(answer.value, alert=answer not in _QUIET)
