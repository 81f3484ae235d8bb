"""The listening end: who connects, and who reads what they send."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from simulator.answers import Answer
from simulator.botapi import BotApi
from simulator.plaincalls import NotPlain, PlainCall, first_call

# Read ahead while a call is being answered, for clients that do not wait; then they have to.
AHEAD = 64 * 1024


class Connections:
    """Makes a `Connection` of each, and ends those that are left. `others`: a protocol for aiohttp's part."""

    def __init__(self, bot: BotApi, others: Callable[[], asyncio.Protocol]) -> None:
        self.bot = bot
        self.others = others
        self.open: set[Connection] = set()

    def __call__(self) -> Connection:
        return Connection(self)

    async def close(self) -> None:
        calls = [one.call for one in self.open if one.call]
        for one in list(self.open):
            one.transport.abort()
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


class Connection(asyncio.Protocol):
    """Answers plain Bot API calls, one after another. At the first request that is anything else, and while
    there are faults, all further requests of this connection go to aiohttp: answering through it costs a
    call about as much again as all that is done for it here."""

    transport: asyncio.Transport

    def __init__(self, all_of_them: Connections) -> None:
        self._all = all_of_them
        self._data = b""
        self.call: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._all.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.open.discard(self)
        if self.call:
            self.call.cancel()

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        if self.call is None:
            self._next()
        elif len(self._data) > AHEAD:
            self.transport.pause_reading()

    def _next(self) -> None:
        try:
            call = first_call(self._data)
        except NotPlain:
            self._hand_over()
            return
        if call and self._all.bot.world.faults:
            self._hand_over()
        elif call:
            self._data = self._data[call.size :]
            self.call = self._loop.create_task(self._answer(call))

    async def _answer(self, call: PlainCall) -> None:
        answer = await self._all.bot.answer_plain(call)
        assert isinstance(answer, Answer)
        self.transport.write(answer.wire())
        self.call = None
        self.transport.resume_reading()
        if self._data:
            self._next()

    def _hand_over(self) -> None:
        self._all.open.discard(self)
        other = self._all.others()
        self.transport.set_protocol(other)
        other.connection_made(self.transport)
        other.data_received(self._data)
