"""A door of the bot's own, so that it can be shut while everybody else still gets in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time

from aiohttp import web

from simulator.connections import Connections
from simulator.listening import BACKLOG, HOST
from simulator.world import World


class BotDoor:
    """A second address that leads to all that the first leads to. While a fault `refused` stands, nobody
    listens there: who connects is refused by the operating system, who was connected is cut off."""

    def __init__(
        self, world: World, connections: Connections, others: web.Server, listening: socket.socket
    ) -> None:
        self._world = world
        self._connections = connections
        self._others = others
        # Kept beside the copy that a server closes when it ends: the port stays ours.
        self._socket = listening
        self.port: int = listening.getsockname()[1]
        self._server: asyncio.Server | None = None
        self._is_open = True
        self._changed = asyncio.Event()
        world.switched = self._turn
        self._turn()

    async def keep(self) -> None:
        """Opens and shuts it, for as long as it runs."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                self._changed.clear()
                fault = self._world.faults.refusing()
                if self._is_open and self._server is None:
                    self._server = await loop.create_server(self._connections, sock=self._socket.dup())
                left = fault.until - time.time() if fault and fault.until is not None else None
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), left)
        finally:
            if self._server:
                self._server.close()
            self._socket.close()

    def _turn(self) -> None:
        """At once: whoever has set a fault finds it in force."""
        refusing = self._world.faults.refusing() is not None
        if self._is_open and refusing:
            self._shut()
        elif not self._is_open and not refusing:
            self._socket.listen(BACKLOG)
        self._is_open = not refusing
        self._changed.set()

    def _shut(self) -> None:
        server, self._server = self._server, None
        if server:
            server.close()
        # Ends the listening for every process that holds this socket, as closing it here would not. One that
        # is inherited from a simulator that died while it was shut is shut, and would stay so after another.
        if self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            self._socket.shutdown(socket.SHUT_RDWR)
        # A port that the system chose is let go of by that; one that was asked for is kept, and says so.
        with contextlib.suppress(OSError):
            self._socket.bind((HOST, self.port))
        self._cut_off()

    def _cut_off(self) -> None:
        theirs = [one.transport for one in self._connections.open]
        for transport in [*theirs, *(one.transport for one in self._others.connections)]:
            if transport and transport.get_extra_info("sockname")[1] == self.port:
                transport.abort()
