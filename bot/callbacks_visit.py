"""The buttons of a visit: its therapist's taps, who cannot make it, its rating, a cancellation that was seen.

The rules of `bot.callbacks` hold here too.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id
from domain.cancelling import Reason
from domain.ids import AcknowledgementId, BookingId
from domain.people import Readiness
from domain.visits import Tap


class OwnVisitAct(StrEnum):
    SHOW = "show"
    ASK = "ask"
    SURE = "sure"
    KEEP = "keep"


class OwnVisitPress(CallbackData, prefix="x1"):
    """A therapist looks at a visit, or is asked whether they cannot make it."""

    booking: Id
    act: OwnVisitAct

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class CallOffPress(CallbackData, prefix="x3"):
    """A therapist is sure that they cannot make the visit as the card showed it, and may say why."""

    booking: Id
    edition: str
    reason: Reason = Reason.UNSAID

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class ReadyPress(CallbackData, prefix="a1"):
    readiness: Readiness


class OlderVisitPress(CallbackData, prefix="v1"):
    """A tap that does not say for which time it was made."""

    booking: Id
    act: Tap

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class VisitPress(CallbackData, prefix="v2"):
    booking: Id
    act: Tap
    edition: str

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class RatePress(CallbackData, prefix="s1"):
    booking: Id
    stars: Annotated[int, Field(ge=1, le=5)]

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class CommentPress(CallbackData, prefix="c1"):
    booking: Id

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class AckPress(CallbackData, prefix="k1"):
    """A cancellation was seen."""

    asked: Id

    @property
    def id(self) -> AcknowledgementId:
        return AcknowledgementId(self.asked)
