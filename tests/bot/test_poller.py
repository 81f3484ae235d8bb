"""The poller against a server that keeps updates by Telegram's rules, and against ones that break them."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from bot.line import Trouble
from bot.poller import ALLOWED, NobodyElse, Poller
from services.ports import StorageUnavailable
from services.queues import RawUpdate
from tests.bot.wire import TOKEN, TestClock, TestTasks, no, ok, serving, until

Misbehaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


def update(number: int, text: str = "hello") -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": 1001}, "text": text}}


@dataclass
class Telegram:
    """Hands out what waits, oldest first; forgets, by position, what stands before the offset's update."""

    waiting: list[Any] = field(default_factory=list)
    polls: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[Misbehaviour] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    looks: int = 0

    def add(self, *updates: Any) -> None:
        self.waiting += updates
        self.arrived.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        if request.path.endswith("/getMe"):
            self.looks += 1
            return ok({"id": 1})
        self.polls.append(asked)
        if self.trouble:
            return await self.trouble.pop(0)(request)
        if "offset" in asked:
            self.waiting = [one for one in self.waiting if _number(one) >= asked["offset"]]
        if not self.waiting:
            await self._wait(asked["timeout"])
        return ok(self.waiting[: asked["limit"]])

    async def _wait(self, seconds: float) -> None:
        self.arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self.arrived.wait()
        except TimeoutError:
            pass


def _number(one: Any) -> int:
    number = one.get("update_id")
    return number if isinstance(number, int) else 2**62


@dataclass
class Journal:
    """An intake that keeps by (source, id) as storage does, and is away when told so."""

    kept: dict[int, RawUpdate] = field(default_factory=dict)
    away: bool = False
    refused: int = 0

    async def __call__(self, updates: Sequence[RawUpdate], /) -> int:
        if self.away:
            self.refused += 1
            raise StorageUnavailable
        before = len(self.kept)
        for one in updates:
            self.kept.setdefault(one.id, one)
        return len(self.kept) - before


@dataclass
class Setting:
    telegram: Telegram
    journal: Journal
    poller: Poller

    async def holds(self, *numbers: int, patience: float = 5.0) -> None:
        await until(lambda: set(numbers) <= set(self.journal.kept), patience)


@asynccontextmanager
async def polling(port: int = 0, **kinds: Any) -> AsyncIterator[Setting]:
    telegram, journal, tasks = Telegram(), kinds.get("journal", Journal()), TestTasks()
    async with serving(telegram.handle, port) as (base, _):
        clock = kinds.get("clock", TestClock())
        turn = kinds.get("turn", NobodyElse())
        poller = Poller(base, TOKEN, journal, clock, tasks, "telegram:123456789", turn)
        poller.start()
        try:
            yield Setting(telegram, journal, poller)
        finally:
            await poller.stop()
            await tasks.stop()
            assert not tasks.failures


async def test_what_comes_is_stored_then_acknowledged_then_waited_for_without_an_offset() -> None:
    async with polling() as at:
        at.telegram.add(update(5), update(6))
        await until(lambda: len(at.telegram.polls) > 2)
        assert set(at.journal.kept) == {5, 6}
        assert at.telegram.waiting == []
        first, confirming, waiting = at.telegram.polls[:3]
        assert first == {"timeout": 2, "limit": 100, "allowed_updates": ALLOWED}
        assert (confirming["offset"], confirming["timeout"]) == (7, 0)
        assert "offset" not in waiting
        assert at.poller.last_good_at is not None
        assert at.poller.latency is not None and at.poller.latency < 1
        assert at.poller.trouble is None


async def test_nothing_is_acknowledged_while_the_database_is_away() -> None:
    journal = Journal(away=True)
    async with polling(journal=journal) as at:
        at.telegram.add(update(5))
        await until(lambda: journal.refused >= 3)
        assert at.poller.trouble is Trouble.STORAGE
        assert all("offset" not in poll for poll in at.telegram.polls)
        assert len(at.telegram.polls) == 1
        journal.away = False
        await at.holds(5, patience=1.0)
        await until(lambda: not at.telegram.waiting)


async def test_stopping_while_the_database_is_away_acknowledges_nothing() -> None:
    journal = Journal(away=True)
    async with polling(journal=journal) as at:
        at.telegram.add(update(5))
        await until(lambda: journal.refused)
        await at.poller.stop()
        assert [_number(one) for one in at.telegram.waiting] == [5]
        assert all("offset" not in poll for poll in at.telegram.polls)


async def test_stopping_does_not_wait_for_a_poll_that_is_held() -> None:
    async with polling() as at:
        await until(lambda: at.telegram.polls)
        async with asyncio.timeout(0.5):
            await at.poller.stop()


@pytest.mark.parametrize("numbers", [(5, 900_000), (900_000, 5), (7, 3, 9, 1)])
async def test_ids_may_jump_and_fall(numbers: tuple[int, ...]) -> None:
    async with polling() as at:
        for number in numbers:
            at.telegram.add(update(number))
            await at.holds(number)
            await until(lambda: not at.telegram.waiting)


async def test_ids_that_fall_within_one_batch_are_all_stored_and_all_acknowledged() -> None:
    async with polling() as at:
        at.telegram.add(update(900), update(5), update(6))
        await at.holds(900, 5, 6)
        await until(lambda: not at.telegram.waiting)


async def test_more_than_one_batch_waits() -> None:
    async with polling() as at:
        at.telegram.add(*(update(number) for number in range(250)))
        await at.holds(*range(250))
        await until(lambda: not at.telegram.waiting)


@pytest.mark.parametrize(
    "odd",
    [
        {"update_id": 1, "message": "what?"},
        {"update_id": 1, "from_the_future": {}},
        {"surprise": 1},
        17,
        None,
    ],
)
async def test_a_malformed_update_first_in_a_batch_keeps_none_of_the_others_out(odd: Any) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return ok([odd, *(update(number) for number in range(10, 30))])

    async with polling() as at:
        at.telegram.trouble = [answer]
        at.telegram.arrived.set()
        await at.holds(*range(10, 30))
        assert len(at.journal.kept) == 21
        assert json.dumps(odd, separators=(",", ":")) in {one.raw for one in at.journal.kept.values()}
        await until(lambda: at.telegram.polls[-1].get("offset") == 30 or len(at.telegram.polls) > 2)
        assert at.telegram.polls[1]["offset"] == 30


async def test_an_update_that_is_not_even_json_keeps_none_of_the_others_out() -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        body = '{"ok":true,"result":[{"update_id":9,"message":{oops}},' + json.dumps(update(10)) + "]}"
        return web.Response(text=body, content_type="application/json")

    async with polling() as at:
        at.telegram.trouble = [answer]
        await at.holds(9, 10)


async def _never(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError("held for a minute")


async def _cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _page(_: web.Request) -> web.StreamResponse:
    return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")


async def _nonsense(_: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>Please sign in to this hotel's network</html>", content_type="text/html")


@pytest.mark.parametrize("trouble", [_never, _cut, _page, _nonsense])
async def test_trouble_on_the_line_is_noticed_and_mended_within_five_seconds(trouble: Misbehaviour) -> None:
    async with polling() as at:
        at.telegram.trouble = [trouble]
        await until(lambda: at.telegram.polls)
        at.telegram.add(update(5))
        await at.holds(5, patience=5.0)
        assert at.poller.trouble is None


async def test_while_nobody_answers_it_asks_without_letting_it_be_held() -> None:
    async with polling() as at:
        at.telegram.trouble = [_cut, _cut]
        await until(lambda: len(at.telegram.polls) >= 4)
        assert [poll["timeout"] for poll in at.telegram.polls[:4]] == [2, 0, 0, 2]


async def test_telegram_away_and_back_is_found_within_two_seconds() -> None:
    async with serving(Telegram().handle) as (base, _):
        port = int(base.rsplit(":", 1)[1])
    journal, tasks = Journal(), TestTasks()
    poller = Poller(base, TOKEN, journal, TestClock(), tasks, "telegram:1")
    poller.start()
    await asyncio.sleep(3)
    assert poller.trouble is Trouble.UNREACHABLE
    telegram = Telegram()
    async with serving(telegram.handle, port):
        telegram.add(update(5))
        await until(lambda: journal.kept, patience=2.0)
        await poller.stop()
    await tasks.stop()


@pytest.mark.parametrize(
    ("code", "description", "trouble"),
    [
        (401, "Unauthorized: invalid token specified", Trouble.UNAUTHORIZED),
        (404, "Not Found", Trouble.UNAUTHORIZED),
        (
            409,
            "Conflict: terminated by other getUpdates request;"
            " make sure that only one bot instance is running",
            Trouble.ELSEWHERE,
        ),
        (
            409,
            "Conflict: can't use getUpdates method while webhook is active;"
            " use deleteWebhook to delete the webhook first",
            Trouble.WEBHOOK,
        ),
        (500, "Internal Server Error", Trouble.SERVER),
    ],
)
async def test_what_is_wrong_is_named_and_the_token_is_not(
    code: int, description: str, trouble: Trouble, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(_: web.Request) -> web.StreamResponse:
        return no(code, description)

    with caplog.at_level(logging.DEBUG):
        async with polling() as at:
            at.telegram.trouble = [refuse] * 50
            await until(lambda: at.poller.trouble)
            assert at.poller.trouble is trouble
            assert description[:60] in at.poller.last_error
            assert TOKEN not in at.poller.last_error + repr(at.poller)
    assert str(trouble) in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("parameters", [{"retry_after": 1}, {}])
async def test_a_flood_is_waited_out_exactly(parameters: dict[str, int]) -> None:
    asked: list[float] = []
    loop = asyncio.get_running_loop()

    async def refuse(_: web.Request) -> web.StreamResponse:
        asked.append(loop.time())
        return no(429, "Too Many Requests: retry after 1", **parameters)

    async with polling() as at:
        at.telegram.trouble = [refuse]
        at.telegram.add(update(5))
        await at.holds(5)
        assert 1.0 <= loop.time() - asked[0] < 1.5


async def test_a_refused_token_is_asked_about_slowly() -> None:
    async def refuse(_: web.Request) -> web.StreamResponse:
        return no(401, "Unauthorized: invalid token specified")

    async with polling() as at:
        at.telegram.trouble = [refuse] * 50
        await asyncio.sleep(1.5)
        assert len(at.telegram.polls) == 1


@dataclass
class Faltering(TestClock):
    """Stands for whatever nobody thought of."""

    faults: int = 1

    def now(self) -> datetime:
        if self.faults:
            self.faults -= 1
            raise ZeroDivisionError("somebody's words")
        return super().now()


async def test_a_fault_of_our_own_does_not_end_the_fetching(caplog: pytest.LogCaptureFixture) -> None:
    async with polling(clock=Faltering()) as at:
        at.telegram.add(update(5))
        await at.holds(5)
        assert at.poller.trouble is None
    assert "ZeroDivisionError" in caplog.text
    assert "somebody's words" not in caplog.text


async def test_the_trials_clock_moving_disturbs_nothing() -> None:
    async with polling() as at:
        await until(lambda: at.telegram.polls)
        assert isinstance(at.poller.clock, TestClock)
        at.poller.clock.advance(-86_400)
        at.telegram.add(update(5))
        await at.holds(5, patience=1.0)
        assert at.poller.quiet_for is not None and at.poller.quiet_for < 1


@dataclass
class InTurn:
    """Several could fetch; whose turn it is, the test says."""

    ours: bool = False
    given_back: int = 0

    def mine(self) -> bool:
        return self.ours

    async def give_back(self) -> None:
        self.given_back += 1


async def test_whose_turn_it_is_not_fetches_nothing_and_knows_whether_it_could() -> None:
    turn = InTurn()
    async with polling(turn=turn) as at:
        at.telegram.add(update(5))
        await until(lambda: at.telegram.looks > 0 and at.poller.quiet_for is not None)
        assert at.telegram.polls == []
        assert at.poller.standing_by and at.poller.trouble is None
        turn.ours = True
        await at.holds(5)
        await until(lambda: not at.poller.standing_by)
        await until(lambda: not at.telegram.waiting)
        turn.ours = False
        await until(lambda: at.poller.standing_by)
        fetched = len(at.telegram.polls)
        at.telegram.add(update(6))
        await until(lambda: at.telegram.looks > 1)
        assert len(at.telegram.polls) == fetched
        assert turn.given_back == 0
    assert turn.given_back == 1


async def test_who_takes_its_turn_acknowledges_nothing_that_it_has_not_stored() -> None:
    turn = InTurn(ours=True)
    async with polling(turn=turn) as at:
        at.telegram.add(update(5))
        await at.holds(5)
        turn.ours = False
        await until(lambda: at.poller.standing_by)
        began = len(at.telegram.polls)
        turn.ours = True
        await until(lambda: len(at.telegram.polls) > began)
        assert "offset" not in at.telegram.polls[began]
