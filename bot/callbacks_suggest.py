"""The buttons of suggesting another time. Made and parsed as those in `bot.callbacks`."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id
from domain.ids import OfferId, ProposalId


class SuggestStep(StrEnum):
    OPEN = "open"
    DAY = "day"
    TIME = "time"
    BACK = "back"
    KEEP = "keep"


class SuggestPress(CallbackData, prefix="u1"):
    """An offer is for one booking at one time and price, so it says what was seen. `value`: a day, a time, or
    where to turn to."""

    offer: Id
    step: SuggestStep
    value: str = ""

    @property
    def id(self) -> OfferId:
        return OfferId(self.offer)


class SuggestionAct(StrEnum):
    TAKE = "take"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"


class SuggestionPress(CallbackData, prefix="u2"):
    """The customer's answer, or the therapist takes it back."""

    proposal: Id
    act: SuggestionAct

    @property
    def id(self) -> ProposalId:
        return ProposalId(self.proposal)
