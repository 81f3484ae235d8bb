"""The buttons of moving a visit. Made and parsed as those in `bot.callbacks`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id
from domain.ids import BookingId, ProposalId


class MoveStep(StrEnum):
    OPEN = "open"
    DAY = "day"
    TIME = "time"
    ASK = "ask"
    BACK = "back"
    KEEP = "keep"


class MovePress(CallbackData, prefix="t1"):
    """`version`: the booking's when the card was made; `value`: a day, a time, or where to turn to."""

    booking: Id
    step: MoveStep
    version: Annotated[int, Field(ge=0, lt=2**31)] = 0
    value: str = ""

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class WishAct(StrEnum):
    YES = "yes"
    NO = "no"
    TAKE_BACK = "take_back"


class WishPress(CallbackData, prefix="g1"):
    """An answer to a wish to move a visit, or the end of it by who asked."""

    proposal: Id
    act: WishAct

    @property
    def id(self) -> ProposalId:
        return ProposalId(self.proposal)
