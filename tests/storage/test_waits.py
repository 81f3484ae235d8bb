"""The waitlist as it is kept, on each engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.ids import WaitId, WaitOfferId
from domain.offer import OfferStatus
from domain.waitlist import Part, Wait, WaitOffer, WaitStatus, Watch
from services.ports import Stale, UnitOfWork
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import CHANGE, at


async def test_a_wish_comes_back_as_given(storage: Storage) -> None:
    async with writing(storage) as unit:
        ana = await unit.people.add(samples.person())
        made = await unit.waits.add(samples.wait(ana.id), CHANGE)
    async with writing(storage) as unit:
        assert await unit.waits.get(made.id) == made
        assert await unit.waits.standing(ana.id) == [made]
        assert await unit.waits.get(WaitId(99)) is None


async def test_the_same_wish_stands_once_until_it_ends(storage: Storage) -> None:
    async with writing(storage) as unit:
        ana = await unit.people.add(samples.person())
        budi = await unit.people.add(samples.person("1002"))
        one = await unit.waits.add(samples.wait(ana.id), CHANGE)
        await unit.waits.add(samples.wait(budi.id), CHANGE)
        other = Watch(date(2026, 3, 19), date(2026, 3, 21), Part.ANY)
        await unit.waits.add(samples.wait(ana.id, watch=other), CHANGE)
    with pytest.raises(Stale):
        async with writing(storage) as unit:
            await unit.waits.add(samples.wait(ana.id), CHANGE)
    async with writing(storage) as unit:
        paused = one.to(WaitStatus.PAUSED, NOW)
        unit.waits.save(one, paused, CHANGE)
    with pytest.raises(Stale):
        async with writing(storage) as unit:
            await unit.waits.add(samples.wait(ana.id), CHANGE)
    async with writing(storage) as unit:
        left = paused.to(WaitStatus.LEFT, NOW)
        unit.waits.save(paused, left, CHANGE)
        again = await unit.waits.add(samples.wait(ana.id), CHANGE)
        assert left in await unit.waits.of_person(ana.id)
        assert again in await unit.waits.standing(ana.id)


async def test_the_line_is_in_order_of_joining_and_holds_whoever_can_be_asked(storage: Storage) -> None:
    async with writing(storage) as unit:
        assert not await unit.waits.anybody()
        people = [await unit.people.add(samples.person(str(chat))) for chat in range(6)]
        gone = await unit.people.add(samples.person("7", reachable=False))
        probe = await unit.people.add(samples.person("8", probe=True))
        line = [
            await unit.waits.add(samples.wait(one.id, joined_at=at(-hours)), CHANGE)
            for hours, one in enumerate([*people, gone, probe])
        ]
        maya = await unit.therapists.add(samples.therapist())
        unit.waits.save(line[1], line[1].to(WaitStatus.PAUSED, NOW), CHANGE)
        unit.waits.save(line[2], line[2].to(WaitStatus.OVER, NOW), CHANGE)
        answered = await unit.waits.add_offer(samples.wait_offer(line[3], maya.id), CHANGE)
        unit.waits.save_offer(answered, answered.end(OfferStatus.DECLINED, NOW), CHANGE)
        await unit.waits.add_offer(samples.wait_offer(line[4], maya.id), CHANGE)
        assert await unit.waits.line() == [line[5], line[3], line[0]]
        assert await unit.waits.anybody()
    assert (await storage.figures(NOW)).waits == 6, "also those who are not asked now, never a probe's"


async def test_an_offer_comes_back_and_ends_once(storage: Storage) -> None:
    async with writing(storage) as unit:
        wait, offer = await _offered(unit)
        assert await unit.waits.offer(offer.id) == await unit.waits.open_offer(wait.customer) == offer
        ended = offer.end(OfferStatus.ACCEPTED, at(1))
        unit.waits.save_offer(offer, ended, CHANGE)
        assert await unit.waits.offer(offer.id) == ended
        assert await unit.waits.offers(wait.customer) == [ended]
        assert await unit.waits.open_offer(wait.customer) is None
        assert await unit.waits.offer(WaitOfferId(99)) is None
    with pytest.raises(Stale):
        async with writing(storage) as unit:
            unit.waits.save_offer(offer, offer.end(OfferStatus.TIMED_OUT, at(1)), CHANGE)


async def test_nobody_is_offered_two_at_once(storage: Storage) -> None:
    async with writing(storage) as unit:
        wait, offer = await _offered(unit)
        other = await unit.waits.add(replace(samples.wait(wait.customer), minutes=90), CHANGE)
    with pytest.raises(Stale):
        async with writing(storage) as unit:
            await unit.waits.add_offer(samples.wait_offer(other, offer.therapist), CHANGE)
    async with writing(storage) as unit:
        unit.waits.save_offer(offer, offer.end(OfferStatus.DECLINED, NOW), CHANGE)
        await unit.waits.add_offer(samples.wait_offer(other, offer.therapist), CHANGE)


async def test_a_wish_is_saved_only_over_what_it_was(storage: Storage) -> None:
    async with writing(storage) as unit:
        wait, _ = await _offered(unit)
        passed = replace(wait, passed=1, version=wait.version + 1)
        unit.waits.save(wait, passed, CHANGE)
        assert await unit.waits.get(wait.id) == passed
    with pytest.raises(Stale):
        async with writing(storage) as unit:
            unit.waits.save(wait, wait.to(WaitStatus.LEFT, NOW), CHANGE)


async def test_nothing_is_left_of_somebody_who_is_forgotten(storage: Storage) -> None:
    async with writing(storage) as unit:
        wait, offer = await _offered(unit)
        ana = await unit.people.get(wait.customer)
        assert ana is not None
        await unit.erasure.erase(ana)
        assert await unit.waits.get(wait.id) is None
        assert await unit.waits.offer(offer.id) is None


async def _offered(unit: UnitOfWork) -> tuple[Wait, WaitOffer]:
    ana = await unit.people.add(samples.person())
    maya = await unit.therapists.add(samples.therapist())
    wait = await unit.waits.add(samples.wait(ana.id), CHANGE)
    return wait, await unit.waits.add_offer(samples.wait_offer(wait, maya.id), CHANGE)
