"""The card on which another time for a visit is chosen: its day, its time, and what is asked then.

Nothing is remembered between two presses: the buttons hold what was chosen, and which visit they saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.callbacks_move import MovePress, MoveStep
from bot.handlers.form_month import month_of
from bot.toasts import Toast
from domain.booking import Booking
from domain.moving import answer_by
from domain.people import Person, Role
from services import notices
from services.move_ends import card_of
from services.move_notices import choosing
from services.move_slots import MoveSlots
from services.moves import Asked, AskToMove, Movable
from services.offer_ends import customer_name
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class MoveCard:
    """One person's, during one press."""

    unit: UnitOfWork
    person: Person
    slots: MoveSlots
    ask: AskToMove
    toast: Toast

    async def press(self, press: MovePress) -> None:
        found = await self.ask.may(self.unit, press.id, self.person)
        if not isinstance(found, Movable):
            await self.refuse(press, found.value)
        elif press.step is MoveStep.OPEN:
            await self.day(found, None, fresh=True)
        elif press.version != found.booking.version:
            self.toast.say("move.changed", alert=True)
            await self.day(found, None)
        else:
            await self._step(found, press)

    async def refuse(self, press: MovePress, why: str) -> None:
        """Said over the button. What waits for an answer comes down to the chat's end with its buttons."""
        booking = await self.unit.bookings.get(press.id)
        if booking is None or why == Asked.NOT_YOURS:
            self.toast.say("stale")
            return
        reader = Role.CUSTOMER if booking.customer == self.person.id else Role.THERAPIST
        notice = self.slots.rules.move_notice // timedelta(minutes=1)
        values = {"other": await self._other(booking, reader), "notice": notice}
        self.toast.say(f"move.{why}", alert=True, **values)
        wish = await self.unit.proposals.open_of(press.id)
        if why != Asked.WAITS or wish is None or wish.offer is not None:
            return
        card = await card_of(self.unit, wish, booking, reader, fresh=True)
        if card is not None:
            await self.unit.outbox.add(card, self.slots.clock.now())

    async def _step(self, found: Movable, press: MovePress) -> None:
        match press.step:
            case MoveStep.DAY:
                await self._chosen_day(found, press.value)
            case MoveStep.TIME:
                await self._chosen_time(found, press.value)
            case MoveStep.BACK:
                await self._back(found, press.value)
            case MoveStep.ASK:
                await self._asked(found, press)

    async def _chosen_day(self, found: Movable, value: str) -> None:
        chosen = _date(value.removeprefix("m-"))
        if chosen is None:
            self.toast.say("not_offered" if value == "-" else "stale")
        elif value.startswith("m-"):
            await self.day(found, chosen)
        elif not await self._starts(found, chosen):
            await self.day(found, chosen, note="no_time")
        else:
            await self.time(found, chosen)

    async def _chosen_time(self, found: Movable, value: str) -> None:
        start = _instant(value.removeprefix("at-"))
        if start is None:
            self.toast.say("stale")
            return
        day = start.astimezone(self.slots.zone).date()
        if value.startswith("at-"):
            await self.time(found, day, at=int(start.timestamp()))
        elif start in await self._starts(found, day):
            await self.sure(found, start)
        else:
            await self._gone(found, day)

    async def _back(self, found: Movable, value: str) -> None:
        chosen = _date(value)
        await (self.day(found, None) if chosen is None else self.time(found, chosen))

    async def _asked(self, found: Movable, press: MovePress) -> None:
        start = _instant(press.value)
        if start is None:
            self.toast.say("stale")
            return
        done = await self.ask(self.unit, found.booking.id, self.person, start, press.version)
        if done is Asked.TAKEN:
            await self._gone(found, start.astimezone(self.slots.zone).date())
        else:
            self.toast.say(f"move.{done}", alert=done is not Asked.ASKED)

    async def _gone(self, found: Movable, day: date) -> None:
        self.toast.say("move.taken")
        await self.time(found, day, note="slot_gone")

    async def _starts(self, found: Movable, day: date) -> Sequence[datetime]:
        return await self.slots(self.unit, found.booking, found.side, day=day)

    # What is shown

    async def day(self, found: Movable, wanted: date | None, *, note: str = "", fresh: bool = False) -> None:
        async def free(one: date) -> Sequence[date]:
            return await self.slots.days(self.unit, found.booking, found.side, month=one)

        now, zone = self.slots.clock.now(), self.slots.zone
        present = found.booking.span.starts_at.astimezone(zone).date()
        values = await month_of(free, now, now + self.slots.rules.horizon, zone, wanted or present)
        await self._show(found, "day", {**values, "note": note, "chosen": present.isoformat()}, fresh=fresh)

    async def time(self, found: Movable, day: date, *, at: int | None = None, note: str = "") -> None:
        starts = await self._starts(found, day)
        if not starts:
            await self.day(found, day, note=note or "no_time")
            return
        options = [int(start.timestamp()) for start in starts]
        values = {"options": options, "at": at, "chosen": "", "note": note, "day": day.isoformat()}
        await self._show(found, "time", values)

    async def sure(self, found: Movable, start: datetime) -> None:
        was, now = found.booking.span.starts_at, self.slots.clock.now()
        until = answer_by(was, start, now, self.slots.rules, self.slots.zone)
        values = {
            "wanted_at": notices.instant(start),
            "asked_at": notices.instant(now),
            "answer_by": notices.instant(until),
            "day": start.astimezone(self.slots.zone).date().isoformat(),
        }
        await self._show(found, "sure", values)

    async def _show(self, found: Movable, step: str, values: dict[str, Any], *, fresh: bool = False) -> None:
        theirs = await self._other(found.booking, found.side)
        told = {"step": step, "other": theirs, "note": "", **values}
        card = choosing(self.person.id, found.booking, told, fresh=fresh)
        await self.unit.outbox.add(card, self.slots.clock.now())

    async def _other(self, booking: Booking, side: Role) -> str:
        """The name of who would answer."""
        if side is Role.THERAPIST:
            return await customer_name(self.unit, booking)
        therapist = await self.unit.therapists.get(booking.therapist) if booking.therapist else None
        return therapist.name if therapist else ""


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        return None
    return datetime.fromtimestamp(int(text), UTC)
