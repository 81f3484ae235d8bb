"""What operators press: a call for help taken or settled, and who did not come."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks_care import CallAct, CallPress, VerdictPress
from bot.toasts import Toast
from domain.people import Person
from services.absence_decisions import DecideAbsence, Decided
from services.help_answers import ResolveHelp, TakeHelp, Taken
from services.ports import UnitOfWork


def setup() -> Router:
    router = Router(name="care_operator")
    router.callback_query.register(_call, CallPress.filter())
    router.callback_query.register(_verdict, VerdictPress.filter())
    return router


async def _call(
    query: CallbackQuery,
    callback_data: CallPress,
    unit: UnitOfWork,
    person: Person,
    take_help: TakeHelp,
    resolve_help: ResolveHelp,
    toast: Toast,
) -> None:
    use_case = take_help if callback_data.act is CallAct.TAKE else resolve_help
    taken, by = await use_case(unit, callback_data.id, person)
    if taken is Taken.NOT_YOURS:
        toast.say("stale")
    else:
        faster = taken in {Taken.TAKEN_BY, Taken.RESOLVED_BEFORE}
        toast.say(f"help.{taken}", alert=faster, by=by)


async def _verdict(
    query: CallbackQuery,
    callback_data: VerdictPress,
    unit: UnitOfWork,
    person: Person,
    decide_absence: DecideAbsence,
    toast: Toast,
) -> None:
    done = await decide_absence(unit, callback_data.id, person, callback_data.verdict)
    if done is not Decided.DECIDED:
        toast.say("stale" if done is Decided.NOT_YOURS else "absence.moved_on")
