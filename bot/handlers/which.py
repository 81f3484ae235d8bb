"""Whom lines are for, when there are several rooms: the answer to the question, and `/to` before any line."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import RoomAct, RoomPress, WhichAct, WhichPress
from bot.handlers.command import Command
from bot.handlers.form import Form
from bot.handlers.typed import the_form
from bot.toasts import Toast
from domain.people import Person
from services import held
from services.desk import Asked, asked, desk_of
from services.desk_answers import AnswerDesk
from services.focus import StopFocus
from services.ports import UnitOfWork
from services.which import AnswerWhich, ChooseRoom, Chosen, DiscardWaiting, ListRooms, TakeForForm

_TOASTS = {Chosen.STALE: "answered", Chosen.ROOM_OVER: "room_over"}


def setup() -> Router:
    router = Router(name="which")
    router.callback_query.filter(the_form)
    router.message.register(_to, Command("to"))
    router.callback_query.register(_room, WhichPress.filter(F.act == WhichAct.ROOM))
    router.callback_query.register(_form, WhichPress.filter(F.act == WhichAct.FORM))
    router.callback_query.register(_discard, WhichPress.filter(F.act == WhichAct.DISCARD))
    router.callback_query.register(_write, RoomPress.filter(F.act == RoomAct.WRITE))
    router.callback_query.register(_stop, RoomPress.filter(F.act == RoomAct.STOP))
    return router


async def _to(message: Message, unit: UnitOfWork, person: Person, list_rooms: ListRooms) -> None:
    await list_rooms(unit, person)


async def _room(
    query: CallbackQuery,
    callback_data: WhichPress,
    unit: UnitOfWork,
    person: Person,
    answer_which: AnswerWhich,
    toast: Toast,
) -> None:
    _say(toast, await answer_which(unit, callback_data.id, callback_data.room_id, person))


async def _form(
    query: CallbackQuery,
    callback_data: WhichPress,
    unit: UnitOfWork,
    person: Person,
    take_for_form: TakeForForm,
    answer_desk: AnswerDesk,
    form: Form,
    toast: Toast,
) -> None:
    desk, question = await desk_of(unit, person, fresh=True), await asked(unit, person.id)
    if desk is not None and question is not None and await _waits_for(unit, person, question):
        text = await take_for_form(unit, callback_data.id, question.question, person)
        if text is not None:
            await answer_desk(unit, desk, question, text)
            return
    kept = await form.present()
    text = await take_for_form(unit, callback_data.id, kept.question if kept else "", person)
    if text is None or kept is None:
        toast.say("form_over", alert=True)
    else:
        await form.typed(kept.draft, text)


async def _waits_for(unit: UnitOfWork, person: Person, question: Asked) -> bool:
    """Whether a line waits that may be the answer to what the desk asks now."""
    return any(one.form == question.question for one in (await held.read(unit, person.id)).values())


async def _discard(
    query: CallbackQuery,
    callback_data: WhichPress,
    unit: UnitOfWork,
    person: Person,
    discard_waiting: DiscardWaiting,
    toast: Toast,
) -> None:
    _say(toast, await discard_waiting(unit, callback_data.id, person))


async def _write(
    query: CallbackQuery,
    callback_data: RoomPress,
    unit: UnitOfWork,
    person: Person,
    choose_room: ChooseRoom,
    toast: Toast,
) -> None:
    _say(toast, await choose_room(unit, callback_data.id, person))


async def _stop(
    query: CallbackQuery,
    callback_data: RoomPress,
    unit: UnitOfWork,
    person: Person,
    stop_focus: StopFocus,
) -> None:
    """Over already, the card says so."""
    await stop_focus(unit, callback_data.id, person)


def _say(toast: Toast, chosen: Chosen) -> None:
    if chosen is not Chosen.DONE:
        toast.say(_TOASTS[chosen], alert=True)
