"""Fetches updates and acknowledges what is stored, nothing else. Imports no Telegram library: it must be
storing within a second of any start."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.inlet import Inlet
from bot.line import SLOW_PAUSE, CallFailed, Line, Trouble, parsed
from bot.raw import Batch, NotAnAnswer, read_batch
from services.faults import describe
from services.ports import Clock, StorageUnavailable, Tasks
from services.queues import RawUpdate

log = logging.getLogger(__name__)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
POLL = 2
"""Seconds Telegram may hold a poll."""
LONGEST_PAUSE = 0.5
"""Seconds between tries while Telegram is away: the first fetch comes within 2 s of its return."""
HASTY = 50
"""Tries in a row, about a minute; after that every other one is patient again: the line may only be slow."""
STORAGE_PAUSE, STORAGE_TRIES = 0.2, 5
LOOK = 2.0
"""Seconds between looks at Telegram while another fetches."""
SOON = 0.1
"""Seconds until it is seen whose turn it is."""
FAULT_PAUSE = 1.0


class Store(Protocol):
    def __call__(self, updates: Sequence[RawUpdate], /) -> Awaitable[int]: ...


class Turn(Protocol):
    """Of several programs one fetches at a time."""

    def mine(self) -> bool: ...

    async def give_back(self) -> None:
        """Another may fetch at once."""
        ...


class NobodyElse:
    def mine(self) -> bool:
        return True

    async def give_back(self) -> None:
        """There is nobody to give it to."""


@dataclass(slots=True)
class Poller(Inlet):
    """`run` ends only through `stop`. Nothing here shows the token: addresses stay out of every message."""

    api_base: str
    token: str = field(repr=False)
    intake: Store
    clock: Clock
    tasks: Tasks
    source: str
    turn: Turn = field(default_factory=NobodyElse)
    address: str = ""
    """Where this bot's own webhook would be."""
    _failures: int = 0
    _line: Line = field(init=False)
    _removed_webhook: bool = False
    _looked: float | None = None

    def __post_init__(self) -> None:
        self._line = Line(self.api_base, self.token)

    def start(self) -> None:
        self.tasks.start(self.run(), name="poller", vital=True)

    async def run(self) -> None:
        offset: int | None = None
        try:
            while not self._stopping.is_set():
                if self.turn.mine():
                    self.standing_by = False
                    offset = await self._round(offset)
                else:
                    # What has been fetched before is acknowledged by whoever fetches now, or comes again.
                    offset = None
                    await self._stand_by()
        finally:
            await self._line.hang_up()
            self._ended.set()

    async def stop(self) -> None:
        await self._end(self._line)
        await self.turn.give_back()

    async def _stand_by(self) -> None:
        """Whether Telegram can be reached is known all the same: this one sends, and may have to fetch."""
        loop = asyncio.get_running_loop()
        began, self.standing_by = loop.time(), True
        if self._looked is None or began - self._looked >= LOOK:
            self._looked = began
            try:
                await self._line.call("getMe", {})
            except CallFailed as failure:
                await self._pause_after(failure)
            else:
                self.latency, self._failures = loop.time() - began, 0
                self._went_well(self.clock)
                self._recovered()
        await self._rest(SOON)

    async def _round(self, offset: int | None) -> int | None:
        """One fetch; answers what the next one acknowledges. Ids may jump or fall, so once Telegram has
        nothing left for an offset the next poll names none."""
        try:
            batch = await self._fetch(offset)
            await self._keep(batch.updates)
        except CallFailed as failure:
            if not await self._took_over(failure):
                await self._pause_after(failure)
            return offset
        except Exception as error:  # noqa: BLE001 - fetching outlives whatever it was
            await self._pause_after(CallFailed(Trouble.FAULT, describe(error), FAULT_PAUSE))
            return offset
        if batch.updates and batch.confirm is None:
            # Nothing in it can be acknowledged: it will come again, and is known by its content.
            await self._rest(1.0)
        return batch.confirm

    async def _keep(self, updates: Sequence[RawUpdate]) -> None:
        """Stored, or CallFailed: there is no way past this line that acknowledges more. After a few tries
        Telegram is asked again, for the same ones and what has come since."""
        for _ in range(STORAGE_TRIES if updates else 0):
            try:
                await self.intake(updates)
                if self.unstored:
                    self._recovered()
                return
            except StorageUnavailable as error:
                self._note_unstored(error, updates)
            except Exception as error:  # noqa: BLE001 - whatever it was: not stored is not acknowledged
                self._note(Trouble.STORAGE, type(error).__name__)
            if self._stopping.is_set():
                raise CallFailed(Trouble.STORAGE, "stopping", pause=0.0)
            await self._rest(STORAGE_PAUSE)
        if updates:
            raise CallFailed(Trouble.STORAGE, self.last_error, pause=0.0)

    async def _fetch(self, offset: int | None) -> Batch:
        """With an offset: acknowledge and take what is there. Without: wait for something."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        in_haste = self._failures > 0 and (self._failures < HASTY or self._failures % 2 == 0)
        wait = POLL if offset is None and not in_haste else 0
        asked: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": ALLOWED}
        asked |= {} if offset is None else {"offset": offset}
        body = await self._line.call("getUpdates", asked, in_haste=in_haste)
        try:
            batch = read_batch(self.source, body)
        except NotAnAnswer as error:
            raise CallFailed(Trouble.SERVER, f"not a list of updates ({error})") from None
        if wait == 0 or not batch.updates:
            self.latency = max(0.0, loop.time() - began - wait)
        self._failures = 0
        self._went_well(self.clock)
        if not (self.unstored and batch.updates):
            self._recovered()
        return batch

    async def _took_over(self, failure: CallFailed) -> bool:
        """From a webhook to polling: what waits at Telegram's stays there. Set again after that, it was
        by one of several programs that has yet to go over; at another address it is somebody else's, and for
        the operator to settle."""
        if failure.trouble is not Trouble.WEBHOOK:
            return False
        try:
            if self._removed_webhook and not await self._left_by_one_of_us(failure):
                return False
            self._removed_webhook = True
            await self._line.call("deleteWebhook", {"drop_pending_updates": False})
        except CallFailed:
            return False
        log.warning("a webhook was set for this bot and is removed, because telegram.mode is polling")
        return True

    async def _left_by_one_of_us(self, failure: CallFailed) -> bool:
        """Asked with leisure: while that one lives it would set it anew at once."""
        self._note(failure.trouble, str(failure))
        await self._rest(SLOW_PAUSE)
        if self._stopping.is_set():
            return False
        told = parsed(await self._line.call("getWebhookInfo", {})).get("result")
        return isinstance(told, dict) and told.get("url") == self.address

    async def _pause_after(self, failure: CallFailed) -> None:
        if self._stopping.is_set():
            return
        self._note(failure.trouble, str(failure))
        self._failures += 1
        # The first try after a dead line follows at once; then with jitter, never far apart.
        longest = 0.0 if self._failures == 1 else min(LONGEST_PAUSE, 0.05 * 2.0**self._failures)
        pause = random.uniform(longest / 2, longest)
        await self._rest(pause if failure.pause is None else failure.pause)
