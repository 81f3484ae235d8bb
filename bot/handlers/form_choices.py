"""What can be pressed at each question of the form, read from the unit: never a time that is taken."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.handlers import form_wait
from bot.handlers.form_month import month
from domain.booking import Wish
from domain.catalogue import Choice, Money, Service
from domain.dispatch import Need
from domain.draft import Draft, Step
from domain.people import Person
from domain.terms import choices_of
from services.list_slots import ListSlots
from services.ports import UnitOfWork


def short(name: str) -> str:
    """A name of any length as a button's value: Telegram allows 64 bytes for all of it."""
    return f"{zlib.crc32(name.encode()):08x}"


def _money(money: Money) -> dict[str, Any]:
    return {"minor": money.minor, "currency": money.currency}


@dataclass(frozen=True, slots=True)
class Choices:
    unit: UnitOfWork
    list_slots: ListSlots
    customer: Person

    def need(self, draft: Draft, wish: Wish | None = None) -> Need:
        """What every question about free time is asked with. Raises ValueError while service, duration or
        place is open."""
        if draft.service is None or draft.minutes is None:
            raise ValueError(f"draft {draft.token} does not say yet what it is for")
        return Need(
            service=draft.service,
            minutes=draft.minutes,
            place=draft.where.kind,
            district=draft.where.district,
            wish=wish or draft.wish or Wish(),
            customer=self.customer.id,
            probe=self.customer.probe,
        )

    async def services(self) -> Sequence[Service]:
        found = [service for service in await self.unit.catalogue.services() if service.active]
        return sorted(found, key=lambda service: (service.position, service.name))

    async def service(self, draft: Draft) -> Service | None:
        return next((one for one in await self.services() if one.code == draft.service), None)

    async def durations(self, draft: Draft) -> Sequence[Choice]:
        """The service's, or those of the therapist who was chosen by name."""
        service, wish = await self.service(draft), draft.wish or Wish()
        if service is None:
            return ()
        own = await self.unit.terms.of_therapist(wish.therapist) if wish.therapist is not None else {}
        return choices_of(service, own.get(service.code, ()))

    async def price(self, draft: Draft) -> Money | None:
        """What a request would be sent at, as far as is known yet."""
        found = (one.price for one in await self.durations(draft) if one.minutes == draft.minutes)
        return next(found, None)

    async def slots(self, draft: Draft) -> Sequence[int]:
        if draft.day is None:
            return []
        starts = await self.list_slots(self.unit, self.need(draft), day=draft.day)
        return [int(start.timestamp()) for start in starts]

    async def options(self, draft: Draft, at: date | int | None) -> Mapping[str, Any]:
        """`at`: the month, or the time of the day, that was turned to."""
        match draft.step:
            case Step.SERVICE:
                services = await self.services()
                return {"options": [{"value": short(one.code), "name": one.name} for one in services]}
            case Step.DURATION:
                return {"options": await self._durations(draft)}
            case Step.DISTRICT:
                districts = await self.unit.catalogue.districts()
                return {"options": [{"value": short(one.name), "name": one.name} for one in districts]}
            case Step.THERAPIST:
                return {"options": await self._therapists(draft)}
            case Step.WHEN:
                now = await self.list_slots.now(self.unit, self.need(draft))
                return {"now": int(now.timestamp()) if now else None}
            case Step.DAY:
                return await month(self, draft, at if isinstance(at, date) else None)
            case Step.WAIT:
                return await form_wait.options(self, draft)
            case Step.TIME:
                return {"options": await self.slots(draft), "at": at}
        return {}

    async def _durations(self, draft: Draft) -> list[dict[str, Any]]:
        return [
            {"value": str(choice.minutes), "minutes": choice.minutes, "price": _money(choice.price)}
            for choice in await self.durations(draft)
        ]

    async def _therapists(self, draft: Draft) -> list[dict[str, Any]]:
        """With the price of whoever takes another than the catalogue says."""
        people = await self.list_slots.choosable(self.unit, self.need(draft, Wish()))
        listed = await self.price(replace(draft, wish=None))
        return [
            {
                "value": f"t{one.id}",
                "name": one.name,
                "sample": one.sample,
                "gender": one.gender.value if one.gender else "",
                "price": _money(price) if price != listed else None,
            }
            for one, price in people
        ]
