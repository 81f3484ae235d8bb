"""What is sent when Telegram wants less of it: less to one chat, less in all, or nothing from us any more."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from services.delivery import TURNS
from services.outgoing import Claimed, Notice, Priority, RetryAfter, Shut
from services.ports import UnitOfWork
from tests.bot.wire import until
from tests.services.rooms_house import House, house
from tests.services.test_delivery import ByHand, Chat, Ticking, sending, told


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    """Its clock stands still."""
    async with house(tmp_path) as home:
        yield home


async def free_after(home: House, seconds: float) -> int:
    """How many lines could go on by then."""
    later = home.clock.at + timedelta(seconds=seconds)

    async def work(unit: UnitOfWork) -> int:
        rows: list[Claimed] = list(await unit.outbox.claim(5, later, busy=()))
        for row in rows:
            unit.outbox.again(row, later, error="", counted=False)
        return len(rows)

    return await home.units.run(work)


def queued(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "house.db")) as database:
        (number,) = database.execute("SELECT count(*) FROM outbox WHERE state = 'queued'").fetchone()
        return int(number)


async def test_a_chat_that_had_too_many_goes_on_at_one_a_second(home: House, tmp_path: Path) -> None:
    ana, bob = await home.customer("Ana"), await home.customer("Bob")
    chat = Chat([RetryAfter(7)])
    await told(home, ana, "one", "two", "three")
    async with sending(home, chat) as delivery:
        await until(lambda: chat.tries and not chat.answers)
        await told(home, bob, "others", "flow")
        delivery.wake()
        await chat.holds("others", "flow")
        home.clock.at += timedelta(seconds=7)
        delivery.wake()
        await chat.holds("others", "flow", "one")
        await until(lambda: queued(tmp_path) == 2)
        await delivery.stop()
        assert [await free_after(home, seconds) for seconds in (0.9, 1)] == [0, 1]


async def test_whose_turn_by_urgency_never_comes_gets_one_by_age(home: House) -> None:
    waiting = await home.customer("Ana")
    await told(home, waiting, "notice")
    talkers = [await home.customer(f"Talker {number}") for number in range(TURNS)]
    chat, pace = Chat(), ByHand()

    async def said(unit: UnitOfWork) -> None:
        for person in talkers:
            words = Notice(to=person.id, code=person.name, priority=Priority.MESSAGE)
            await unit.outbox.add(words, home.clock.at)

    await home.units.run(said)
    async with sending(home, chat, pace=pace):
        for sent in range(1, TURNS + 2):
            pace.allow(1)
            await until(lambda wanted=sent: len(chat.taken) == wanted)  # type: ignore[misc]  # bound now
        pace.allow(1)
    said_to = [said for _, said in chat.taken]
    assert said_to.index("notice") == TURNS - 1, said_to
    assert [said for said in said_to if said != "notice"] == [one.name for one in talkers]


async def test_while_the_token_is_refused_one_at_a_time_asks(
    home: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("services.shutter.KNOCK", 0.02)
    home.clock = Ticking()
    for number in range(20):
        await told(home, await home.customer(f"Person {number}"), "one", "two")
    chat, at_once = Chat([Shut("Unauthorized")] * 24, shut=True), list[int]()
    async with sending(home, chat) as delivery:
        await until(lambda: chat.tries == 20)
        chat.open.set()
        await until(lambda: len(chat.answers) == 4)
        chat.asked = lambda: at_once.append(len(delivery._in_flight))
        await until(lambda: len(chat.taken) == 40)
    assert at_once[:5] == [1] * 5, "all the others wait, until one is taken"
    refusals = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(refusals) == 1 and "refuses the token" in refusals[0].message
