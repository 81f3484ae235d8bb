"""JPEG (ITU T.81, JFIF 1.02, Exif 2.32): segments up to the picture's end, and nothing behind it, where
telephones put further pictures and notes of their own."""

from __future__ import annotations

import struct

from domain.pictures.bits import NotAPicture, piece
from domain.pictures.exif import orientation, with_orientation

START = b"\xff\xd8"
_END, _SCAN = 0xD9, 0xDA
_JFIF, _EXIF, _ICC, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_PICTURE = range(0xC0, 0xE0)
"""Frames, scans and their tables."""
_ADOBE_LENGTH = 12


def stripped(data: bytes) -> bytes:
    kept, way_up = _segments(data)
    before = [START, *kept[:1]] if kept and kept[0][1] == _JFIF else [START]
    rest = kept[len(before) - 1 :]
    return b"".join([*before, with_orientation(way_up), *rest])


def _segments(data: bytes) -> tuple[list[bytes], int]:
    """What stays, in order, and which way up the picture is (1 where nothing says so)."""
    kept: list[bytes] = []
    place, way_up = len(START), 0
    while True:
        marker, place = _marker(data, place)
        if marker == _END:
            return [*kept, bytes((0xFF, _END))], way_up or 1
        if marker in _ALONE:
            continue
        length = struct.unpack(">H", piece(data, place, 2))[0]
        body = piece(data, place + 2, length - 2)
        place += length
        if marker == _EXIF and body.startswith(b"Exif\0") and not way_up:
            # The first counts: that is the one that viewers read.
            way_up = orientation(body[6:])
        if (needed := _needed(marker, body)) is not None:
            kept.append(bytes((0xFF, marker)) + struct.pack(">H", len(needed) + 2) + needed)
        if marker == _SCAN:
            end = _scan_end(data, place)
            kept.append(data[place:end])
            place = end


def _marker(data: bytes, place: int) -> tuple[int, int]:
    """The next one, and where its segment goes on; any number of 0xFF may stand before it."""
    if piece(data, place, 1) != b"\xff":
        raise NotAPicture("no marker")
    while (found := piece(data, place, 1)) == b"\xff":
        place += 1
    return found[0], place + 1


def _needed(marker: int, body: bytes) -> bytes | None:
    """What of a segment has to stay for the picture to look the same."""
    if marker == _JFIF:
        # Its density, without the small picture that may be in it.
        return body[:12] + b"\0\0" if body.startswith(b"JFIF\0") and len(body) >= 14 else None
    if marker == _ICC:
        return body if body.startswith(b"ICC_PROFILE\0") else None
    if marker == _ADOBE:
        return body[:_ADOBE_LENGTH] if body.startswith(b"Adobe") else None
    return body if marker in _PICTURE else None


def _scan_end(data: bytes, place: int) -> int:
    """Of the compressed data: the next marker that is none of its own (0xFF00, and restarts)."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise NotAPicture("no end")
        following = data[place + 1]
        if following != 0 and following not in _ALONE and following != 0xFF:
            return place
        place += 1 if following == 0xFF else 2
