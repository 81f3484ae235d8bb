"""A therapist's own durations and prices: shown, set and given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.catalogue import Choice, Service
from domain.ids import ServiceCode, TherapistId
from domain.terms import choices_of, in_order
from services.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """`choices` is what holds; `own`: whether it is the therapist's or the catalogue's."""

    service: Service
    choices: tuple[Choice, ...]
    own: bool


async def terms_of(unit: UnitOfWork, therapist: TherapistId) -> Sequence[ServiceTerms]:
    """For every service they offer, in the catalogue's order."""
    one = await unit.therapists.get(therapist)
    if one is None:
        return ()
    own = await unit.terms.of_therapist(therapist)
    return [
        ServiceTerms(service, choices_of(service, own.get(service.code, ())), service.code in own)
        for service in await unit.catalogue.services()
        if service.active and (not one.services or service.code in one.services)
    ]


class TermsSet(StrEnum):
    SET = "set"
    NOT_OFFERED = "not_offered"
    """Not a service of theirs (any more)."""
    OTHER_CURRENCY = "other_currency"
    IMPOSSIBLE = "impossible"
    """A duration twice, too many of them, too short or too long, or a price nobody could write down."""


@dataclass(frozen=True, slots=True)
class SetTerms:
    """`choices` are all of that service from now on; none means the catalogue's again. Bookings keep what was
    agreed; whoever is looking at the old price is told before anything is sent."""

    async def __call__(
        self, unit: UnitOfWork, therapist: TherapistId, service: ServiceCode, choices: Sequence[Choice]
    ) -> TermsSet:
        known = next((one for one in await terms_of(unit, therapist) if one.service.code == service), None)
        if known is None:
            return TermsSet.NOT_OFFERED
        currencies = {choice.price.currency for choice in known.service.choices}
        if currencies and {choice.price.currency for choice in choices} - currencies:
            return TermsSet.OTHER_CURRENCY
        try:
            ordered = in_order(choices)
        except ValueError:
            return TermsSet.IMPOSSIBLE
        await unit.terms.put(therapist, service, ordered)
        return TermsSet.SET
