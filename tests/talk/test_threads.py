"""A unit of work awaits nothing but the database: not even a thread that something else may hold."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiogram import Router
from aiogram.dispatcher.event.handler import CallableObject

from bot import handlers, presence
from services.people import KnowPerson, PersonLeft
from tests.talk.studio import Studio
from tests.talk.test_conversations import agreed


def asked(router: Router) -> Iterator[CallableObject]:
    for observer in router.observers.values():
        yield from observer._handler.filters or ()
        for handler in observer.handlers:
            yield handler
            yield from handler.filters or ()


def test_whatever_is_asked_of_an_update_is_asked_in_its_own_task() -> None:
    """aiogram gives a thread to every filter and handler that is not async."""
    routers = [*handlers.routers(), presence.setup(KnowPerson(frozenset(), ["en"]), PersonLeft())]
    found = [one for router in routers for one in asked(router)]
    assert len(found) > 40
    assert [one.callback for one in found if not one.awaitable] == []


@pytest.fixture
async def no_thread_left() -> AsyncIterator[None]:
    """As when names are looked up in a network that swallows everything."""
    loop, over = asyncio.get_running_loop(), threading.Event()
    threads = ThreadPoolExecutor(max_workers=1)
    loop.set_default_executor(threads)
    held = loop.run_in_executor(None, over.wait)
    yield
    over.set()
    await held
    loop.set_default_executor(ThreadPoolExecutor())


async def test_people_are_heard_while_every_thread_is_held(house: Studio, no_thread_left: None) -> None:
    async with asyncio.timeout(20):
        ana, maya = await agreed(house)
        await ana.says("I am in the garden")
        assert maya.last.text == "I am in the garden"
