"""Reading what bots and people do all the time straight from the wire: one short request at a time, nothing
special about it. Whatever else may come is aiohttp's to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Shorter than the longest line, and fewer lines, than aiohttp reads.
LONGEST_HEAD = 8000
MOST_FIELDS = 64
LONGEST_BODY = 1024 * 1024
KINDS = {"", "application/json", "application/x-www-form-urlencoded"}
# With one of these a request is not as plain as it looks.
SPECIAL = {"transfer-encoding", "content-encoding", "expect", "upgrade", "proxy-connection"}
BEGINNINGS = (b"POST /bot", b"GET /bot", b"POST /world/people/")
# Only what can be read in one way: a token, a word, no fragment, no space where none belongs.
HEAD = re.compile(
    rb"(?:POST|GET) ((?:/bot[\w:-]+/\w+|/world/people/[0-9]+/send)(?:\?[\w.~%&=+,:/;@!$'()*-]*)?)"
    rb" HTTP/1\.1\r\n"
    rb"((?:[\w!#$%&'*+.^`|~-]+:[\t -~]*\r\n)+)"
)


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
    end = data.find(b"\r\n\r\n", 0, LONGEST_HEAD)
    if end < 0:
        if len(data) >= LONGEST_HEAD or data.count(b"\n") != data.count(b"\r\n"):
            raise NotPlain
        return None
    head = _head(data[: end + 2])
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
    head = HEAD.fullmatch(data)
    if head is None:
        raise NotPlain
    lines = head[2].decode("ascii").split("\r\n")[:-1]
    fields = {}
    for line in lines:
        name, _, value = line.partition(":")
        fields[name.lower()] = value.strip(" \t")
    if len(fields) < len(lines) or len(lines) > MOST_FIELDS:
        raise NotPlain
    kind = fields.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in KINDS or not fields.keys().isdisjoint(SPECIAL) or "host" not in fields:
        raise NotPlain
    if fields.get("connection", "keep-alive").lower() != "keep-alive":
        raise NotPlain
    return Head(head[1].decode("ascii"), kind, _length(fields.get("content-length", "0")))


def _length(given: str) -> int:
    if not given.isdecimal() or len(given) > len(str(LONGEST_BODY)) or int(given) > LONGEST_BODY:
        raise NotPlain
    return int(given)
