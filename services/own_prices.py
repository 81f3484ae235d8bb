"""`/prices`: the durations a therapist offers of each service, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain.catalogue import Choice, Money
from domain.ids import ServiceCode
from domain.terms import mistyped
from domain.typed_prices import read_price, read_prices
from domain.typed_time import Fault, Problem
from services.desk import NOTHING, Desk, show, told
from services.ports import Clock, UnitOfWork
from services.terms import ServiceTerms, SetTerms, TermsSet, terms_of

KIND = "prices"


@dataclass(frozen=True, slots=True)
class Where:
    """`step`: list, service, add or price; `service` by its code."""

    step: str = "list"
    service: str = ""
    minutes: int = 0


LIST = Where()


def asked_where(what: str) -> Where | None:
    """The place that a typed line answers; None for another question."""
    kind, *rest = what.split(":")
    if kind != KIND or len(rest) != 2:
        return None
    service, minutes = rest
    return Where("price", service, int(minutes)) if minutes else Where("service", service)


def _asks(where: Where) -> str:
    if not where.service:
        return NOTHING
    return f"{KIND}:{where.service}:{where.minutes or ''}"


@dataclass(frozen=True, slots=True)
class ShowPrices:
    clock: Clock
    decimals: Callable[[str], int]
    """Of a currency."""

    async def __call__(
        self,
        unit: UnitOfWork,
        desk: Desk,
        where: Where = LIST,
        *,
        note: str = "",
        problem: Problem | None = None,
    ) -> bool:
        """False where that service is none of theirs (any more): then the list is shown."""
        terms = await terms_of(unit, desk.therapist.id)
        known = where == LIST or any(one.service.code == where.service for one in terms)
        where = where if known else LIST
        values = {
            "step": where.step,
            "service": where.service,
            "minutes": where.minutes,
            "services": [self._values(one) for one in terms],
            "note": note,
            "problem": told(problem),
        }
        await show(unit, desk, self.clock.now(), code="prices", values=values, asks=_asks(where))
        return known

    def _values(self, terms: ServiceTerms) -> dict[str, Any]:
        return {
            "code": terms.service.code,
            "name": terms.service.name,
            "own": terms.own,
            "choices": [self._choice(one) for one in terms.choices],
            "dearer": _dearer(terms),
        }

    def _choice(self, choice: Choice) -> dict[str, Any]:
        price = choice.price
        return {
            "minutes": choice.minutes,
            "price": {"minor": price.minor, "currency": price.currency},
            "typed": typed_price(price, self.decimals),
        }


def typed_price(price: Money, decimals: Callable[[str], int]) -> str:
    """As it can be written."""
    amount = Decimal(price.minor).scaleb(-decimals(price.currency))
    whole = amount == amount.to_integral_value()
    return str(int(amount)) if whole else str(amount)


@dataclass(frozen=True, slots=True)
class ChangePrices:
    """From this commit on; what is booked keeps its price."""

    clock: Clock
    decimals: Callable[[str], int]
    set_terms: SetTerms

    async def drop(self, unit: UnitOfWork, desk: Desk, service: str, minutes: int) -> bool:
        present = await self._present(unit, desk, service)
        left = [one for one in present.choices if one.minutes != minutes] if present else []
        if present is None or len(left) == len(present.choices):
            return await self._show(unit, desk, Where("service", service), note="same")
        if not left:
            return await self._show(unit, desk, Where("service", service), note="last")
        return await self._put(unit, desk, service, left)

    async def studio(self, unit: UnitOfWork, desk: Desk, service: str) -> bool:
        return await self._put(unit, desk, service, ())

    async def typed(self, unit: UnitOfWork, desk: Desk, text: str, where: Where) -> bool:
        """All durations with their prices (`60 250000, 90 350000`), or the price of the one asked about."""
        present = await self._present(unit, desk, where.service)
        if present is None or not present.service.choices:
            return await self._show(unit, desk, where)
        currency = present.service.choices[0].price.currency
        digits = self.decimals(currency)
        if not where.minutes:
            several = read_prices(text, currency, digits)
            if isinstance(several, Problem):
                return await self._show(unit, desk, where, problem=several)
            if (slip := self._slip(present, several)) is not None:
                return await self._show(unit, desk, where, problem=slip)
            return await self._put(unit, desk, where.service, several)
        price = read_price(text, currency, digits)
        if isinstance(price, Problem):
            return await self._show(unit, desk, where, problem=price)
        if (slip := self._slip(present, [Choice(where.minutes, price)])) is not None:
            return await self._show(unit, desk, where, problem=slip)
        others = [one for one in present.choices if one.minutes != where.minutes]
        return await self._put(unit, desk, where.service, [*others, Choice(where.minutes, price)])

    def _slip(self, present: ServiceTerms, choices: Sequence[Choice]) -> Problem | None:
        """`300` where everything costs hundreds of thousands."""
        far = (one.price for one in choices if mistyped(one.price, present.service.choices))
        return next((Problem(Fault.FAR_PRICE, typed_price(one, self.decimals)) for one in far), None)

    async def _present(self, unit: UnitOfWork, desk: Desk, service: str) -> ServiceTerms | None:
        every = await terms_of(unit, desk.therapist.id)
        return next((one for one in every if one.service.code == service), None)

    async def _put(self, unit: UnitOfWork, desk: Desk, service: str, choices: Sequence[Choice]) -> bool:
        where = Where("service", service)
        match await self.set_terms(unit, desk.therapist.id, ServiceCode(service), choices):
            case TermsSet.SET:
                return await self._show(unit, desk, where, note="saved" if choices else "studio")
            case TermsSet.NOT_OFFERED:
                return await self._show(unit, desk, where)
        return await self._show(unit, desk, where, problem=Problem(Fault.PRICES, ""))

    async def _show(
        self, unit: UnitOfWork, desk: Desk, where: Where, *, note: str = "", problem: Problem | None = None
    ) -> bool:
        return await ShowPrices(self.clock, self.decimals)(unit, desk, where, note=note, problem=problem)


def _dearer(terms: ServiceTerms) -> bool:
    """Whether somebody who books *anyone* could not be given this therapist for some of it."""
    listed = [(one.price, terms.service.choice(one.minutes)) for one in terms.choices]
    return any(studio is not None and own.minor > studio.price.minor for own, studio in listed)
