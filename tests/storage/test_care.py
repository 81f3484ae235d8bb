"""Questions, calls for help and absences, on each engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.absence import AbsenceStatus
from domain.booking import Booking
from domain.overdue import CheckStatus
from domain.people import Person
from services.ports import Stale, UnitOfWork
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import CHANGE, HOUR


async def visit(unit: UnitOfWork, **different: Any) -> tuple[Person, Booking]:
    customer = await unit.people.add(samples.person(name="Zorah"))
    therapist = await unit.therapists.add(samples.therapist())
    booking = samples.booking(customer.id, therapist.id, **different)
    return customer, await unit.bookings.add(samples.request_of(booking), booking, CHANGE)


class TestCare:
    async def test_who_did_not_come_is_kept_with_the_booking(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            _, made = await visit(unit, no_show="customer")
        async with writing(storage) as unit:
            assert await unit.bookings.get(made.id) == made

    async def test_a_check_is_one_per_booking_and_changed_once(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            _, made = await visit(unit)
            check = samples.check(made.id)
            assert await unit.checks.get(made.id) is None
            await unit.checks.add(check)
        told = replace(check.told(NOW + HOUR), customer="well")
        async with writing(storage) as unit:
            unit.checks.save(check, told)
            assert await unit.checks.get(made.id) == told
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.checks.save(check, check.to(CheckStatus.CLEAR))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.checks.add(check)

    async def test_help_comes_back_as_given_and_is_one_per_person_while_it_lasts(
        self, storage: Storage
    ) -> None:
        async with writing(storage) as unit:
            person, made = await visit(unit)
            first = await unit.help_calls.add(samples.help_call(made.id, person.id))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.help_calls.add(samples.help_call(made.id, person.id))
        async with writing(storage) as unit:
            assert await unit.help_calls.get(first.id) == first
            assert await unit.help_calls.live_of(made.id, person.id) == first
            taken = first.taken(person.id, NOW)
            unit.help_calls.save(first, taken)
            over = taken.resolved(person.id, NOW + HOUR)
            unit.help_calls.save(taken, over)
            assert await unit.help_calls.live_of(made.id, person.id) is None
            assert over.facts == {}
            second = await unit.help_calls.add(samples.help_call(made.id, person.id))
            assert await unit.help_calls.of_person(person.id) == [over, second]
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.help_calls.save(first, first.again(NOW))

    async def test_an_absence_is_said_once_and_answered_once(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            _, made = await visit(unit)
            said = samples.absence(made.id)
            await unit.absences.add(said)
        contested = said.to(AbsenceStatus.CONTESTED)
        async with writing(storage) as unit:
            unit.absences.save(said, contested)
            assert await unit.absences.get(made.id) == contested
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.absences.save(said, said.to(AbsenceStatus.RECORDED))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.absences.add(said)

    async def test_erasure_takes_ones_own_calls_and_leaves_the_others(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            person, made = await visit(unit)
            other = await unit.people.add(samples.person("1002"))
            await unit.help_calls.add(samples.help_call(made.id, person.id))
            kept = await unit.help_calls.add(samples.help_call(made.id, other.id))
        async with writing(storage) as unit:
            await unit.erasure.blank(person)
            await unit.erasure.erase(person)
        async with writing(storage) as unit:
            assert await unit.help_calls.of_person(person.id) == []
            assert await unit.help_calls.get(kept.id) == kept
