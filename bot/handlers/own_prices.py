"""`/prices`: a therapist's own durations and prices of each service."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import MenuPress
from bot.callbacks_desk import PriceAct, PricePress
from bot.handlers.command import Command
from bot.handlers.desk import own_desk
from bot.toasts import Toast
from services.desk import Desk
from services.own_prices import ChangePrices, ShowPrices, Where
from services.ports import UnitOfWork


def setup() -> Router:
    router = Router(name="own_prices")
    router.message.register(_open, Command("prices"), own_desk)
    router.callback_query.register(_open, MenuPress.filter(F.act == "prices"), own_desk)
    router.callback_query.register(_press, PricePress.filter(), own_desk)
    return router


async def _open(
    event: Message | CallbackQuery, unit: UnitOfWork, desk: Desk, show_prices: ShowPrices
) -> None:
    await show_prices(unit, desk)


async def _press(
    query: CallbackQuery,
    callback_data: PricePress,
    unit: UnitOfWork,
    desk: Desk,
    show_prices: ShowPrices,
    change_prices: ChangePrices,
    toast: Toast,
) -> None:
    service, minutes = callback_data.service, callback_data.minutes
    match callback_data.act:
        case PriceAct.LIST:
            there = await show_prices(unit, desk)
        case PriceAct.DROP:
            there = await change_prices.drop(unit, desk, service, minutes)
        case PriceAct.STUDIO:
            there = await change_prices.studio(unit, desk, service)
        case PriceAct.PRICE:
            there = await show_prices(unit, desk, Where("price", service, minutes))
        case PriceAct.ADD:
            there = await show_prices(unit, desk, Where("add", service))
        case _:
            there = await show_prices(unit, desk, Where("service", service))
    if not there:
        toast.say("stale")
