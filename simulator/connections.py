"""The listening end: who connects, and who reads what they send."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from simulator.answers import Ready
from simulator.botapi import BotApi, failed
from simulator.plaincalls import NotPlain, PlainCall, first_call
from simulator.sentences import sentence
from simulator.worldapi import PeopleApi

# Read ahead while a call is being answered, for clients that do not wait; then they have to.
AHEAD = 64 * 1024


class Connections:
    """Makes a `Connection` of each, and ends those that are left. `others`: a protocol for aiohttp's part."""

    def __init__(self, bot: BotApi, people: PeopleApi, others: Callable[[], asyncio.Protocol]) -> None:
        self.world = bot.world
        self._bot = bot
        self._people = people
        self.others = others
        self.open: set[Connection] = set()

    def __call__(self) -> Connection:
        return Connection(self)

    def answer(self, call: PlainCall) -> Ready | Awaitable[Ready] | None:
        """None for what is aiohttp's."""
        if call.path.startswith("/world/"):
            return self._people.send_plain(call)
        return None if self.world.faults else self._bot.answer_plain(call)

    async def close(self) -> None:
        calls = [one.call for one in self.open if one.call]
        for one in list(self.open):
            one.transport.abort()
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


class Connection(asyncio.Protocol):
    """Answers plain calls, one after another. At the first request that is anything else, and while
    there are faults, all further requests of this connection go to aiohttp: answering through it costs a
    call about as much again as all that is done for it here."""

    transport: asyncio.Transport

    def __init__(self, all_of_them: Connections) -> None:
        self._all = all_of_them
        self._data = b""
        self._busy = False
        self.call: asyncio.Task[None] | None = None
        self._full = False
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._all.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.open.discard(self)
        if self.call:
            self.call.cancel()

    def pause_writing(self) -> None:
        """Who does not read the answers is not asked what else there is, nor read."""
        self._full = True
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        self._full = False
        self._go_on()

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        if not self._busy and not self._full:
            self._next()
        elif len(self._data) > AHEAD:
            self.transport.pause_reading()

    def _next(self) -> None:
        try:
            call = first_call(self._data)
        except NotPlain:
            self._hand_over()
            return
        if call is None:
            return
        answer = self._all.answer(call)
        if answer is None:
            self._hand_over()
            return
        self._data = self._data[call.size :]
        self._busy = True
        if isinstance(answer, Ready):
            self._when_kept(answer, sentence if call.path.startswith("/world/") else failed)
        else:
            self.call = self._loop.create_task(self._wait(answer))

    async def _wait(self, coming: Awaitable[Ready]) -> None:
        try:
            answer = await coming
        except Exception as error:  # noqa: BLE001 - the last resort, said as Telegram says it
            answer = failed(error)
        self.call = None
        self._when_kept(answer, failed)

    def _when_kept(self, answer: Ready, otherwise: Callable[[Exception], Ready]) -> None:
        """Nothing leaves before what it rests on would outlive this process."""
        self._all.world.keeper.then(lambda error: self._say(otherwise(error) if error else answer))

    def _say(self, answer: Ready) -> None:
        if self.transport.is_closing():
            return
        self.transport.write(answer.wire())
        self._busy = False
        if not self._full:
            self._go_on()

    def _go_on(self) -> None:
        if self._data and not self._busy:
            self._next()
        enough = self._busy and len(self._data) > AHEAD
        if not enough and self.transport.get_protocol() is self and not self.transport.is_reading():
            self.transport.resume_reading()

    def _hand_over(self) -> None:
        self._all.open.discard(self)
        other = self._all.others()
        self.transport.set_protocol(other)
        self.transport.resume_reading()
        other.connection_made(self.transport)
        other.data_received(self._data)
