"""A visit is offered only to those who serve its district: in the lists, by Send request, and ever after."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.booking import Place, PlaceKind, Wish
from domain.dispatch import need_of
from services.request_booking import NobodyFits
from tests.services.studio import Studio, studio

UBUD = Place(kind=PlaceKind.HOME, address="Jalan Hanoman 1", district="Ubud")


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    """Dewi serves Sanur alone, Maya Ubud too, Budi everywhere."""
    async with studio(tmp_path) as opened:
        await opened.save(opened.dewi, districts=frozenset({"Sanur"}))
        await opened.save(opened.maya, districts=frozenset({"Ubud", "Kuta"}))
        yield opened


async def names(at: Studio, place: Place) -> set[str]:
    need = need_of(at.at(5, place=place), probe=False)
    return {one.name for one, _ in await at.house.units.look(lambda unit: at.do.slots.choosable(unit, need))}


async def test_the_list_of_therapists_is_of_those_who_come_there(at: Studio) -> None:
    assert await names(at, UBUD) == {"Maya", "Budi"}
    assert await names(at, Place(kind=PlaceKind.HOME, district="Sanur")) == {"Dewi", "Budi"}
    assert await names(at, Place(kind=PlaceKind.STUDIO)) == {"Dewi", "Maya", "Budi"}


async def test_who_does_not_come_there_is_not_asked_by_name(at: Studio) -> None:
    assert isinstance(await at.ask(at.at(5, place=UBUD, wish=Wish(at.dewi.id))), NobodyFits)
    assert at.rows("SELECT count(*) FROM bookings") == [(0,)]


async def test_nor_in_any_turn_or_broadcast(at: Studio) -> None:
    made = await at.requested(at.at(5, place=UBUD))
    asked = {made.offer.therapist}
    for _ in range(4):
        open_now = [one for one in await at.offers(made.booking) if one.status == "open"]
        asked |= {one.therapist for one in open_now}
        for offer in open_now:
            therapist = next(one for one in (at.dewi, at.maya, at.budi) if one.id == offer.therapist)
            await at.decline(offer, therapist)
    assert asked == {at.maya.id, at.budi.id}
    await at.ask_anyone(made.booking)
    assert at.dewi.id not in {one.therapist for one in await at.offers(made.booking)}


async def test_with_nobody_who_comes_there_nothing_is_free(at: Studio) -> None:
    await at.save(at.maya, districts=frozenset({"Kuta"}))
    await at.save(at.budi, districts=frozenset({"Sanur"}))
    need = need_of(at.at(5, place=UBUD), probe=False)
    assert await at.house.do(at.do.slots.days, need, month=at.clock.at.date()) == []
    assert await at.house.do(at.do.slots.now, need) is None
    assert isinstance(await at.ask(at.at(5, place=UBUD)), NobodyFits)
