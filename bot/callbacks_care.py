"""The buttons that look after people in a visit: their data, by the rules of `bot.callbacks`."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id
from domain.help import HelpId
from domain.ids import BookingId
from services.absence_decisions import Verdict


class HelpAct(StrEnum):
    ASK = "ask"
    SURE = "sure"
    KEEP = "keep"


class HelpPress(CallbackData, prefix="h1"):
    booking: Id
    act: HelpAct

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class CallAct(StrEnum):
    TAKE = "take"
    RESOLVE = "resolve"


class CallPress(CallbackData, prefix="h2"):
    """An operator's, about a call for help."""

    call: Id
    act: CallAct

    @property
    def id(self) -> HelpId:
        return HelpId(self.call)


class CheckAct(StrEnum):
    FINISHED = "finished"
    GOING = "going"
    WELL = "well"


class CheckPress(CallbackData, prefix="h3"):
    """Is everything all right? The customer answers `well`, the therapist one of the others."""

    booking: Id
    act: CheckAct

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class AbsenceAct(StrEnum):
    SAY = "say"
    SURE = "sure"
    KEEP = "keep"
    SO = "so"
    NOT_SO = "not_so"
    TAKE_BACK = "take_back"


class AbsencePress(CallbackData, prefix="h4"):
    """The other one did not come; or what the other one answers to that."""

    booking: Id
    act: AbsenceAct

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class VerdictPress(CallbackData, prefix="h5"):
    """An operator's: who did not come."""

    booking: Id
    verdict: Verdict

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)
