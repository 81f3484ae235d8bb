"""Every button's data, made and parsed here and in the modules named `callbacks_`; at most 64 bytes.

A prefix ends in the version of its fields: buttons of an older version parse as nothing, which is answered
as stale. A person's client can send any bytes, so a number too large for a database is refused here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from domain.edition import whoever_comes
from domain.ids import BookingId, MessageId, OfferId, PersonId, RoomId, WaitId, WaitOfferId

Id = Annotated[int, Field(gt=0, lt=2**63)]


class OfferAct(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"


class BookingAct(StrEnum):
    CANCEL = "cancel"
    CANCEL_SURE = "cancel_sure"
    CANCEL_LATE = "cancel_late"
    """Sure, and told that it will be recorded as late."""
    SHOW = "show"
    KEEP = "keep"
    ANYONE = "anyone"
    WHOEVER = "whoever"
    """Also against the wish for a woman or a man."""
    OTHER_TIME = "other_time"
    AGAIN = "again"
    CALENDAR = "calendar"
    WAITLIST = "waitlist"


class MessageAct(StrEnum):
    RETRY = "retry"
    DISCARD = "discard"
    UNSEND = "unsend"


class WhichAct(StrEnum):
    ROOM = "room"
    FORM = "form"
    DISCARD = "discard"


class RoomAct(StrEnum):
    WRITE = "write"
    STOP = "stop"
    EXTEND = "extend"
    CLOSE = "close"
    CLOSE_FOR = "close_for"
    BLOCK = "block"
    BLOCK_SURE = "block_sure"
    REPORT = "report"
    REPORT_SURE = "report_sure"
    KEEP = "keep"
    UNBLOCK = "unblock"


class OfferPress(CallbackData, prefix="o1"):
    offer: Id
    act: OfferAct

    @property
    def id(self) -> OfferId:
        return OfferId(self.offer)


DEEDS = frozenset(
    {
        BookingAct.CANCEL_SURE,
        BookingAct.CANCEL_LATE,
        BookingAct.ANYONE,
        BookingAct.WHOEVER,
        BookingAct.OTHER_TIME,
        BookingAct.WAITLIST,
    }
)
"""What is done at once, and so only for the booking as the card showed it."""


class BookingPress(CallbackData, prefix="b1"):
    """What only shows or asks; a deed by this name is a button made before deeds had one of their own."""

    booking: Id
    act: BookingAct

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class BookingDeed(CallbackData, prefix="b2"):
    """`edition`: what the card showed (`domain.edition`)."""

    booking: Id
    act: BookingAct
    edition: str

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


def on_booking(
    values: Mapping[str, Any], act: BookingAct, *, whoever: bool = False
) -> BookingPress | BookingDeed:
    """`values` are a notice's; `whoever`: it may be done whoever is being asked by then."""
    if act in DEEDS:
        shown = values.get("edition", "")
        of = whoever_comes(shown) if whoever else shown
        return BookingDeed(booking=values["booking"], act=act, edition=of)
    return BookingPress(booking=values["booking"], act=act)


class DraftPress(CallbackData, prefix="d1", sep="|"):
    """`token` is 22 long, which leaves 37 bytes for `step` and `value` together; neither holds a `|`."""

    token: str
    step: str
    value: str = ""


class MessagePress(CallbackData, prefix="m1"):
    message: Id
    act: MessageAct

    @property
    def id(self) -> MessageId:
        return MessageId(self.message)


class LanguagePress(CallbackData, prefix="l1"):
    """`language` is the name of a catalogue."""

    language: str


class PhrasePress(CallbackData, prefix="p1"):
    """One of a therapist's own is to go."""

    phrase: Id


class QuietPress(CallbackData, prefix="q1"):
    """Minutes of the day; the same twice: no silent hours."""

    begins: Annotated[int, Field(ge=0, lt=1440)]
    ends: Annotated[int, Field(ge=0, lt=1440)]


class WhichPress(CallbackData, prefix="w1"):
    """`question` is the first of the lines that wait; `room` the one they are for, where it is one."""

    question: Id
    act: WhichAct
    room: int = Field(0, ge=0, lt=2**63)

    @property
    def id(self) -> MessageId:
        return MessageId(self.question)

    @property
    def room_id(self) -> RoomId:
        return RoomId(self.room)


class RoomPress(CallbackData, prefix="r1"):
    """`value`: the reason to close it, or how many extensions were left when the button was shown."""

    room: Id
    act: RoomAct
    value: str = ""

    @property
    def id(self) -> RoomId:
        return RoomId(self.room)


class SharePress(CallbackData, prefix="i1"):
    """To share numbers for that visit, or not (any more)."""

    booking: Id
    share: bool

    @property
    def id(self) -> BookingId:
        return BookingId(self.booking)


class RestrictionAct(StrEnum):
    APPEAL = "appeal"
    LIFT = "lift"


class RestrictionPress(CallbackData, prefix="i2"):
    """An operator lifts `person`'s; a person asks for their own to be lifted."""

    act: RestrictionAct
    person: Annotated[int, Field(ge=0, lt=2**63)] = 0

    @property
    def id(self) -> PersonId:
        return PersonId(self.person)


class CalendarAct(StrEnum):
    SHOW = "show"
    ASK_NEW = "ask_new"
    NEW = "new"
    ASK_OFF = "ask_off"
    OFF = "off"


class CalendarPress(CallbackData, prefix="j1"):
    act: CalendarAct


class WaitAct(StrEnum):
    SHOW = "show"
    LEAVE = "leave"
    STAY = "stay"


class WaitPress(CallbackData, prefix="z1"):
    """A wish on the waitlist."""

    wait: Id
    act: WaitAct

    @property
    def id(self) -> WaitId:
        return WaitId(self.wait)


class WaitTimePress(CallbackData, prefix="y2"):
    """A time offered from the waitlist: to take it, or to let it go."""

    offer: Id
    take: bool

    @property
    def id(self) -> WaitOfferId:
        return WaitOfferId(self.offer)


class MenuPress(CallbackData, prefix="n1"):
    act: str
