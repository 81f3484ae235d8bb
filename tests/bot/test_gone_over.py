"""From a webhook to polling, where several programs go over one after the other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.line import SLOW_PAUSE, Trouble
from bot.poller import NobodyElse, Poller
from tests.bot.test_poller import Journal
from tests.bot.wire import TOKEN, TestClock, TestTasks, no, ok, serving, until

OURS, ANOTHERS = "https://bot.example.com/telegram/updates", "https://elsewhere.example.com/hook"
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"


@dataclass
class Telegram:
    """It has a webhook, and somebody who sets it anew after each of the first removals."""

    url: str
    again: int
    removed: list[float] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        match request.path.rpartition("/")[2]:
            case "getUpdates" if self.url:
                return no(409, ACTIVE)
            case "getWebhookInfo":
                return ok({"url": self.url})
            case "deleteWebhook":
                self.removed.append(asyncio.get_running_loop().time())
                self.url = self.url if len(self.removed) <= self.again else ""
        await asyncio.sleep(0.05)
        return ok([])


async def gone_over(telegram: Telegram) -> Poller:
    """Fetches from a Telegram that has a webhook, until it can or has seen that it cannot."""
    tasks = TestTasks()
    async with serving(telegram.handle) as (base, _):
        poller = Poller(base, TOKEN, Journal(), TestClock(), tasks, "telegram:1", NobodyElse(), OURS)
        poller.start()
        try:
            await until(lambda: poller.last_good_at, SLOW_PAUSE + 2)
        except TimeoutError:
            assert poller.trouble is Trouble.WEBHOOK
        await poller.stop()
    await tasks.stop()
    return poller


@pytest.mark.slow
async def test_its_own_is_removed_again_and_anothers_is_not() -> None:
    """The own one was set anew by a program that had yet to go over; with that the others wait for ever."""
    ours, anothers = Telegram(OURS, again=1), Telegram(ANOTHERS, again=1)
    fetching, refused = await asyncio.gather(gone_over(ours), gone_over(anothers))
    assert fetching.last_good_at is not None and len(ours.removed) == 2
    assert ours.removed[1] - ours.removed[0] > SLOW_PAUSE - 0.5, (
        "no tug of war with one that is still at work"
    )
    assert refused.last_good_at is None and len(anothers.removed) == 1
