"""Every answer of a chat, for each kind of thing that was sent, on real storage: by table."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from app.tasks import Tasks
from domain.people import Address, Person
from domain.room import Room
from domain.rules import RoomRules
from services.alerts import Alerts
from services.delivery import Delivery
from services.outgoing import (
    CardLost,
    Claimed,
    Gone,
    Notice,
    NotSent,
    Outcome,
    Parcel,
    Refused,
    RetryAfter,
    Sent,
    Shut,
    Speech,
    Uncertain,
)
from services.ports import Stale, UnitOfWork
from services.settle import GATEWAY, MOST_REPEATS, Settle
from storage.opening import open_storage
from tests.services.rooms_house import NOON, Asleep, House, Unhurried, house


@dataclass
class Home:
    house: House
    path: Path
    ann: Person
    dewi: Person
    room: Room

    async def send(self, kind: str) -> None:
        """From Ann to Dewi, and nothing is delivered as yet."""
        if kind == "copy":
            await self.house.says(self.ann, "hello", deliver=False)
            return
        card = f"card:{len(kind)}" if kind == "card" else ""
        await self.add(Notice(to=self.dewi.id, code="thing", card=card))

    async def add(self, notice: Notice) -> None:
        async def work(unit: UnitOfWork) -> None:
            await unit.outbox.add(notice, self.house.clock.at)

        await self.house.units.run(work)

    async def claim(self) -> list[Claimed]:
        rows = await self.house.units.run(lambda unit: unit.outbox.claim(50, self.house.clock.at, busy=()))
        return list(rows)

    async def claimed(self) -> Claimed:
        (row,) = await self.claim()
        return row

    async def settle(self, row: Claimed, outcome: Outcome) -> None:
        await self.house.do(Settle(self.house.clock, Alerts(self.house.clock)), row, outcome)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()

    def state(self, row: Claimed) -> tuple[object, ...]:
        (found,) = self.rows(f"SELECT state, tries FROM outbox WHERE id = {row.id}")
        return found

    def message_state(self) -> object:
        return self.rows("SELECT state FROM messages ORDER BY id DESC LIMIT 1")[0][0]

    def told(self, person: Person) -> list[object]:
        query = f"SELECT code FROM outbox WHERE person_id = {person.id} AND state = 'queued' ORDER BY id"
        return [code for (code,) in self.rows(query)]


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with house(tmp_path) as opened:
        ann = await opened.customer("Ann")
        dewi, therapist = await opened.therapist("Dewi")
        room = await opened.opened(ann, therapist)
        yield Home(opened, tmp_path / "house.db", ann, dewi, room)


AGAIN, COUNTED = ("queued", 0), ("queued", 1)
OUTCOMES: list[tuple[str, Outcome, tuple[str, int], str, list[str]]] = [
    ("copy", Sent(77), ("sent", 0), "sent", []),
    ("copy", RetryAfter(60), AGAIN, "queued", []),
    ("copy", NotSent("unreachable"), COUNTED, "queued", []),
    ("copy", Shut("401"), COUNTED, "queued", []),
    ("copy", CardLost(), COUNTED, "queued", []),
    ("copy", Gone("blocked"), AGAIN, "queued", ["room.card", "relay.waits"]),
    ("copy", Refused("too_long", "400"), ("refused", 0), "refused", ["relay.not_carried"]),
    ("copy", Uncertain("cut"), ("uncertain", 0), "uncertain", ["relay.uncertain"]),
    ("copy", Uncertain(GATEWAY), ("uncertain", 0), "uncertain", ["relay.uncertain"]),
    *(
        (kind, outcome, state, "", ["room.card", "room.reached"] if outcome == Gone("blocked") else [])
        for kind in ("notice", "card")
        for outcome, state in (
            (Sent(77), ("sent", 0)),
            (RetryAfter(60), AGAIN),
            (NotSent("unreachable"), COUNTED),
            (Shut("401"), COUNTED),
            (CardLost(), COUNTED),
            (Gone("blocked"), AGAIN),
            (Refused("bad", "400"), ("refused", 0)),
            (Uncertain("cut"), COUNTED),
            (Uncertain(GATEWAY), COUNTED),
        )
    ),
]


@pytest.mark.parametrize(
    ("kind", "outcome", "row_state", "message_state", "told"),
    OUTCOMES,
    ids=[f"{kind}-{type(outcome).__name__}" for kind, outcome, *_ in OUTCOMES],
)
async def test_what_an_answer_means(
    home: Home, kind: str, outcome: Outcome, row_state: tuple[str, int], message_state: str, told: list[str]
) -> None:
    await home.send(kind)
    row = await home.claimed()
    await home.settle(row, outcome)
    assert home.state(row) == row_state
    assert home.told(home.ann) == told
    if kind == "copy":
        assert home.message_state() == message_state
    else:
        assert home.rows("SELECT count(*) FROM messages") == [(0,)]


async def reopened(path: Path, seconds: float) -> list[Claimed]:
    """What another process would take from the same file so long after NOON."""
    tasks = Tasks(lambda name, error: None)
    storage = await open_storage(path, tasks=tasks, wake=Asleep(), at=NOON, sole=False)
    try:
        at = NOON + timedelta(seconds=seconds)
        return list(await storage.units.run(lambda unit: unit.outbox.claim(50, at, busy=())))
    finally:
        await storage.close()
        await tasks.stop()


@pytest.mark.parametrize("wait", [1, 60, 10_072])
async def test_429_is_waited_out_exactly_and_by_whoever_comes_next(home: Home, wait: int) -> None:
    await home.send("copy")
    await home.send("notice")
    await home.settle(await home.claimed(), RetryAfter(wait))
    assert await reopened(home.path, wait - 0.1) == [], "somebody in that chat did not wait"
    (row,) = await reopened(home.path, wait)
    assert (row.item.to, row.tries) == (home.dewi.id, 0)


async def test_others_do_not_wait_for_a_chat_that_must(home: Home) -> None:
    await home.send("notice")
    await home.settle(await home.claimed(), RetryAfter(60))
    await home.add(Notice(to=home.ann.id, code="hers"))
    assert (await home.claimed()).item.to == home.ann.id


async def test_gone_keeps_the_order_and_resumes_on_return(home: Home) -> None:
    for text in ("one", "two", "three"):
        await home.house.says(home.ann, text, deliver=False)
    await home.settle(await home.claimed(), Gone("blocked"))
    assert home.told(home.ann) == ["room.card", "relay.waits"], "told once"
    assert {row.item.to for row in await home.claim()} == {home.ann.id}, "only what Ann is told"
    person = await home.house.units.look(lambda unit: unit.people.get(home.dewi.id))
    assert person is not None
    assert not person.reachable

    async def back(unit: UnitOfWork) -> None:
        unit.people.save(home.dewi)

    await home.house.units.run(back)
    await home.house.deliver()
    assert home.house.copies(home.dewi) == ["one", "two", "three"]


async def test_a_lost_card_is_sent_anew(home: Home) -> None:
    notice = Notice(to=home.dewi.id, code="thing", card="offer:1")
    await home.add(notice)
    await home.settle(await home.claimed(), Sent(77))
    assert home.rows("SELECT chat_message FROM cards WHERE name = 'offer:1'") == [(77,)]
    await home.add(notice)
    await home.settle(await home.claimed(), CardLost())
    assert home.rows("SELECT chat_message FROM cards WHERE name = 'offer:1'") == []
    await home.settle(await home.claimed(), Sent(78))
    assert home.rows("SELECT chat_message FROM cards WHERE name = 'offer:1'") == [(78,)]


async def test_a_card_in_doubt_becomes_its_newer_version(home: Home) -> None:
    await home.add(Notice(to=home.dewi.id, code="old", card="offer:1"))
    row = await home.claimed()
    await home.add(Notice(to=home.dewi.id, code="new", card="offer:1"))
    await home.settle(row, Uncertain("cut"))
    home.house.clock.at += timedelta(seconds=10)
    (again,) = await home.claim()
    assert isinstance(again.item, Notice)
    assert (again.id, again.item.code) == (row.id, "new")
    assert home.rows("SELECT count(*) FROM outbox WHERE state = 'queued'") == [(0,)]


@pytest.mark.parametrize(
    ("unanswered", "reason", "state"),
    [
        (MOST_REPEATS, "cut", "queued"),
        (MOST_REPEATS + 1, "cut", "uncertain"),
        (MOST_REPEATS + 1, GATEWAY, "queued"),
        (10 * MOST_REPEATS, GATEWAY, "queued"),
    ],
)
async def test_a_notice_is_repeated_so_often_and_for_a_gateway_without_end(
    home: Home, unanswered: int, reason: str, state: str
) -> None:
    await home.send("notice")
    row = await home.claimed()
    settle = Settle(home.house.clock, Alerts(home.house.clock))
    await home.house.do(settle, row, Uncertain(reason), unanswered=unanswered)
    assert home.state(row)[0] == state


async def test_the_writer_hears_only_once_though_the_answer_is_settled_twice(home: Home) -> None:
    await home.send("copy")
    row = await home.claimed()
    await home.settle(row, Uncertain("cut"))
    with pytest.raises(Stale):
        await home.settle(row, Uncertain("cut"))
    assert home.told(home.ann) == ["relay.uncertain"]


@dataclass
class Chat:
    """Takes everything, and keeps what it was asked to send to whom."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        said = parcel.code if isinstance(parcel, Speech) else "copy"
        self.taken.append((to.id, said))
        self.came.set()
        return Sent(500 + len(self.taken))


async def test_what_an_earlier_process_left_half_sent(home: Home) -> None:
    """A copy becomes uncertain, its writer is asked; a notice goes again; the earlier one's word is late."""
    await home.send("copy")
    await home.add(Notice(to=home.ann.id, code="half said"))
    left = await home.claim()
    assert [row.item.to for row in left] == [home.dewi.id, home.ann.id]
    tasks, chat = Tasks(lambda name, error: None), Chat()
    storage = await open_storage(home.path, tasks=tasks, wake=Asleep(), at=NOON)
    clock = home.house.clock
    delivery = Delivery(
        storage.units,
        {"telegram": chat},
        Settle(clock, Alerts(clock)),
        clock,
        tasks,
        RoomRules(),
        Unhurried(),
    )
    tasks.start(delivery.run(), name="delivery")
    try:
        async with asyncio.timeout(10):
            while len(chat.taken) < 2:
                chat.came.clear()
                delivery.wake()
                await chat.came.wait()
        await delivery.stop()
    finally:
        await storage.close()
        await tasks.stop()
    assert chat.taken == [(home.ann.address.id, "half said"), (home.ann.address.id, "relay.uncertain")]
    assert home.message_state() == "uncertain"
    for row in left:
        with pytest.raises(Stale):
            await home.settle(row, Sent(77))
