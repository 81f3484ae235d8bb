"""Several programs on one database: whose life still holds, and who does what only one may do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

VERIFYING = "verify"
"""Proves the chain with people of its own, whose messages nobody else sends."""
HOUSEKEEPING = "house"
"""What is looked after for all."""


class Member(Protocol):
    """This program among those that work on the database, or the only one."""

    @property
    def epoch(self) -> int: ...

    def alive(self) -> bool:
        """Whether what this one has claimed is certainly its own still. While it is not, nothing is sent,
        fetched or claimed."""
        ...

    async def certain(self) -> bool:
        """Waits until it is; False when it never will be again: others have taken over."""
        ...

    def leads(self, name: str) -> bool:
        """Whether this one, and no other, does what bears that name."""
        ...

    def stand_for(self, name: str) -> None:
        """It would do it, as soon as nobody else does."""
        ...

    async def give_back(self, name: str) -> None:
        """It does it no more, and others need not wait until that is noticed."""
        ...

    def on_death(self, listener: Callable[[], None]) -> None:
        """Called when another was found to be dead."""
        ...


class Epochs(Protocol):
    async def left_over(self) -> bool:
        """Whether anything is in the hands of a life that is over."""
        ...

    def free_deadlines(self) -> None:
        """What such a one had claimed can be claimed at once."""
        ...


class Alone:
    """The only one: nobody can take over, and all that only one may do is its own."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def alive(self) -> bool:
        return True

    async def certain(self) -> bool:
        return True

    def leads(self, name: str) -> bool:
        return True

    def stand_for(self, name: str) -> None:
        """It does everything."""

    async def give_back(self, name: str) -> None:
        """There is nobody to give it to."""

    def on_death(self, listener: Callable[[], None]) -> None:
        """Nobody else can die."""


async def became(member: Member, name: str, seconds: float) -> bool:
    """Whether it does by then what bears that name."""
    member.stand_for(name)
    try:
        async with asyncio.timeout(seconds):
            while not member.leads(name):  # noqa: ASYNC110 - what others do is seen by looking
                await asyncio.sleep(0.02)
    except TimeoutError:
        await member.give_back(name)
        return False
    return True
