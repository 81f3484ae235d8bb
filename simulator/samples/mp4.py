from __future__ import annotations

import struct

from simulator.samples.h264 import frame, picture, sequence

_SCALE = 1000
_PLAIN_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def sample_mp4(number: int, width: int, height: int, seconds: int) -> bytes:
    """A sun that crosses a sky whose colour `number` chooses, two pictures a second."""
    units = [frame(at, _blocks(number, at, width // 16, height // 16)) for at in range(seconds * 2)]
    samples = [struct.pack(">I", len(unit)) + unit for unit in units]
    start = _box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41")
    body = _box(b"mdat", b"".join(samples))
    tables = _tables(width, height, [len(one) for one in samples], len(start) + 8)
    return start + body + _movie(width, height, seconds * _SCALE, tables)


def _blocks(number: int, at: int, across: int, down: int) -> list[tuple[int, int, int]]:
    """Y, Cb and Cr of each block: a sky that darkens downwards, a dark hill, a bright sun."""
    blue, red, sun = 118 + number * 17 % 45, 110 + number * 29 % 40, 1 + at * 2 % (across - 1)

    def block(row: int, column: int) -> tuple[int, int, int]:
        if row == 2 and column == sun:
            return 225, 70, 150
        if row >= down - 3 + abs(column - across // 2) // 3:
            return 60, 118, 112
        return 165 - row * 60 // down, blue, red

    return [block(row, column) for row in range(down) for column in range(across)]


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, name) + body


def _full(name: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(name, struct.pack(">I", flags), *parts)


def _movie(width: int, height: int, length: int, tables: bytes) -> bytes:
    head = _full(
        b"mvhd",
        struct.pack(">IIIIIH10x", 0, 0, _SCALE, length, 0x10000, 0x100),
        _PLAIN_MATRIX,
        struct.pack(">24xI", 2),
    )
    track = _full(
        b"tkhd",
        struct.pack(">IIIII8xHHHH", 0, 0, 1, 0, length, 0, 0, 0, 0),
        _PLAIN_MATRIX,
        struct.pack(">II", width << 16, height << 16),
        flags=3,
    )
    media = _box(
        b"mdia",
        _full(b"mdhd", struct.pack(">IIIIHH", 0, 0, _SCALE, length, 0x55C4, 0)),
        _full(b"hdlr", struct.pack(">I4s12x", 0, b"vide"), b"Video\0"),
        _box(b"minf", _full(b"vmhd", bytes(8), flags=1), _here(), tables),
    )
    return _box(b"moov", head, _box(b"trak", track, media))


def _here() -> bytes:
    """Says that the pictures lie in this same file."""
    return _box(b"dinf", _full(b"dref", struct.pack(">I", 1), _full(b"url ", flags=1)))


def _tables(width: int, height: int, sizes: list[int], first: int) -> bytes:
    """How to show the samples, for how long each, and where they lie: one chunk from offset `first`."""
    rules, pictures = sequence(width, height), picture()
    config = b"\1" + rules[1:4] + b"\xff\xe1" + struct.pack(">H", len(rules)) + rules
    config += b"\1" + struct.pack(">H", len(pictures)) + pictures
    entry = struct.pack(">6xH16xHHII4xH32xHh", 1, width, height, 0x480000, 0x480000, 1, 24, -1)
    return _box(
        b"stbl",
        _full(b"stsd", struct.pack(">I", 1), _box(b"avc1", entry, _box(b"avcC", config))),
        _full(b"stts", struct.pack(">III", 1, len(sizes), _SCALE // 2)),
        _full(b"stsc", struct.pack(">IIII", 1, 1, len(sizes), 1)),
        _full(b"stsz", struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)),
        _full(b"stco", struct.pack(">II", 1, first)),
    )
