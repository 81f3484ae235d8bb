"""Calls to the Bot API with an HTTP client alone: for what must work before a Telegram library is there."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import aiohttp

from bot.floods import seconds_to_wait

READ = 3.5
"""Seconds without a byte until the line counts as dead: a black hole is mended within 5 s."""
CONNECT = 2.5
PATIENT = aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_read=READ)
IN_HASTE = aiohttp.ClientTimeout(total=None, connect=1.5, sock_read=1.2)
"""For a question that is answered at once, while nobody answers: its return is found within 2 s."""
WHOLE = 20.0
"""Seconds for a whole answer over a slow line."""
SLOW_PAUSE = 5.0
"""Seconds between tries when only the operator can mend it."""


class Trouble(StrEnum):
    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    """Telegram does not know the token."""
    ELSEWHERE = "elsewhere"
    """Another program polls with this token."""
    WEBHOOK = "webhook"
    NOT_REACHED = "not_reached"
    """Telegram cannot hand updates over to our webhook."""
    FLOOD = "flood"
    SERVER = "server"
    STORAGE = "storage"
    FAULT = "fault"
    """Of our own."""


class CallFailed(Exception):
    """`pause`: seconds to leave Telegram alone; None where whoever asked knows better."""

    def __init__(self, trouble: Trouble, detail: str, pause: float | None = None) -> None:
        super().__init__(detail)
        self.trouble = trouble
        self.pause = pause


@dataclass(slots=True)
class Line:
    """Nothing here shows the token: addresses stay out of every message."""

    api_base: str
    token: str = field(repr=False)
    _session: aiohttp.ClientSession | None = None
    _scope: asyncio.Timeout | None = None

    async def call(self, method: str, asked: Mapping[str, Any], *, in_haste: bool = False) -> str:
        """The text of a good answer. Raises CallFailed."""
        limits = IN_HASTE if in_haste else PATIENT
        url = f"{self.api_base.rstrip('/')}/bot{self.token}/{method}"
        try:
            async with asyncio.timeout(WHOLE) as self._scope:
                asking = self._open().post(url, json=asked, allow_redirects=False, timeout=limits)
                async with asking as answer:
                    status, content = answer.status, await answer.read()
        except (aiohttp.ClientError, OSError) as error:
            await self.hang_up()
            raise CallFailed(Trouble.UNREACHABLE, type(error).__name__) from None
        finally:
            self._scope = None
        text = content.decode(errors="replace")
        if status != 200:
            raise _refusal(status, text)
        return text

    def drop(self) -> None:
        """Ends the call that is under way, if there is one."""
        if self._scope is not None:
            self._scope.reschedule(asyncio.get_running_loop().time())

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    async def hang_up(self) -> None:
        """After trouble a new line, with the address looked up anew."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _refusal(status: int, text: str) -> CallFailed:
    data = parsed(text)
    said = str(data.get("description", ""))[:200]
    detail = f"{status} {said}" if said else f"{status}"
    match status:
        case 401 | 404:
            return CallFailed(Trouble.UNAUTHORIZED, detail, SLOW_PAUSE)
        case 409 if "webhook" in said:
            return CallFailed(Trouble.WEBHOOK, detail, SLOW_PAUSE)
        case 409:
            return CallFailed(Trouble.ELSEWHERE, detail, random.uniform(0.5, 1.5))
        case 429:
            return CallFailed(Trouble.FLOOD, detail, seconds_to_wait(data.get("parameters"), said))
        case _:
            return CallFailed(Trouble.SERVER, detail)


def parsed(text: str) -> dict[str, Any]:
    """An answer's object; empty for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def advice(trouble: Trouble) -> str:
    """What to add to a line of the log."""
    match trouble:
        case Trouble.UNAUTHORIZED:
            return ": Telegram refuses the token; set the right one and start again"
        case Trouble.WEBHOOK:
            return ": a webhook is set for this bot; delete it (deleteWebhook) or stop what uses it"
        case Trouble.ELSEWHERE:
            return ": another program fetches this bot's updates; stop one of the two"
        case Trouble.NOT_REACHED:
            return ": Telegram cannot reach web.public_url; see that it leads here, by HTTPS"
        case _:
            return ""
