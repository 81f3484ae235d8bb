"""Small real PNG pictures, each different, made without a library."""

from __future__ import annotations

import struct
import zlib


def picture(seed: int = 1, size: int = 16) -> bytes:
    """A square of one colour that `seed` chooses; 8-bit RGB."""
    colour = bytes(((seed * 67) % 256, (seed * 131) % 256, (seed * 29) % 256))
    rows = b"".join(b"\0" + colour * size for _ in range(size))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
