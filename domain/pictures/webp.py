"""WebP (RFC 9649): only the chunks that say how the picture looks."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from domain.pictures.bits import NotAPicture, piece

_LOOKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_FRAME, _FRAME_HEAD = b"ANMF", 16
_EXTENDED, _HAS_EXIF, _HAS_XMP = b"VP8X", 0x08, 0x04


def stripped(data: bytes) -> bytes:
    (size,) = struct.unpack("<I", piece(data, 4, 4))
    kept = _kept(data, 12, 8 + size)
    if not kept:
        raise NotAPicture("empty")
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + kept


def _kept(data: bytes, place: int, end: int) -> bytes:
    return b"".join(_cleaned(chunk) for chunk in _chunks(data, place, end) if chunk[:4] in _LOOKS)


def _chunks(data: bytes, place: int, end: int) -> Iterator[bytes]:
    if end > len(data):
        raise NotAPicture("cut short")
    while place + 8 <= end:
        (length,) = struct.unpack("<I", piece(data, place + 4, 4))
        padded = length + length % 2
        yield piece(data, place, 8 + length) + b"\0" * (padded - length)
        place += 8 + padded


def _cleaned(chunk: bytes) -> bytes:
    """What stands inside of it, too: flags, and the chunks of a moving picture's frame."""
    (length,) = struct.unpack("<I", chunk[4:8])
    if chunk[:4] == _FRAME:
        inside = chunk[8 : 8 + _FRAME_HEAD] + _kept(chunk, 8 + _FRAME_HEAD, 8 + length)
        return _FRAME + struct.pack("<I", len(inside)) + inside
    if chunk[:4] != _EXTENDED or length < 1:
        return chunk
    return chunk[:8] + bytes((chunk[8] & ~(_HAS_EXIF | _HAS_XMP) & 0xFF,)) + chunk[9:]
