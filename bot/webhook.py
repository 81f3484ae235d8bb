"""Updates that Telegram brings: stored, then acknowledged; and the watch over whether it can bring them.

Imports no Telegram library, as the poller: it must be storing within a second of any start.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.inlet import Inlet
from bot.line import CallFailed, Line, Trouble, parsed
from bot.poller import ALLOWED, Store
from bot.raw import raw_update, unreadable
from services.faults import describe
from services.ports import Clock, StorageUnavailable, Tasks
from services.queues import RawUpdate

log = logging.getLogger(__name__)

PATH = "/telegram/updates"
SECRET = "x-telegram-bot-api-secret-token"
"""The header's name, in lower case (https://core.telegram.org/bots/api#setwebhook)."""
LARGEST = 1024**2
"""Bytes. An update holds no files; the longest of Telegram's are some tens of kilobytes."""
STORING = 5.0
"""Seconds until Telegram is asked to come again: it waits for no more than a few lines at once."""
EVERY = 2.0
"""Seconds between looks at what Telegram says of the webhook."""
SOON = 1.0
STUCK = 10.0
"""Seconds: with an error of Telegram's on record and nothing taken for so long, it cannot reach us."""
Answer = tuple[int, Mapping[str, str]]


def secret_of(token: str) -> str:
    """The same in every process of one bot, known to nobody who does not know the token."""
    return hmac.new(token.encode(), b"webhook secret", "sha256").hexdigest()


@dataclass(slots=True)
class Webhook(Inlet):
    """`__call__` is the door, whatever HTTP server stands before it. `run` ends only through `stop`, and
    leaves the webhook set: what comes meanwhile waits at Telegram's."""

    line: Line
    address: str
    """As Telegram calls it; the server's own path for it is `PATH`."""
    secret: str = field(repr=False)
    intake: Store
    clock: Clock
    tasks: Tasks
    source: str
    _taken: float | None = None

    def admits(self, headers: Mapping[str, bytes]) -> bool:
        """Compared as bytes and in constant time; a header may hold anything."""
        return hmac.compare_digest(headers.get(SECRET, b""), self.secret.encode())

    async def __call__(self, headers: Mapping[str, bytes], body: bytes) -> Answer:
        """200 once it is on the disk; 503 when it is not, and it will come again."""
        if not self.admits(headers):
            return 401, {}
        if len(body) > LARGEST:
            return 413, {}
        if not await self._stored([_update(self.source, body)]):
            return 503, {"Retry-After": "1"}
        self._taken = asyncio.get_running_loop().time()
        return 200, {}

    async def _stored(self, updates: Sequence[RawUpdate]) -> bool:
        """False also where it may yet be stored: what comes a second time is known."""
        try:
            async with asyncio.timeout(STORING):
                await self.intake(updates)
        except (StorageUnavailable, TimeoutError) as error:
            self._note_unstored(error, updates)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it was: not stored is not acknowledged
            log.error("an update could not be stored: %s", describe(error))
            self._note(Trouble.STORAGE, type(error).__name__)
            return False
        if self.trouble is Trouble.STORAGE:
            self._recovered()
        return True

    def start(self) -> None:
        self.tasks.start(self.run(), name="webhook", vital=True)

    async def run(self) -> None:
        try:
            while not self._stopping.is_set():
                await self._rest(await self._look())
        finally:
            await self.line.hang_up()
            self._ended.set()

    async def stop(self) -> None:
        await self._end(self.line)

    async def _look(self) -> float:
        """Seconds until the next look."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            told = parsed(await self.line.call("getWebhookInfo", {})).get("result")
            info: dict[str, Any] = told if isinstance(told, dict) else {}
            self.latency = loop.time() - began
            if info.get("url") != self.address or self._turned_away(info, loop.time()):
                await self._set()
                return SOON
        except CallFailed as failure:
            if not self._stopping.is_set():
                self._note(failure.trouble, str(failure))
            return failure.pause or SOON
        except Exception as error:  # noqa: BLE001 - the watch outlives whatever it was
            self._note(Trouble.FAULT, describe(error))
            return SOON
        if self._reached(info, loop.time()):
            self._went_well(self.clock)
            if self.trouble is not Trouble.STORAGE:
                self._recovered()
        return EVERY

    def _reached(self, info: Mapping[str, Any], now: float) -> bool:
        """Where something waits, Telegram has met an error, and nothing has come for a while, it cannot
        reach us."""
        waiting, error = info.get("pending_update_count", 0), info.get("last_error_message", "")
        quiet = self._taken is None or now - self._taken > STUCK
        if waiting and error and quiet:
            self._note(Trouble.NOT_REACHED, str(error)[:200])
            return False
        return True

    def _turned_away(self, info: Mapping[str, Any], now: float) -> bool:
        """Telegram still comes with the secret of a token that has been revoked since."""
        if "401" not in str(info.get("last_error_message", "")) or not info.get("pending_update_count", 0):
            return False
        return self._taken is None or now - self._taken > STUCK

    async def _set(self) -> None:
        """What waits at Telegram's stays there: polling before, or another address, loses nothing."""
        await self.line.call(
            "setWebhook",
            {
                "url": self.address,
                "secret_token": self.secret,
                "allowed_updates": ALLOWED,
                "drop_pending_updates": False,
            },
        )
        log.warning("the webhook is set: Telegram brings updates to %s", self.address)


def _update(source: str, body: bytes) -> RawUpdate:
    """Whatever it is, it is kept."""
    text = body.decode(errors="replace")
    try:
        return raw_update(source, json.loads(text))
    except (ValueError, RecursionError):
        return unreadable(source, text)
