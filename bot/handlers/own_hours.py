"""`/hours`: a therapist's weekly hours and single dates, by buttons and in one line."""

from __future__ import annotations

from datetime import date
from functools import partial

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.callbacks_desk import HoursAct, HoursPress, day_of
from bot.handlers.command import Command
from bot.handlers.desk import own_desk
from bot.toasts import Toast
from domain import own_hours as own
from domain.own_hours import Day
from domain.schedule import Window
from domain.typed_hours import Told
from domain.week import at_minute
from services.desk import Desk
from services.own_hours import WEEK, At, Change, ChangeHours, ShowHours
from services.ports import UnitOfWork

_ALL = {"all": tuple(range(7)), "week": tuple(range(5))}
"""Days to copy to: every one, or Monday to Friday."""


def setup() -> Router:
    router = Router(name="own_hours")
    router.message.register(_command, Command("hours"), own_desk)
    router.callback_query.register(_open, MenuPress.filter(F.act == "hours"), own_desk)
    looking = HoursPress.filter(F.act.in_({HoursAct.WEEK, HoursAct.DAY, HoursAct.DATES}))
    router.callback_query.register(_look, looking, own_desk)
    router.callback_query.register(_between, HoursPress.filter(F.act.in_(set(_KINDS))), own_desk)
    router.callback_query.register(_copy, HoursPress.filter(F.act == HoursAct.COPY), own_desk)
    router.callback_query.register(_set, HoursPress.filter(F.act.in_(set(_SET))), own_desk)
    return router


_KINDS = {HoursAct.ADD: "add", HoursAct.BREAK: "break"}
_SET = {HoursAct.DROP, HoursAct.CLOSED, HoursAct.USUAL}


async def _command(
    message: Message,
    command: CommandObject,
    unit: UnitOfWork,
    desk: Desk,
    show_hours: ShowHours,
    change_hours: ChangeHours,
) -> None:
    if command.args:
        await change_hours.typed(unit, desk, command.args, WEEK)
    else:
        await show_hours(unit, desk)


async def _open(query: CallbackQuery, unit: UnitOfWork, desk: Desk, show_hours: ShowHours) -> None:
    await show_hours(unit, desk)


async def _look(
    query: CallbackQuery,
    callback_data: HoursPress,
    unit: UnitOfWork,
    desk: Desk,
    show_hours: ShowHours,
    toast: Toast,
) -> None:
    press, value = callback_data, callback_data.value
    if press.act is HoursAct.WEEK:
        await show_hours(unit, desk)
    elif press.act is HoursAct.DAY and press.day is not None:
        await show_hours(unit, desk, At("day", press.day))
    elif press.act is HoursAct.DATES and value == "-":
        toast.say("not_offered")
    elif press.act is HoursAct.DATES and value.startswith("m-"):
        await show_hours(unit, desk, At("dates", month=day_of(value.removeprefix("m-"))))
    elif press.act is HoursAct.DATES and (found := day_of(value)) is not None:
        await show_hours(unit, desk, At("day", found))
    elif press.act is HoursAct.DATES and not value:
        await show_hours(unit, desk, At("dates"))
    else:
        toast.say("stale")


async def _between(
    query: CallbackQuery,
    callback_data: HoursPress,
    unit: UnitOfWork,
    desk: Desk,
    show_hours: ShowHours,
    change_hours: ChangeHours,
    toast: Toast,
) -> None:
    """More hours, or a break: from when, until when."""
    day, kind = callback_data.day, _KINDS[callback_data.act]
    match callback_data.minutes:
        case _ if day is None:
            toast.say("stale")
        case ():
            await show_hours(unit, desk, At(kind, day))
        case (since,):
            await show_hours(unit, desk, At(kind, day, since))
        case (since, until):
            told = [Told((Window(at_minute(since), at_minute(until)),))]
            change = partial(own.put, every=told, asked=day, kind=kind)
            await change_hours(unit, desk, change, At("day", day))
        case _:
            toast.say("stale")


async def _copy(
    query: CallbackQuery,
    callback_data: HoursPress,
    unit: UnitOfWork,
    desk: Desk,
    show_hours: ShowHours,
    change_hours: ChangeHours,
    toast: Toast,
) -> None:
    day, value = callback_data.day, callback_data.value
    if day is None or isinstance(day, date):
        toast.say("stale")
    elif not value:
        await show_hours(unit, desk, At("copy", day))
    elif value in _ALL or value in set("0123456"):
        days = _ALL.get(value) or (int(value),)
        await change_hours(unit, desk, partial(own.copied, day=day, to=days), WEEK)
    else:
        toast.say("stale")


async def _set(
    query: CallbackQuery,
    callback_data: HoursPress,
    unit: UnitOfWork,
    desk: Desk,
    change_hours: ChangeHours,
    toast: Toast,
) -> None:
    day = callback_data.day
    change = _change(callback_data, day) if day is not None else None
    if day is None or change is None:
        toast.say("stale")
    else:
        await change_hours(unit, desk, change, At("day", day))


def _change(press: HoursPress, day: Day) -> Change | None:
    match press.act, press.minutes:
        case HoursAct.CLOSED, _:
            return partial(own.put, every=[Told(())], asked=day)
        case HoursAct.USUAL, _ if isinstance(day, date):
            return partial(own.without_exception, day=day)
        case HoursAct.DROP, (opens, closes):
            return partial(own.without, day=day, window=Window(at_minute(opens), at_minute(closes)))
    return None
