"""PNG (third edition): only the chunks that say how the picture looks, and nothing behind its end."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from domain.pictures.bits import NotAPicture, piece

START = b"\x89PNG\r\n\x1a\n"
_LOOKS = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"hIST",
    }
    | {b"pHYs", b"sPLT", b"cICP", b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT"}
)


def stripped(data: bytes) -> bytes:
    return START + b"".join(chunk for chunk in _chunks(data) if chunk[4:8] in _LOOKS)


def _chunks(data: bytes) -> Iterator[bytes]:
    place = len(START)
    while True:
        length, name = struct.unpack(">I4s", piece(data, place, 8))
        if not name.isalpha():
            raise NotAPicture("no chunk")
        yield piece(data, place, length + 12)
        place += length + 12
        if name == b"IEND":
            return
