"""How many units are under way at once: fewer when they meet, and one alone that has lost."""

from __future__ import annotations

import asyncio

from storage.crowd import FEWEST, Crowd


async def at_once(crowd: Crowd, number: int) -> int:
    """How many of so many who all want to come in are inside together."""
    inside, most, go = 0, 0, asyncio.Event()

    async def one() -> None:
        nonlocal inside, most
        async with crowd.place():
            inside += 1
            most = max(most, inside)
            await go.wait()
            inside -= 1

    everybody = asyncio.gather(*(one() for _ in range(number)))
    for _ in range(3):
        await asyncio.sleep(0)
    go.set()
    await everybody
    return most


async def test_as_many_as_there_are_hands_while_none_meets_another() -> None:
    assert await at_once(Crowd(8), 20) == 8


async def test_fewer_with_each_that_meets_another_and_more_again_when_none_does() -> None:
    crowd, seen = Crowd(8), []
    for _ in range(4):
        crowd.met()
        seen.append(await at_once(crowd, 20))
    assert seen == [4, FEWEST, FEWEST, FEWEST]
    for _ in range(100):
        crowd.passed()
    assert await at_once(crowd, 20) == 8


async def test_who_goes_alone_waits_for_those_inside_and_holds_off_the_others() -> None:
    crowd, order, leave = Crowd(8), [], asyncio.Event()

    async def visitor(name: str, *, alone: bool) -> None:
        async with crowd.place(alone=alone):
            order.append(f"{name} in")
            if not alone:
                await leave.wait()
            await asyncio.sleep(0)
            order.append(f"{name} out")

    first = asyncio.ensure_future(visitor("first", alone=False))
    await asyncio.sleep(0)
    alone = asyncio.ensure_future(visitor("alone", alone=True))
    await asyncio.sleep(0)
    later = asyncio.ensure_future(visitor("later", alone=False))
    await asyncio.sleep(0)
    assert order == ["first in"]
    leave.set()
    await asyncio.gather(first, alone, later)
    assert order == ["first in", "first out", "alone in", "alone out", "later in", "later out"]


async def test_who_gives_up_waiting_to_be_alone_is_not_waited_for() -> None:
    crowd = Crowd(8)
    async with crowd.place():
        waiting = asyncio.ensure_future(_alone(crowd))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert await at_once(crowd, 20) == 7


async def _alone(crowd: Crowd) -> None:
    async with crowd.place(alone=True):
        raise AssertionError("somebody else is inside")
