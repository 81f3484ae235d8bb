"""A sticker: a smiling face on nothing, as lossless WebP with four colours."""

from __future__ import annotations

import struct
from functools import cache

SIDE = 512
_NOTHING, _SKIN, _DARK, _SHINE = range(4)
# Written highest bit first into a stream that is read lowest bit first.
_MIRRORED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


class _Stream:
    def __init__(self) -> None:
        self.bits, self.length = 0, 0

    def put(self, value: int, width: int) -> None:
        self.bits |= value << self.length
        self.length += width

    def symbols(self, data: bytes) -> None:
        """Each byte by its code, which in a table of 256 equal lengths is the byte itself."""
        self.put(int.from_bytes(data.translate(_MIRRORED), "little"), 8 * len(data))

    def table(self, alphabet: int) -> None:
        """A code of 8 bits for each of the first 256 symbols, none for the rest."""
        self.put(0, 1)
        # Lengths of the code lengths, in their fixed order (17, 18, 0, 1, 2 … 8): only 0 and 8 occur.
        self.put(12 - 4, 4)
        for at in (17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8):
            self.put(1 if at in (0, 8) else 0, 3)
        self.put(0, 1)
        self.put((1 << 256) - 1, alphabet)

    def single(self, symbol: int) -> None:
        """A code that has but this one symbol (0 or 1) and so costs nothing."""
        self.put(1, 1)
        self.put(0, 2)
        self.put(symbol, 1)


def sample_webp(number: int) -> bytes:
    tints = ((255, 204, 51), (255, 153, 102), (120, 200, 120), (120, 170, 255), (220, 150, 230))
    stream = _Stream()
    stream.put(0x2F, 8)
    stream.put(SIDE - 1, 14)
    stream.put(SIDE - 1, 14)
    stream.put(1, 1)
    stream.put(0, 3)
    _palette(stream, tints[number % len(tints)])
    stream.put(0, 1)
    stream.put(0, 1)
    stream.put(0, 1)
    stream.table(256 + 24)
    for fixed in (0, 0, 1, 0):
        stream.single(fixed)
    stream.symbols(_face())
    body = stream.bits.to_bytes((stream.length + 7) // 8, "little")
    body += b"\0" * (len(body) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    # Behind the picture, where no reader looks, the number that makes this sticker like no other.
    chunk += b"XNUM" + struct.pack("<II", 4, number)
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _palette(stream: _Stream, tint: tuple[int, int, int]) -> None:
    """Four colours, each as its difference from the one before; four pixels then share a byte."""
    stream.put(1, 1)
    stream.put(3, 2)
    stream.put(4 - 1, 8)
    stream.put(0, 1)
    for alphabet in (256 + 24, 256, 256, 256):
        stream.table(alphabet)
    stream.single(0)
    before = (0, 0, 0, 0)
    for colour in ((0, 0, 0, 0), (*tint, 255), (60, 40, 20, 255), (255, 255, 255, 255)):
        red, green, blue, alpha = ((new - old) & 255 for new, old in zip(colour, before, strict=True))
        stream.symbols(bytes((green, red, blue, alpha)))
        before = colour


@cache
def _face() -> bytes:
    """Four pixels in a row share a byte and here a colour, which is smooth enough."""
    middle = SIDE // 2
    return bytes(_colour(x - middle, y - middle) * 0b01010101 for y in range(SIDE) for x in range(2, SIDE, 4))


def _colour(x: int, y: int) -> int:
    if x * x + y * y > 248 * 248:
        return _NOTHING
    if (abs(x) - 90) ** 2 + (y + 70) ** 2 < 34 * 34:
        return _SHINE if (abs(x) - 98) ** 2 + (y + 82) ** 2 < 10 * 10 else _DARK
    smile = x * x + (y - 10) ** 2
    return _DARK if y > 40 and 130 * 130 < smile < 165 * 165 else _SKIN
