"""Moving a visit: another time is chosen and asked for, answered, or taken back."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks_move import MovePress, MoveStep, WishAct, WishPress
from bot.handlers.move_card import MoveCard
from bot.toasts import Toast
from domain.people import Person
from services.move_answers import Answered, AnswerMove
from services.move_ends import WithdrawMove, Withdrawn
from services.move_notices import choosing
from services.move_slots import MoveSlots, side_of
from services.moves import AskToMove
from services.ports import UnitOfWork

_QUIET = {Answered.MOVED, Answered.DECLINED}
"""The card changes before the eyes; anything else has to be read."""


def setup() -> Router:
    router = Router(name="moves")
    router.callback_query.register(_keep, MovePress.filter(F.step == MoveStep.KEEP))
    router.callback_query.register(_choose, MovePress.filter())
    router.callback_query.register(_take_back, WishPress.filter(F.act == WishAct.TAKE_BACK))
    router.callback_query.register(_answer, WishPress.filter())
    return router


async def _choose(
    query: CallbackQuery,
    callback_data: MovePress,
    unit: UnitOfWork,
    person: Person,
    move_slots: MoveSlots,
    ask_to_move: AskToMove,
    toast: Toast,
) -> None:
    await MoveCard(unit, person, move_slots, ask_to_move, toast).press(callback_data)


async def _keep(
    query: CallbackQuery,
    callback_data: MovePress,
    unit: UnitOfWork,
    person: Person,
    move_slots: MoveSlots,
    toast: Toast,
) -> None:
    booking = await unit.bookings.get(callback_data.id)
    if booking is None or await side_of(unit, booking, person) is None:
        toast.say("stale")
    elif await unit.proposals.open_of(booking.id) is not None:
        toast.say("move.waits", alert=True)
    else:
        await unit.outbox.add(choosing(person.id, booking, {"step": "kept"}), move_slots.clock.now())


async def _answer(
    query: CallbackQuery,
    callback_data: WishPress,
    unit: UnitOfWork,
    person: Person,
    answer_move: AnswerMove,
    toast: Toast,
) -> None:
    answer = await answer_move(unit, callback_data.id, person, yes=callback_data.act is WishAct.YES)
    code = "stale" if answer is Answered.NOT_YOURS else f"wish.{answer}"
    toast.say(code, alert=answer not in _QUIET)


async def _take_back(
    query: CallbackQuery,
    callback_data: WishPress,
    unit: UnitOfWork,
    person: Person,
    withdraw_move: WithdrawMove,
    toast: Toast,
) -> None:
    done = await withdraw_move(unit, callback_data.id, person)
    toast.say("stale" if done is Withdrawn.NOT_YOURS else f"wish.{done}", alert=done is Withdrawn.OVER)
