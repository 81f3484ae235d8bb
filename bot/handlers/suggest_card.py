"""The card on which a therapist chooses the time to suggest. Nothing is remembered between two presses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.callbacks_suggest import SuggestPress, SuggestStep
from bot.handlers.form_month import month_of
from bot.toasts import Toast
from domain.people import Person, Role
from services.move_slots import MoveSlots
from services.offer_ends import customer_name
from services.offers import Answer
from services.ports import UnitOfWork
from services.present_card import bring
from services.suggesting import Suggestable, Suggested, SuggestTime
from services.suggestion_notices import choosing


@dataclass(frozen=True, slots=True)
class SuggestCard:
    """One therapist's, during one press."""

    unit: UnitOfWork
    person: Person
    slots: MoveSlots
    suggest: SuggestTime
    toast: Toast

    async def press(self, press: SuggestPress) -> None:
        found = await self.suggest.may(self.unit, press.id, self.person)
        if not isinstance(found, Suggestable):
            await self.refuse(press, found)
        elif press.step is SuggestStep.OPEN:
            await self.day(found, None, fresh=True)
        elif press.step is SuggestStep.KEEP:
            await self._show(found, "kept", {})
        elif press.step is SuggestStep.BACK:
            await self.day(found, None)
        elif press.step is SuggestStep.DAY:
            await self._chosen_day(found, press.value)
        else:
            await self._chosen_time(found, press.value)

    async def refuse(self, press: SuggestPress, why: Suggested | Answer) -> None:
        """Said over the button; what waits, or what became of the offer, comes down to the chat's end."""
        if isinstance(why, Answer):
            self.toast.say(why.value, alert=True)
        else:
            self.toast.say(f"suggest.{why}", alert=True)
        if why is not Answer.NOT_YOURS:
            card = f"suggest:{press.id}" if why is Suggested.WAITS else f"offer:{press.id}"
            await bring(self.unit, self.person.id, card, self.slots.clock.now())

    async def _chosen_day(self, found: Suggestable, value: str) -> None:
        chosen = _date(value.removeprefix("m-"))
        if chosen is None:
            self.toast.say("not_offered" if value == "-" else "stale")
        elif value.startswith("m-"):
            await self.day(found, chosen)
        elif not await self._starts(found, chosen):
            await self.day(found, chosen, note="no_time")
        else:
            await self.time(found, chosen)

    async def _chosen_time(self, found: Suggestable, value: str) -> None:
        start = _instant(value.removeprefix("at-"))
        if start is None:
            self.toast.say("stale")
            return
        day = start.astimezone(self.slots.zone).date()
        if value.startswith("at-"):
            await self.time(found, day, at=int(start.timestamp()))
            return
        done = await self.suggest(self.unit, found.offer.id, self.person, start)
        if done is Suggested.TAKEN:
            self.toast.say("suggest.taken")
            await self.time(found, day, note="slot_gone")
        else:
            self.toast.say(f"suggest.{done}", alert=done is not Suggested.DONE)

    async def _starts(self, found: Suggestable, day: date) -> Sequence[datetime]:
        return await self.slots(self.unit, found.booking, Role.THERAPIST, day=day)

    async def day(
        self, found: Suggestable, wanted: date | None, *, note: str = "", fresh: bool = False
    ) -> None:
        async def free(one: date) -> Sequence[date]:
            return await self.slots.days(self.unit, found.booking, Role.THERAPIST, month=one)

        now, zone = self.slots.clock.now(), self.slots.zone
        present = found.booking.span.starts_at.astimezone(zone).date()
        values = await month_of(free, now, now + self.slots.rules.horizon, zone, wanted or present)
        more = {"note": note, "chosen": present.isoformat(), "fresh": fresh}
        await self._show(found, "day", {**values, **more})

    async def time(self, found: Suggestable, day: date, *, at: int | None = None, note: str = "") -> None:
        starts = await self._starts(found, day)
        if not starts:
            await self.day(found, day, note=note or "no_time")
            return
        options = [int(start.timestamp()) for start in starts]
        await self._show(found, "time", {"options": options, "at": at, "chosen": "", "note": note})

    async def _show(self, found: Suggestable, step: str, values: dict[str, Any]) -> None:
        customer = await customer_name(self.unit, found.booking)
        told = {"step": step, "note": "", **values, "customer": customer}
        card = choosing(self.person.id, found.offer.id, found.booking, told)
        await self.unit.outbox.add(card, self.slots.clock.now())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        return None
    return datetime.fromtimestamp(int(text), UTC)
