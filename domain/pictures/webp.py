"""WebP (RFC 9649): only the chunks that say how the picture looks."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from domain.pictures.bits import NotAPicture, piece

_LOOKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXTENDED, _HAS_EXIF, _HAS_XMP = b"VP8X", 0x08, 0x04


def stripped(data: bytes) -> bytes:
    kept = b"".join(_without_flags(chunk) for chunk in _chunks(data) if chunk[:4] in _LOOKS)
    if not kept:
        raise NotAPicture("empty")
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + kept


def _chunks(data: bytes) -> Iterator[bytes]:
    (size,) = struct.unpack("<I", piece(data, 4, 4))
    place, end = 12, 8 + size
    if end > len(data):
        raise NotAPicture("cut short")
    while place + 8 <= end:
        (length,) = struct.unpack("<I", piece(data, place + 4, 4))
        padded = length + length % 2
        yield piece(data, place, 8 + length) + b"\0" * (padded - length)
        place += 8 + padded


def _without_flags(chunk: bytes) -> bytes:
    if chunk[:4] != _EXTENDED or len(chunk) < 9:
        return chunk
    return chunk[:8] + bytes((chunk[8] & ~(_HAS_EXIF | _HAS_XMP) & 0xFF,)) + chunk[9:]
