"""Fifty requests for one slot at once, from two processes that open the storage directly: exactly one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.opening import Place
from tests.storage import postgres
from tests.storage.test_two_processes import REQUESTS, holds, overlaps, race, with_people

pytestmark = pytest.mark.slow


@pytest.fixture
async def place(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    if engine == "sqlite":
        return tmp_path / "roomline.db"
    server: postgres.Server = request.getfixturevalue("server")
    return await server.database()


def one_held(answers: list[dict[str, int]]) -> bool:
    held, taken = (sum(answer.get(what, 0) for answer in answers) for what in ("held", "taken"))
    print(f"\n{2 * REQUESTS} requests from two processes: {held} held, {taken} refused")
    return (held, taken) == (1, 2 * REQUESTS - 1)


async def test_fifty_requests_for_one_slot_from_two_processes_are_one_booking(place: Place) -> None:
    await with_people(place)
    assert one_held(await race(place, "requests", str(REQUESTS), "guarded"))
    assert (await holds(place), await overlaps(place)) == ((1, 1), 0)


async def test_from_two_replicas_too(server: postgres.Server) -> None:
    """Programs that know of each other, each with a lease on its life."""
    url = await server.database()
    await with_people(url)
    assert one_held(await race(url, "requests", str(REQUESTS), "guarded", replicas=True))
    assert (await holds(url), await overlaps(url)) == ((1, 1), 0)


async def test_overlapping_requests_from_two_processes_never_meet(place: Place) -> None:
    """On either side: what is behind the one and what is before the other count alike."""
    await with_people(place)
    answers = await race(place, "requests", str(REQUESTS), "overlapping")
    held = sum(answer.get("held", 0) for answer in answers)
    assert held + sum(answer.get("taken", 0) for answer in answers) == 2 * REQUESTS
    assert 1 < held < 2 * REQUESTS
    assert (await holds(place), await overlaps(place)) == ((held, held), 0)


async def test_looking_first_and_taking_then_books_twice(place: Place) -> None:
    """The tests above would see it."""
    await with_people(place)
    answers = await race(place, "requests", str(REQUESTS), "checked", unguard=True)
    assert sum(answer.get("held", 0) for answer in answers) > 1
    assert await overlaps(place) > 0
