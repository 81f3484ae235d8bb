"""Reading what bots and people do all the time straight from the wire: one short request at a time, nothing
special about it. Whatever else may come is aiohttp's to read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

LONGEST_HEAD = 16 * 1024
LONGEST_BODY = 1024 * 1024
KINDS = {"", "application/json", "application/x-www-form-urlencoded"}
# With one of these a request is not as plain as it looks.
SPECIAL = {"transfer-encoding", "content-encoding", "expect", "upgrade"}
BEGINNINGS = (b"POST /bot", b"GET /bot", b"POST /world/people/")


class NotPlain(Exception):
    """Somebody else's to read, from its first byte."""


@dataclass(frozen=True)
class PlainCall:
    path: str
    kind: str
    """The body's content type, without its parameters."""
    body: bytes
    size: int
    """Of the whole request, in bytes."""


def first_call(data: bytes) -> PlainCall | None:
    """The call that `data` begins with; None while it is not whole. Raises `NotPlain`."""
    if not data.startswith(BEGINNINGS) and not any(one.startswith(data) for one in BEGINNINGS):
        raise NotPlain
    end = data.find(b"\r\n\r\n")
    if end < 0:
        if len(data) > LONGEST_HEAD:
            raise NotPlain
        return None
    head = _head(data[:end])
    size = end + 4 + head.length
    return PlainCall(head.path, head.kind, data[end + 4 : size], size) if len(data) >= size else None


@dataclass(frozen=True)
class Head:
    path: str
    kind: str
    length: int
    """Of the body."""


# A client's heads differ in the method and the length at most.
@lru_cache(maxsize=512)
def _head(data: bytes) -> Head:
    line, *fields = data.decode("latin-1").split("\r\n")
    path, length, kind = _path(line), None, ""
    for field in fields:
        name, _, value = field.partition(":")
        match name.lower():
            case "content-length" if length is None and value.strip().isdecimal():
                length = int(value)
            case "content-type":
                kind = value.partition(";")[0].strip().lower()
            case "content-length":
                raise NotPlain
            case "connection" if value.strip().lower() != "keep-alive":
                raise NotPlain
            case special if special in SPECIAL:
                raise NotPlain
    if kind not in KINDS or (length or 0) > LONGEST_BODY:
        raise NotPlain
    return Head(path, kind, length or 0)


def _path(line: str) -> str:
    match line.split(" "):
        case "POST" | "GET", path, "HTTP/1.1" if "/" in path[1:]:
            return path
    raise NotPlain
