"""The live feed as followers, strangers and slow readers find it, on a real database."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from app.chance import SystemChance
from app.desk import BadErrand
from app.feed import FeedDesk, Followed
from domain.feed import Scope, is_channel
from services.feed_hub import MOST_WAITING, FeedHub, TooSlow
from storage.opening import Storage
from tests.services.rooms_house import SetClock
from tests.storage import migrated
from tests.storage.opened import NOW, Tasks, opened, writing
from web import feed
from web.server import build
from web.turnstile import Turnstile

SHOP = "https://shop.example"


@dataclass
class House:
    storage: Storage
    clock: SetClock
    desk: FeedDesk
    hub: FeedHub
    client: TestClient[Any, Any]
    streams: list[ClientResponse] = field(default_factory=list)

    async def token(self, *channels: str, **more: Any) -> str:
        made = await self.desk.make({"name": "test", "channels": list(channels), **more})
        return str(made["secret"])

    async def happens(self, *channels: str) -> None:
        async with writing(self.storage) as unit:
            for channel in channels:
                unit.events.add(channel, "status", {"said": f"on {channel}\nin two lines"}, NOW)
        self.hub.wake()

    async def open(self, channel: str, token: str, **headers: str) -> ClientResponse:
        asked = {"Authorization": f"Bearer {token}", **headers} if token else headers
        answer = await self.client.get(f"/events/{channel}", headers=asked)
        self.streams.append(answer)
        return answer

    async def follow(self, channel: str, token: str, **headers: str) -> ClientResponse:
        answer = await self.open(channel, token, **headers)
        assert answer.status == 200, await answer.text()
        assert (await told(answer))["retry"] == "2000"
        return answer


@asynccontextmanager
async def house(path: Path, heartbeat: float = 30) -> AsyncIterator[House]:
    clock, tasks = SetClock(NOW), Tasks()
    async with opened(migrated.put(path / "roomline.db"), tasks=tasks) as storage:
        hub = FeedHub(storage.units)
        tasks.start(hub.run(), name="feed")
        followed = Followed(storage.units, clock, hub)
        application = build(
            feed.routes(followed, frozenset({SHOP}), Turnstile(visits=600, misses=5), heartbeat=heartbeat)
        )
        async with TestClient(TestServer(application)) as client:
            made = House(storage, clock, FeedDesk(storage.units, clock, SystemChance()), hub, client)
            try:
                yield made
            finally:
                for one in made.streams:
                    one.close()
        await hub.stop()


async def told(answer: ClientResponse) -> dict[str, Any]:
    """The fields of the next event; `{"": …}` is a comment."""
    fields: dict[str, Any] = {}
    async with asyncio.timeout(20):
        while line := (await answer.content.readline()).decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = json.loads(value) if name == "data" else value
    return fields


async def test_what_happens_is_told_to_those_who_may_hear_it(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        one = await at.follow("bookings.3", await at.token("bookings.3"))
        everything = await at.follow("all", await at.token("all"))
        await at.happens("bookings.4", "bookings.3", "therapists.3")
        first = await told(one)
        assert (first["event"], first["data"]["channel"]) == ("status", "bookings.3")
        assert first["data"]["said"] == "on bookings.3\nin two lines"
        assert [(await told(everything))["data"]["channel"] for _ in range(3)] == [
            "bookings.4", "bookings.3", "therapists.3",
        ]  # fmt: skip


async def test_who_was_away_goes_on_where_he_was(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        secret = await at.token("bookings.*")
        stream = await at.follow("bookings.3", secret)
        await at.happens("bookings.3")
        seen = (await told(stream))["id"]
        stream.close()
        for _ in range(3):
            await at.happens("bookings.3", "bookings.4")
        again = await at.follow("bookings.3", secret, **{"Last-Event-ID": seen})
        missed = [await told(again) for _ in range(3)]
        await at.happens("bookings.3")
        ids = [one["id"] for one in [*missed, await told(again)]]
        assert len(set(ids)) == 4 and seen not in ids
        assert {one["data"]["channel"] for one in missed} == {"bookings.3"}


async def test_strangers_hear_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        secret = await at.token("bookings.3", days=1)
        revoked = await at.desk.make({"name": "x", "channels": ["all"]})
        await at.desk.revoke({"id": revoked["id"]})
        for token in ("", "rl_feed_0000000000000000000000", revoked["secret"]):
            answer = await at.open("bookings.3", token)
            assert (answer.status, await answer.json()) == (401, {"error": "no token, or none that holds"})
        for channel in ("bookings.4", "all", "therapists.3", "nothing.1", "bookings.*"):
            answer = await at.open(channel, secret)
            assert answer.status == 403
        at.clock.at = NOW + timedelta(days=2)
        assert (await at.open("bookings.3", secret)).status == 401
        for _ in range(2):
            last = await at.open("bookings.3", "guess")
        assert last.status == 429 and int(last.headers["Retry-After"]) > 0


async def test_a_token_that_is_revoked_ends_its_streams(tmp_path: Path) -> None:
    async with house(tmp_path, heartbeat=0.05) as at:
        made = await at.desk.make({"name": "x", "channels": ["bookings.3"]})
        stream = await at.follow("bookings.3", made["secret"])
        assert "" in await told(stream)
        await at.desk.revoke({"id": made["id"]})
        async with asyncio.timeout(20):
            while not stream.content.at_eof():
                await stream.content.readline()
        assert at.hub.followers == 0


async def test_one_who_cannot_keep_up_is_cut_off_and_misses_nothing(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        stream = at.hub.follow("bookings.3", None)
        first = asyncio.ensure_future(anext(stream))
        while not at.hub.followers:  # noqa: ASYNC110 - seen by looking
            await asyncio.sleep(0)
        many = ["bookings.3"] * (MOST_WAITING + 50)
        await at.happens("bookings.3")
        last = (await first).cursor
        quick = await at.follow("bookings.3", await at.token("bookings.3"))
        await at.happens(*many)
        assert (await told(quick))["data"]["channel"] == "bookings.3"
        while at.hub.cursor is None or at.hub.cursor.id < last.id + len(many):  # noqa: ASYNC110 - the same
            await asyncio.sleep(0)
        got = [last]
        with pytest.raises(TooSlow):
            while True:
                got.append((await anext(stream)).cursor)
        assert len(got) < len(many) + 1
        again = at.hub.follow("bookings.3", got[-1])
        while len(got) < len(many) + 1:
            got.append((await anext(again)).cursor)
        assert got == sorted(set(got))
        await again.aclose()


async def test_what_is_kept_no_more_is_said(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        for _ in range(3):
            await at.happens("bookings.3")
        stream = await at.follow("bookings.3", secret := await at.token("all"), **{"Last-Event-ID": "0-1"})
        assert "event" in await told(stream)
        async with writing(at.storage) as unit:
            assert await unit.retention.events(NOW + timedelta(days=1)) == 3
        await at.happens("bookings.3")
        late = await at.follow("bookings.3", secret, **{"Last-Event-ID": "0-1"})
        assert (await told(late))["event"] == "gap"
        assert (await told(late))["event"] == "status"
        assert (await at.open("bookings.3", secret, **{"Last-Event-ID": "yesterday"})).status == 400


async def test_pages_of_other_places(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        secret = await at.token("all")
        named = await at.client.get("/events/all", params={"token": secret}, headers={"Origin": SHOP})
        at.streams.append(named)
        assert (named.status, named.headers["Access-Control-Allow-Origin"]) == (200, SHOP)
        other = await at.open("all", secret, Origin="https://evil.example")
        assert "Access-Control-Allow-Origin" not in other.headers
        asked = await at.client.options("/events/all", headers={"Origin": SHOP})
        assert "Last-Event-ID" in asked.headers["Access-Control-Allow-Headers"]


async def test_a_token_is_shown_once_and_for_something(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        secret = await at.token("bookings.3")
        listed = await at.desk.list(None)
        assert secret not in json.dumps(listed)
        assert secret.encode() not in (tmp_path / "roomline.db-wal").read_bytes()
        for body, why in [
            ({"name": "x"}, "at least one channel"),
            ({"name": "x", "channels": ["bookings"]}, "'bookings' is no channel"),
            ({"name": "", "channels": ["all"]}, "needs a name"),
            ({"name": "x", "therapists": ["nobody"]}, "code 'nobody'"),
        ]:
            with pytest.raises(BadErrand, match=why):
                await at.desk.make(body)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("bookings.3", True),
        ("messages.customer_1_therapist_3", True),
        ("chat_rooms.1_3", True),
        ("therapists.12", True),
        ("all", True),
        ("bookings.*", False),
        ("bookings.３", False),
        ("bookings.3\n", False),
        ("rooms.3", False),
        ("", False),
    ],
)
def test_channels(name: str, known: bool) -> None:
    assert is_channel(name) is known


def test_scopes() -> None:
    assert Scope(("bookings.*",)).allows("bookings.7") and not Scope(("bookings.*",)).allows("therapists.7")
    assert Scope(("all",)).allows("messages.customer_1_therapist_3")
    assert not Scope(("bookings.7",)).allows("bookings.77") and not Scope(("bookings.7",)).allows("all")
