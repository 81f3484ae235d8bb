"""What the two of a room do to it: keep it longer, close it, block or report the other, take a block back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from bot.callbacks import RoomAct, RoomPress
from bot.handlers.command import Command
from bot.toasts import Toast
from domain.ids import RoomId
from domain.people import Person
from domain.room import CloseReason
from services.parting import (
    AskParting,
    BlockPerson,
    CloseForReason,
    KeepRoom,
    Parted,
    Parting,
    ReportPerson,
    Unblock,
)
from services.ports import UnitOfWork
from services.room_life import Extended, ExtendRoom

_TOASTS = {
    Extended.EXTENDED: "extended",
    Extended.ALREADY: "extended_already",
    Extended.NO_MORE: "extended_no_more",
    Extended.OVER: "room_over",
    Extended.NOT_YOURS: "stale",
}
_ASKED = {RoomAct.CLOSE: Parting.CLOSE, RoomAct.BLOCK: Parting.BLOCK, RoomAct.REPORT: Parting.REPORT}
_SURE = {RoomAct.BLOCK_SURE, RoomAct.REPORT_SURE, RoomAct.KEEP, RoomAct.UNBLOCK}


def setup() -> Router:
    router = Router(name="parting")
    router.message.register(_command, Command("close", "block", "report"))
    router.message.register(_unblock, Command("unblock"))
    router.callback_query.register(_extend, RoomPress.filter(F.act == RoomAct.EXTEND))
    router.callback_query.register(_close_for, RoomPress.filter(F.act == RoomAct.CLOSE_FOR))
    router.callback_query.register(_ask, RoomPress.filter(F.act.in_(_ASKED)))
    router.callback_query.register(_do, RoomPress.filter(F.act.in_(_SURE)))
    return router


async def _command(
    message: Message, command: CommandObject, unit: UnitOfWork, person: Person, ask_parting: AskParting
) -> None:
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    await ask_parting.by_command(unit, person, Parting(command.command), replied)


async def _unblock(message: Message, unit: UnitOfWork, person: Person, unblock: Unblock) -> None:
    await unblock.listed(unit, person)


async def _extend(
    query: CallbackQuery,
    callback_data: RoomPress,
    unit: UnitOfWork,
    person: Person,
    extend_room: ExtendRoom,
    toast: Toast,
) -> None:
    left = int(callback_data.value) if callback_data.value.isdecimal() else 0
    toast.say(_TOASTS[await extend_room(unit, callback_data.id, person, left)])


async def _ask(
    query: CallbackQuery,
    callback_data: RoomPress,
    unit: UnitOfWork,
    person: Person,
    ask_parting: AskParting,
    toast: Toast,
) -> None:
    _say(toast, await ask_parting(unit, callback_data.id, person, _ASKED[callback_data.act]))


async def _close_for(
    query: CallbackQuery,
    callback_data: RoomPress,
    unit: UnitOfWork,
    person: Person,
    close_for_reason: CloseForReason,
    toast: Toast,
) -> None:
    known = callback_data.value in set(CloseReason)
    reason = CloseReason(callback_data.value) if known else CloseReason.EXPIRED
    _say(toast, await close_for_reason(unit, callback_data.id, person, reason))


async def _do(
    query: CallbackQuery,
    callback_data: RoomPress,
    unit: UnitOfWork,
    person: Person,
    block_person: BlockPerson,
    report_person: ReportPerson,
    keep_room: KeepRoom,
    unblock: Unblock,
    toast: Toast,
) -> None:
    acts: dict[RoomAct, Callable[[UnitOfWork, RoomId, Person], Awaitable[Parted]]] = {
        RoomAct.BLOCK_SURE: block_person,
        RoomAct.REPORT_SURE: report_person,
        RoomAct.KEEP: keep_room,
        RoomAct.UNBLOCK: unblock,
    }
    _say(toast, await acts[callback_data.act](unit, callback_data.id, person))


def _say(toast: Toast, parted: Parted) -> None:
    if parted is Parted.NOT_YOURS:
        toast.say("stale")
