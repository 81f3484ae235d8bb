"""The same as last time: one tap, and only what is no longer on offer is asked again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.catalogue import Service
from domain.people import Therapist
from services.ports import UnitOfWork
from tests.talk.studio import Phone, Studio, studio
from tests.talk.test_visits import agreed

SAME = "🔁 Same as last time: Balinese massage, Maya"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio(tmp_path) as opened:
        yield opened


async def visited(at: Studio) -> tuple[Phone, Phone]:
    maya, ana = await agreed(at)
    for label in ("Started", "Finished"):
        await maya.presses(label)
    await at.time_passes(hours=20)
    return maya, ana


async def change_service(at: Studio, how: Callable[[Service], Service]) -> None:
    async def work(unit: UnitOfWork) -> None:
        found = next(one for one in await unit.catalogue.services() if one.name == "Balinese massage")
        unit.catalogue.put_service(how(found))

    await at.units.run(work)


async def change_maya(at: Studio, how: Callable[[Therapist], Therapist]) -> None:
    async def work(unit: UnitOfWork) -> None:
        found = await unit.therapists.by_code("maya")
        assert found is not None
        unit.therapists.save(how(found))

    await at.units.run(work)


async def test_one_tap_goes_to_when_and_then_to_the_summary(at: Studio) -> None:
    maya, ana = await visited(at)
    await ana.says("/book")
    assert ana.last.labels[0] == SAME
    await ana.presses("Same as last time")
    for part in ("Balinese massage, 60 minutes", "Jalan 12", "Maya", "When?"):
        assert part in ana.last.text
    await ana.presses("As soon as possible")
    assert ana.last.text.startswith("Your request")
    await ana.presses("Send request")
    assert await maya.presses("Accept") == "Accepted"


async def test_only_for_those_who_have_been_here(at: Studio) -> None:
    _, ana = await agreed(at)
    await ana.says("/book")
    assert not [label for label in ana.last.labels if "Same as" in label], "the visit has not begun"
    eve = await at.phone(66, "Eve")
    await eve.says("/book")
    assert not [label for label in eve.last.labels if "Same as" in label]
    token = eve.last.buttons[0][0][1].split("|")[1]
    assert "out of date" in await eve.presses_data(f"d1|{token}|service|last")


async def test_a_service_that_is_gone_is_asked_for_and_nothing_else(at: Studio) -> None:
    _, ana = await visited(at)
    await change_service(at, lambda service: replace(service, active=False))
    await ana.says("/book")
    await ana.presses("Same as last time")
    assert "not on offer any more" in ana.last.text
    assert "What would you like?" in ana.last.text
    assert SAME not in ana.last.labels
    await ana.presses(ana.last.labels[0])
    assert "How long?" in ana.last.text
    await ana.presses("60 minutes")
    assert "When?" in ana.last.text
    assert "Jalan 12" in ana.last.text


async def test_a_duration_that_is_gone(at: Studio) -> None:
    _, ana = await visited(at)
    longer = lambda service: replace(service, choices=service.choices[1:])  # noqa: E731
    await change_service(at, longer)
    await ana.says("/book")
    await ana.presses("Same as last time")
    assert "for that long any more" in ana.last.text
    assert "How long?" in ana.last.text
    await ana.presses(ana.last.labels[0])
    assert "When?" in ana.last.text


async def test_a_therapist_who_is_gone(at: Studio) -> None:
    _, ana = await visited(at)
    await at.therapist(71, "dewi")
    await change_maya(at, lambda maya: replace(maya, active=False))
    await ana.says("/book")
    await ana.presses("Same as last time")
    assert "Your therapist of last time does not offer this any more" in ana.last.text
    assert "With whom?" in ana.last.text
    await ana.presses("Anyone who is free")
    assert "When?" in ana.last.text
    assert "60 minutes" in ana.last.text


async def test_both_are_gone(at: Studio) -> None:
    _, ana = await visited(at)
    await at.therapist(71, "ketut")
    await change_maya(at, lambda maya: replace(maya, active=False))
    await change_service(at, lambda service: replace(service, active=False))
    await ana.says("/book")
    await ana.presses("Same as last time")
    assert "Only that is asked again" in ana.last.text
    await ana.presses(ana.last.labels[0])
    await ana.presses(ana.last.labels[0])
    assert "With whom?" in ana.last.text


async def test_a_link_to_another_therapist_is_not_overruled(at: Studio) -> None:
    _, ana = await visited(at)
    await at.therapist(71, "ketut")
    await ana.says("/start ketut")
    assert not [label for label in ana.last.labels if "Same as" in label]
    await ana.says("/cancel")
    await ana.says("/start maya")
    assert ana.last.labels[0] == SAME


async def test_book_again_from_an_old_card_looks_at_what_is_on_offer_too(at: Studio) -> None:
    _, ana = await visited(at)
    await change_service(at, lambda service: replace(service, active=False))
    await ana.presses("Book the same again")
    assert "not on offer any more" in ana.last.text
    assert "What would you like?" in ana.last.text
