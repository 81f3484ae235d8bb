"""*Got it*: somebody has seen that their visit was cancelled."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks_visit import AckPress
from bot.toasts import Toast
from domain.people import Person
from services.acknowledging import Acknowledge, Noted
from services.ports import UnitOfWork

_TOASTS = {Noted.DONE: "noted", Noted.ALREADY: "noted_already", Noted.NOT_YOURS: "stale"}


def setup() -> Router:
    router = Router(name="acknowledgement")
    router.callback_query.register(_got_it, AckPress.filter())
    return router


async def _got_it(
    query: CallbackQuery,
    callback_data: AckPress,
    unit: UnitOfWork,
    person: Person,
    acknowledge: Acknowledge,
    toast: Toast,
) -> None:
    toast.say(_TOASTS[await acknowledge(unit, callback_data.id, person)])
