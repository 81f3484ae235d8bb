"""Reading a picture's size, and drawing one where a person sends a photo without choosing a file."""

from __future__ import annotations

import struct
import zlib


def dimensions(data: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG, GIF, JPEG or WebP; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:4] == b"GIF8" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    if data[:2] == b"\xff\xd8":
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X" and len(data) >= 30:
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if data[12:16] == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def mime_of(data: bytes) -> str | None:
    heads = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"\xff\xd8": "image/jpeg", b"RIFF": "image/webp"}
    if dimensions(data) is None:
        return None
    return next(mime for head, mime in heads.items() if data.startswith(head))


def sample_picture(number: int, width: int = 480, height: int = 320) -> bytes:
    """A dusk over hills as PNG; `number` shifts its colours so that two of them can be told apart."""
    hue = number * 47 % 160
    rows = bytearray()
    for y in range(height):
        share = y / height
        sky = bytes((min(255, int(90 + hue + 60 * share)), int(120 + 70 * share), int(200 - 60 * share)))
        land = bytes((40 + hue // 4, int(110 - 60 * share), 70))
        # A parabola for the hill keeps this cheap: one run of sky left and right, land between.
        reach = int((max(0.0, share - 0.45) / 0.55) ** 0.5 * width / 2)
        side = (width // 2 - reach) * 3
        line = (sky * width)[:side] + land * (2 * reach)
        rows += b"\0" + (line + sky * width)[: width * 3]
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
