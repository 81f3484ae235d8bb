"""Another time for a request: chosen and suggested by the therapist, taken or refused with one tap."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks_suggest import SuggestionAct, SuggestionPress, SuggestPress
from bot.handlers.suggest_card import SuggestCard
from bot.handlers.visits import pressed
from bot.toasts import Toast
from domain.people import Person
from services.move_slots import MoveSlots
from services.ports import UnitOfWork
from services.present_card import BringBooking
from services.suggesting import SuggestTime, TakeBackSuggestion, TakenBack
from services.suggestion_answers import AnswerSuggestion, Told

_QUIET = {Told.TAKEN, Told.REFUSED}
"""The card changes before the eyes; anything else has to be read."""


def setup() -> Router:
    router = Router(name="suggest")
    router.callback_query.register(_choose, SuggestPress.filter())
    router.callback_query.register(_take_back, SuggestionPress.filter(F.act == SuggestionAct.TAKE_BACK))
    router.callback_query.register(_answer, SuggestionPress.filter())
    return router


async def _choose(
    query: CallbackQuery,
    callback_data: SuggestPress,
    unit: UnitOfWork,
    person: Person,
    move_slots: MoveSlots,
    suggest_time: SuggestTime,
    toast: Toast,
) -> None:
    await SuggestCard(unit, person, move_slots, suggest_time, toast).press(callback_data)


async def _answer(
    query: CallbackQuery,
    callback_data: SuggestionPress,
    unit: UnitOfWork,
    person: Person,
    answer_suggestion: AnswerSuggestion,
    bring_booking: BringBooking,
    toast: Toast,
) -> None:
    take = callback_data.act is SuggestionAct.TAKE
    told = await answer_suggestion(unit, callback_data.id, person, take=take)
    if told is Told.NOT_YOURS:
        toast.say("stale")
        return
    toast.say(f"suggestion.{told}", alert=told not in _QUIET)
    shown = await unit.outbox.card(person.id, f"suggestion:{callback_data.proposal}")
    proposal = await unit.proposals.get(callback_data.id)
    booking = await unit.bookings.get(proposal.booking) if proposal else None
    if told not in _QUIET and booking is not None and pressed(query) != shown:
        await bring_booking(unit, booking)


async def _take_back(
    query: CallbackQuery,
    callback_data: SuggestionPress,
    unit: UnitOfWork,
    person: Person,
    take_back_suggestion: TakeBackSuggestion,
    toast: Toast,
) -> None:
    done = await take_back_suggestion(unit, callback_data.id, person)
    toast.say("stale" if done is TakenBack.NOT_YOURS else f"suggest.{done}", alert=done is TakenBack.OVER)
