"""A raw HTTP client for measuring: kept-open sockets, requests as ready bytes, one under way per socket.

Clients of the usual kind cost more than the servers they would measure. This one reads of an answer only its
length and whether it is a success; `bench.simulator` says what it can do at most.
"""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

Next = Callable[[bytes], bytes]
"""The next request of a connection, given the body of its last answer (empty at first)."""


@dataclass(frozen=True)
class Slice:
    """What was answered in a stretch of time, and what processor time the server used for it."""

    count: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.count / self.seconds


def request(path: str, body: bytes = b"", kind: str = "application/json") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def as_json(path: str, **params: Any) -> bytes:
    return request(path, json.dumps(params).encode())


def as_form(path: str, **params: Any) -> bytes:
    return request(path, urlencode(params).encode(), "application/x-www-form-urlencoded")


def always(sent: bytes) -> Next:
    return lambda _: sent


class Wire:
    """`pid` is the server's, for its processor time."""

    def __init__(self, port: int, pid: int, connections: int) -> None:
        self._clock = (~pid << 3) | 2  # Linux's number for the processor time of a whole process
        self._sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def once(self, sent: bytes) -> Any:
        """One request on the first connection; what its answer's JSON holds."""
        self._sockets[0].sendall(sent)
        return json.loads(_received(self._sockets[0], b""))

    def drive(self, asked: Sequence[Next], seconds: float = 0.0, count: int = 0) -> Slice:
        """Each connection asks as soon as it is answered, for so many `seconds` or `count` answers in all."""
        waiting = select.epoll()
        turns = dict(zip((one.fileno() for one in self._sockets), asked, strict=True))
        sockets = {one.fileno(): one for one in self._sockets}
        for number, one in sockets.items():
            waiting.register(number, select.EPOLLIN)
            one.sendall(turns[number](b""))
        answered, under_way = 0, len(sockets)
        used, began = time.clock_gettime(self._clock), time.monotonic()
        ends = began + seconds if seconds else float("inf")
        while under_way:
            for number, _ in waiting.poll():
                body = _received(sockets[number], sockets[number].recv(65536))
                answered += 1
                if time.monotonic() < ends and not (count and answered + under_way > count):
                    sockets[number].sendall(turns[number](body))
                else:
                    under_way -= 1
        waiting.close()
        return Slice(answered, time.monotonic() - began, time.clock_gettime(self._clock) - used)

    def close(self) -> None:
        for one in self._sockets:
            one.close()


def _received(one: socket.socket, data: bytes) -> bytes:
    """The whole answer's body. Raises AssertionError unless it is a success."""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(one)
    assert data.startswith(b"HTTP/1.1 20"), data
    at = data.index(b"Content-Length: ") + 16
    missing = end + 4 + int(data[at : data.index(b"\r", at)]) - len(data)
    while missing > 0:
        more = _more(one)
        data, missing = data + more, missing - len(more)
    return data[end + 4 :]


def _more(one: socket.socket) -> bytes:
    data = one.recv(65536)
    assert data, "the server has closed a connection"
    return data
