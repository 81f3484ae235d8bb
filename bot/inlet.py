"""What is known of updates coming in, however they come: since when, and what keeps them away."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.line import Line, Trouble, advice
from services.ports import Clock, StorageFull
from services.queues import RawUpdate

log = logging.getLogger(__name__)


def _nobody(*told: Sequence[RawUpdate]) -> None:
    """Until somebody wants to know."""


@dataclass(slots=True)
class Inlet(ABC):
    """What the poller and the webhook have in common; `run` of either ends only through `stop`."""

    last_good_at: datetime | None = field(default=None, init=False)
    last_error: str = field(default="", init=False)
    trouble: Trouble | None = field(default=None, init=False)
    """What keeps updates from coming in, while it does."""
    standing_by: bool = field(default=False, init=False)
    """Another program fetches for all of them; this one would at once."""
    latency: float | None = field(default=None, init=False)
    """Seconds of Telegram's last prompt answer."""
    on_unstored: Callable[[Sequence[RawUpdate]], None] = field(default=_nobody, init=False)
    """Told what could not be stored, each time anew; it comes again until it is."""
    on_lost: Callable[[], None] = field(default=_nobody, init=False)
    """Told when the line to Telegram is found dead."""
    _good: float | None = field(default=None, init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _ended: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    @abstractmethod
    def start(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None: ...

    @property
    def quiet_for(self) -> float | None:
        """Real seconds since it was last seen that updates can come in, whatever the trial's clock says; None
        before the first time."""
        return None if self._good is None else asyncio.get_running_loop().time() - self._good

    @property
    def unstored(self) -> bool:
        """Updates wait at Telegram because the database does not take them."""
        return self.trouble is Trouble.STORAGE

    @property
    def full(self) -> bool:
        """And that because there is no room on its disk."""
        return self.unstored and self.last_error == StorageFull.__name__

    def _note_unstored(self, error: Exception, updates: Sequence[RawUpdate]) -> None:
        self._note(Trouble.STORAGE, type(error).__name__)
        self.on_unstored(updates)

    async def _end(self, line: Line) -> None:
        """Drops the call that is under way, but nothing that is being stored."""
        self._stopping.set()
        line.drop()
        await self._ended.wait()

    def _went_well(self, clock: Clock) -> None:
        self._good, self.last_good_at = asyncio.get_running_loop().time(), clock.now()

    def _note(self, trouble: Trouble, detail: str) -> None:
        if self.trouble is not trouble:
            log.warning("no updates come in: %s (%s)%s", trouble, detail, advice(trouble))
            if trouble is Trouble.UNREACHABLE:
                self.on_lost()
        self.trouble, self.last_error = trouble, detail

    def _recovered(self) -> None:
        if self.trouble is not None:
            log.warning("updates come in again")
        self.trouble = None

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            pass
