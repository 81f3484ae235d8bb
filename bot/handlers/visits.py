"""The therapist's taps on a visit: set out, there, begun, done."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import VisitPress
from bot.toasts import Toast
from domain.people import Person
from services.ports import UnitOfWork
from services.visits import Tapped, TapVisit


def setup() -> Router:
    router = Router(name="visits")
    router.callback_query.register(_tap, VisitPress.filter())
    return router


async def _tap(
    query: CallbackQuery,
    callback_data: VisitPress,
    unit: UnitOfWork,
    person: Person,
    tap_visit: TapVisit,
    toast: Toast,
) -> None:
    """The card changes before the eyes; what changes nothing has to be read."""
    answer = await tap_visit(unit, callback_data.id, person, callback_data.act)
    if answer is Tapped.NOT_YOURS:
        toast.say("stale")
    elif answer is not Tapped.DONE:
        toast.say(f"visit.{answer}", alert=True)
