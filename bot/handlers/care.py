"""What either side of a visit presses when something is not as it should be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks_care import AbsenceAct, AbsencePress, CheckAct, CheckPress, HelpAct, HelpPress
from bot.toasts import Toast
from domain.absence import NotSayable
from domain.ids import BookingId
from domain.people import Person
from services.absences import AnswerAbsence, Answered, Said, SayAbsent, TakeBackAbsence
from services.help import AskHelp, CallHelp, Helped
from services.overdue import AllWell, Checked, StillGoing
from services.ports import UnitOfWork
from services.visits import FinishVisit

_SAY = {AbsenceAct.SAY, AbsenceAct.SURE, AbsenceAct.KEEP}


def setup() -> Router:
    router = Router(name="care")
    router.callback_query.register(_ask, HelpPress.filter(F.act == HelpAct.ASK))
    router.callback_query.register(_call, HelpPress.filter(F.act == HelpAct.SURE))
    router.callback_query.register(_keep, HelpPress.filter(F.act == HelpAct.KEEP))
    router.callback_query.register(_check, CheckPress.filter())
    router.callback_query.register(_say, AbsencePress.filter(F.act.in_(_SAY)))
    router.callback_query.register(_answer, AbsencePress.filter())
    return router


async def _ask(
    query: CallbackQuery,
    callback_data: HelpPress,
    unit: UnitOfWork,
    person: Person,
    ask_help: AskHelp,
    toast: Toast,
) -> None:
    """The question comes as a message of its own, without a sound."""
    if await ask_help(unit, callback_data.id, person) is Helped.NOT_YOURS:
        toast.say("stale")


async def _call(
    query: CallbackQuery,
    callback_data: HelpPress,
    unit: UnitOfWork,
    person: Person,
    call_help: CallHelp,
    toast: Toast,
) -> None:
    """Nothing to close by hand, and no word that somebody who looks on would wonder about."""
    done = await call_help(unit, callback_data.id, person)
    toast.say("stale" if done is Helped.NOT_YOURS else "help.noted")


async def _keep(
    query: CallbackQuery,
    callback_data: HelpPress,
    unit: UnitOfWork,
    person: Person,
    ask_help: AskHelp,
    toast: Toast,
) -> None:
    if await ask_help.keep(unit, callback_data.id, person) is Helped.NOT_YOURS:
        toast.say("stale")


async def _check(
    query: CallbackQuery,
    callback_data: CheckPress,
    unit: UnitOfWork,
    person: Person,
    finish_visit: FinishVisit,
    still_going: StillGoing,
    all_well: AllWell,
    toast: Toast,
) -> None:
    acts: dict[CheckAct, Callable[[UnitOfWork, BookingId, Person], Awaitable[Checked]]] = {
        CheckAct.FINISHED: finish_visit,
        CheckAct.GOING: still_going,
        CheckAct.WELL: all_well,
    }
    done = await acts[callback_data.act](unit, callback_data.id, person)
    if done is not Checked.DONE:
        toast.say("stale" if done is Checked.NOT_YOURS else "visit.over")


async def _say(
    query: CallbackQuery,
    callback_data: AbsencePress,
    unit: UnitOfWork,
    person: Person,
    say_absent: SayAbsent,
    toast: Toast,
) -> None:
    if callback_data.act is AbsenceAct.KEEP:
        said: Said | NotSayable = await say_absent.keep(unit, callback_data.id, person)
    else:
        sure = callback_data.act is AbsenceAct.SURE
        said = await say_absent(unit, callback_data.id, person, sure=sure)
    if isinstance(said, NotSayable):
        toast.say(f"absence.{said}", alert=True)
    elif said in {Said.SAID_BEFORE, Said.CONTESTED}:
        toast.say(f"absence.{said}")
    elif said is Said.NOT_YOURS:
        toast.say("stale")


async def _answer(
    query: CallbackQuery,
    callback_data: AbsencePress,
    unit: UnitOfWork,
    person: Person,
    answer_absence: AnswerAbsence,
    take_back_absence: TakeBackAbsence,
    toast: Toast,
) -> None:
    if callback_data.act is AbsenceAct.TAKE_BACK:
        answered = await take_back_absence(unit, callback_data.id, person)
    else:
        so = callback_data.act is AbsenceAct.SO
        answered = await answer_absence(unit, callback_data.id, person, so=so)
    if answered is Answered.NOT_YOURS:
        toast.say("stale")
    elif answered is Answered.MOVED_ON:
        toast.say("absence.moved_on", alert=True)
