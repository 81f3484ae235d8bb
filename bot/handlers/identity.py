"""Numbers shared for a visit, and the way out of a restriction: one tap each."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import RestrictionAct, RestrictionPress, SharePress
from bot.toasts import Toast
from domain.people import Person
from services.ports import UnitOfWork
from services.restricting import AppealRestriction, Lifted, LiftRestriction
from services.sharing import KeepNumbers, Shared, ShareNumbers


def setup() -> Router:
    router = Router(name="identity")
    router.callback_query.register(_share, SharePress.filter(F.share))
    router.callback_query.register(_keep, SharePress.filter(~F.share))
    router.callback_query.register(_appeal, RestrictionPress.filter(F.act == RestrictionAct.APPEAL))
    router.callback_query.register(_lift, RestrictionPress.filter(F.act == RestrictionAct.LIFT))
    return router


async def _share(
    query: CallbackQuery,
    callback_data: SharePress,
    unit: UnitOfWork,
    person: Person,
    share_numbers: ShareNumbers,
    toast: Toast,
) -> None:
    _say(toast, await share_numbers(unit, callback_data.id, person))


async def _keep(
    query: CallbackQuery,
    callback_data: SharePress,
    unit: UnitOfWork,
    person: Person,
    keep_numbers: KeepNumbers,
    toast: Toast,
) -> None:
    _say(toast, await keep_numbers(unit, callback_data.id, person))


async def _appeal(
    query: CallbackQuery,
    callback_data: RestrictionPress,
    unit: UnitOfWork,
    person: Person,
    appeal_restriction: AppealRestriction,
    toast: Toast,
) -> None:
    if await appeal_restriction(unit, person) is not Lifted.DONE:
        toast.say("stale")


async def _lift(
    query: CallbackQuery,
    callback_data: RestrictionPress,
    unit: UnitOfWork,
    person: Person,
    lift_restriction: LiftRestriction,
    toast: Toast,
) -> None:
    done = await lift_restriction(unit, callback_data.id, person)
    toast.say({Lifted.DONE: "lifted", Lifted.NOT_YOURS: "operators_only"}.get(done, "stale"))


def _say(toast: Toast, shared: Shared) -> None:
    if shared is not Shared.DONE:
        toast.say("answered" if shared is Shared.ALREADY else "stale")
