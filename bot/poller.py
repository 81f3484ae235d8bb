"""Fetches updates and acknowledges what is stored, nothing else. Imports no Telegram library: it must be
storing within a second of any start."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import aiohttp

from bot.floods import seconds_to_wait
from bot.raw import Batch, NotAnAnswer, read_batch
from services.faults import describe
from services.ports import Clock, StorageUnavailable, Tasks
from services.queues import RawUpdate

log = logging.getLogger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
POLL = 2
"""Seconds Telegram may hold a poll."""
READ = 3.5
"""Seconds without a byte until the line counts as dead: a black hole is mended within 5 s."""
CONNECT = 2.5
FETCH = 20.0
"""Seconds for a whole batch over a slow line: the watchdog's limit."""
LONGEST_PAUSE = 0.5
"""Seconds between tries while Telegram is away: the first fetch comes within 2 s of its return."""
STORAGE_PAUSE = 0.2
FAULT_PAUSE = 1.0
SLOW_PAUSE = 5.0
"""Seconds between tries when only the operator can mend it."""


class Trouble(StrEnum):
    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    """Telegram does not know the token."""
    ELSEWHERE = "elsewhere"
    """Another program polls with this token."""
    WEBHOOK = "webhook"
    FLOOD = "flood"
    SERVER = "server"
    STORAGE = "storage"
    FAULT = "fault"
    """Of our own."""


class Store(Protocol):
    def __call__(self, updates: Sequence[RawUpdate], /) -> Awaitable[int]: ...


class _Failed(Exception):
    def __init__(self, trouble: Trouble, detail: str, pause: float | None = None) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.pause = pause


@dataclass(slots=True)
class Poller:
    """`run` ends only through `stop`. Nothing here shows the token: addresses stay out of every message."""

    api_base: str
    token: str = field(repr=False)
    intake: Store
    clock: Clock
    tasks: Tasks
    source: str
    last_good_at: datetime | None = None
    last_error: str = ""
    trouble: Trouble | None = None
    """What keeps updates from coming in, while it does."""
    latency: float | None = None
    """Seconds of Telegram's last prompt answer."""
    _good: float | None = None
    _failures: int = 0
    _session: aiohttp.ClientSession | None = None
    _scope: asyncio.Timeout | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> None:
        self.tasks.start(self.run(), name="poller", vital=True)

    async def run(self) -> None:
        offset: int | None = None
        try:
            while not self._stopping.is_set():
                offset = await self._round(offset)
        finally:
            await self._hang_up()
            self._ended.set()

    async def stop(self) -> None:
        """Drops the poll that is under way (nothing of it is acknowledged), but not a batch being stored."""
        self._stopping.set()
        if self._scope is not None:
            self._scope.reschedule(asyncio.get_running_loop().time())
        await self._ended.wait()

    @property
    def quiet_for(self) -> float | None:
        """Real seconds since the last good answer, whatever the trial's clock says; None before the first."""
        return None if self._good is None else asyncio.get_running_loop().time() - self._good

    async def _round(self, offset: int | None) -> int | None:
        """One fetch; answers what the next one acknowledges. Ids may jump or fall, so once Telegram has
        nothing left for an offset the next poll names none."""
        try:
            batch = await self._fetch(offset)
            await self._keep(batch.updates)
        except _Failed as failure:
            await self._pause_after(failure)
            return offset
        except Exception as error:  # noqa: BLE001 - fetching outlives whatever it was
            await self._pause_after(_Failed(Trouble.FAULT, describe(error), FAULT_PAUSE))
            return offset
        if batch.updates and batch.confirm is None:
            # Nothing in it can be acknowledged: it will come again, and is known by its content.
            await self._rest(1.0)
        return batch.confirm

    async def _keep(self, updates: Sequence[RawUpdate]) -> None:
        """Stored, or tried again until it is: there is no way past this line that acknowledges more."""
        while updates:
            try:
                await self.intake(updates)
                return
            except StorageUnavailable as error:
                self._note(Trouble.STORAGE, type(error).__name__)
            except Exception as error:  # noqa: BLE001 - whatever it was: not stored is not acknowledged
                self._note(Trouble.STORAGE, type(error).__name__)
            if self._stopping.is_set():
                raise _Failed(Trouble.STORAGE, "stopping", pause=0.0)
            await self._rest(STORAGE_PAUSE)

    async def _fetch(self, offset: int | None) -> Batch:
        """With an offset: acknowledge and take what is there. Without: wait for something."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        wait = POLL if offset is None else 0
        body = await self._call({"timeout": wait, "limit": 100, "allowed_updates": ALLOWED}, offset)
        try:
            batch = read_batch(self.source, body)
        except NotAnAnswer as error:
            raise _Failed(Trouble.SERVER, f"not a list of updates ({error})") from None
        if wait == 0 or not batch.updates:
            self.latency = max(0.0, loop.time() - began - wait)
        self._good, self.last_good_at = loop.time(), self.clock.now()
        self._recovered()
        return batch

    async def _call(self, asked: dict[str, Any], offset: int | None) -> str:
        url = f"{self.api_base.rstrip('/')}/bot{self.token}/getUpdates"
        body = asked if offset is None else asked | {"offset": offset}
        try:
            async with asyncio.timeout(FETCH) as self._scope:
                async with self._line().post(url, json=body, allow_redirects=False) as answer:
                    status, content = answer.status, await answer.read()
        except (aiohttp.ClientError, OSError) as error:
            await self._hang_up()
            raise _Failed(Trouble.UNREACHABLE, type(error).__name__) from None
        finally:
            self._scope = None
        text = content.decode(errors="replace")
        if status != 200:
            raise _refusal(status, text)
        return text

    def _line(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            limits = aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_read=READ)
            self._session = aiohttp.ClientSession(timeout=limits)
        return self._session

    async def _hang_up(self) -> None:
        """After trouble a new line, with the address looked up anew."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _pause_after(self, failure: _Failed) -> None:
        if self._stopping.is_set():
            return
        self._note(failure.trouble, str(failure))
        self._failures += 1
        # The first try after a dead line follows at once; then with jitter, never far apart.
        longest = 0.0 if self._failures == 1 else min(LONGEST_PAUSE, 0.05 * 2.0**self._failures)
        pause = random.uniform(longest / 2, longest)
        await self._rest(pause if failure.pause is None else failure.pause)

    def _note(self, trouble: Trouble, detail: str) -> None:
        if self.trouble is not trouble:
            log.warning("no updates come in: %s (%s)%s", trouble, detail, _advice(trouble))
        self.trouble, self.last_error = trouble, detail

    def _recovered(self) -> None:
        if self.trouble is not None:
            log.warning("updates come in again")
        self.trouble, self._failures = None, 0

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass


def _refusal(status: int, text: str) -> _Failed:
    data = _parsed(text)
    said = str(data.get("description", ""))[:200]
    detail = f"{status} {said}" if said else f"{status}"
    match status:
        case 401 | 404:
            return _Failed(Trouble.UNAUTHORIZED, detail, SLOW_PAUSE)
        case 409 if "webhook" in said:
            return _Failed(Trouble.WEBHOOK, detail, SLOW_PAUSE)
        case 409:
            return _Failed(Trouble.ELSEWHERE, detail, random.uniform(0.5, 1.5))
        case 429:
            return _Failed(Trouble.FLOOD, detail, seconds_to_wait(data.get("parameters"), said))
        case _:
            return _Failed(Trouble.SERVER, detail)


def _parsed(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _advice(trouble: Trouble) -> str:
    match trouble:
        case Trouble.UNAUTHORIZED:
            return ": Telegram refuses the token; set the right one and start again"
        case Trouble.WEBHOOK:
            return ": a webhook is set for this bot; delete it (deleteWebhook) or stop what uses it"
        case Trouble.ELSEWHERE:
            return ": another program fetches this bot's updates; stop one of the two"
        case _:
            return ""
