"""`/off`: a therapist's time off, by the calendar or in one line."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.callbacks_desk import OffAct, OffPress, day_of, instants_of
from bot.handlers.command import Command
from bot.handlers.desk import own_desk
from bot.toasts import Toast
from services.desk import Desk
from services.own_off import WHOLE, AskOff, DropOff, Off, ShowOff, TakeOff
from services.ports import UnitOfWork


def setup() -> Router:
    router = Router(name="own_off")
    router.message.register(_command, Command("off"), own_desk)
    router.callback_query.register(_open, MenuPress.filter(F.act == "off"), own_desk)
    router.callback_query.register(_open, OffPress.filter(F.act == OffAct.LIST), own_desk)
    router.callback_query.register(_first, OffPress.filter(F.act == OffAct.FIRST), own_desk)
    router.callback_query.register(_last, OffPress.filter(F.act == OffAct.LAST), own_desk)
    router.callback_query.register(_hours, OffPress.filter(F.act == OffAct.HOURS), own_desk)
    sure = OffPress.filter(F.act.in_({OffAct.SURE, OffAct.TAKE}))
    router.callback_query.register(_sure, sure, own_desk)
    router.callback_query.register(_drop, OffPress.filter(F.act == OffAct.DROP), own_desk)
    return router


async def _command(
    message: Message,
    command: CommandObject,
    unit: UnitOfWork,
    desk: Desk,
    show_off: ShowOff,
    ask_off: AskOff,
) -> None:
    if command.args:
        await ask_off.typed(unit, desk, command.args)
    else:
        await show_off(unit, desk)


async def _open(query: CallbackQuery, unit: UnitOfWork, desk: Desk, show_off: ShowOff) -> None:
    await show_off(unit, desk)


async def _first(
    query: CallbackQuery,
    callback_data: OffPress,
    unit: UnitOfWork,
    desk: Desk,
    show_off: ShowOff,
    toast: Toast,
) -> None:
    value, days = callback_data.value, callback_data.days
    off = Off(*days) if days is not None else None
    month, day = day_of(value.removeprefix("m-")), day_of(value)
    if value == "-":
        toast.say("not_offered")
    elif day is not None:
        await show_off(unit, desk, step="last", off=Off(day, day), month=day)
    elif month is not None or not value:
        await show_off(unit, desk, step="first", off=off, month=month)
    else:
        toast.say("stale")


async def _last(
    query: CallbackQuery,
    callback_data: OffPress,
    unit: UnitOfWork,
    desk: Desk,
    show_off: ShowOff,
    ask_off: AskOff,
    toast: Toast,
) -> None:
    value, days = callback_data.value, callback_data.days
    month, day = day_of(value.removeprefix("m-")), day_of(value)
    if value == "-":
        toast.say("not_offered")
    elif days is None:
        toast.say("stale")
    elif day is not None:
        await ask_off(unit, desk, Off(days[0], day))
    elif month is not None or not value:
        await show_off(unit, desk, step="last", off=Off(*days), month=month)
    else:
        toast.say("stale")


async def _hours(
    query: CallbackQuery,
    callback_data: OffPress,
    unit: UnitOfWork,
    desk: Desk,
    show_off: ShowOff,
    ask_off: AskOff,
    toast: Toast,
) -> None:
    days = callback_data.days
    match callback_data.minutes:
        case _ if days is None:
            toast.say("stale")
        case ():
            await show_off(unit, desk, step="hours", off=Off(*days))
        case (since,):
            await show_off(unit, desk, step="hours", off=Off(*days), since=since)
        case (since, until):
            await ask_off(unit, desk, Off(*days, (since, until)))
        case _:
            toast.say("stale")


async def _sure(
    query: CallbackQuery,
    callback_data: OffPress,
    unit: UnitOfWork,
    desk: Desk,
    ask_off: AskOff,
    take_off: TakeOff,
    toast: Toast,
) -> None:
    days, minutes = callback_data.days, callback_data.minutes or WHOLE
    if days is None or len(minutes) != 2:
        toast.say("stale")
        return
    off = Off(*days, (minutes[0], minutes[1]))
    if callback_data.act is OffAct.TAKE:
        await take_off(unit, desk, off)
    else:
        await ask_off(unit, desk, off)


async def _drop(
    query: CallbackQuery,
    callback_data: OffPress,
    unit: UnitOfWork,
    desk: Desk,
    drop_off: DropOff,
    toast: Toast,
) -> None:
    span = instants_of(callback_data.value)
    if span is None:
        toast.say("stale")
    elif not await drop_off(unit, desk, *span):
        toast.say("off_gone")
