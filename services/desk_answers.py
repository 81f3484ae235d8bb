"""A typed line, taken as the answer to what the desk asks; or the question once more."""

from __future__ import annotations

from dataclasses import dataclass

from services.desk import Asked, Desk
from services.own_hours import ChangeHours, ShowHours, asked_at
from services.own_off import AskOff, ShowOff
from services.own_prices import ChangePrices, ShowPrices, asked_where
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    show_hours: ShowHours
    change_hours: ChangeHours
    show_off: ShowOff
    ask_off: AskOff
    show_prices: ShowPrices
    change_prices: ChangePrices

    async def __call__(self, unit: UnitOfWork, desk: Desk, question: Asked, text: str) -> None:
        if (at := asked_at(question.what)) is not None:
            await self.change_hours.typed(unit, desk, text, at)
        elif (where := asked_where(question.what)) is not None:
            await self.change_prices.typed(unit, desk, text, where)
        else:
            await self.ask_off.typed(unit, desk, text)

    async def again(self, unit: UnitOfWork, desk: Desk, question: Asked) -> None:
        """It is not plain that the line was meant for it."""
        if (at := asked_at(question.what)) is not None:
            await self.show_hours(unit, desk, at, note="late")
        elif (where := asked_where(question.what)) is not None:
            await self.show_prices(unit, desk, where, note="late")
        else:
            await self.show_off(unit, desk, note="late")
