"""Small pictures with everything in them that cameras and programs write beside the picture."""

from __future__ import annotations

import struct
import zlib

SECRET = b"-8.690512N secret owner"
PIXELS = b"\x12\xff\x00\x34\xff\xd0\x56"
"""A scan's data with a stuffed byte and a restart in it."""


def exif(order: str = ">", way_up: int = 6) -> bytes:
    """A TIFF with an orientation, and the owner's secret where GPS would be."""
    head = (b"MM" if order == ">" else b"II") + struct.pack(order + "HI", 42, 8)
    entries = [
        struct.pack(order + "HHIHH", 0x0112, 3, 1, way_up, 0),
        struct.pack(order + "HHII", 0x8825, 4, 1, 38),
    ]
    return head + struct.pack(order + "H", 2) + b"".join(entries) + struct.pack(order + "I", 0) + SECRET


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg(order: str = ">", way_up: int = 6) -> bytes:
    jfif = b"JFIF\0\1\2\1\0\x48\0\x48\1\1" + SECRET[:3]
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xE0, jfif),
            _segment(0xE1, b"Exif\0\0" + exif(order, way_up)),
            _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>" + SECRET),
            _segment(0xE2, b"ICC_PROFILE\0\1\1colours"),
            _segment(0xE2, b"MPF\0" + SECRET),
            _segment(0xED, b"Photoshop 3.0\0" + SECRET),
            _segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + SECRET),
            _segment(0xFE, SECRET),
            _segment(0xF7, SECRET),
            _segment(0xE1, b"Exif\0\0" + exif(order, 1) + SECRET),
            _segment(0xDB, bytes(65)),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
            PIXELS,
            b"\xff",
            _segment(0xDA, b"\1\1\0\0\x3f\1"),
            PIXELS,
            b"\xff\xd9",
            b"\xff\xd8" + _segment(0xE1, b"Exif\0\0" + exif()) + b"\xff\xd9",
            SECRET,
        ]
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png() -> bytes:
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            _chunk(b"tEXt", b"Author\0" + SECRET),
            _chunk(b"zTXt", b"Author\0\0" + SECRET),
            _chunk(b"iTXt", b"XML:com.adobe.xmp\0" + SECRET),
            _chunk(b"eXIf", exif()),
            _chunk(b"tIME", bytes(7)),
            _chunk(b"prVt", SECRET),
            _chunk(b"gAMA", struct.pack(">I", 45455)),
            _chunk(b"IDAT", zlib.compress(b"\0\x7f")),
            _chunk(b"IEND", b""),
            SECRET,
        ]
    )


def _riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp() -> bytes:
    chunks = b"".join(
        [
            _riff(b"VP8X", bytes((0x2C, 0, 0, 0, 0, 0, 0, 0, 0, 0))),
            _riff(b"ICCP", b"colours"),
            _riff(b"VP8 ", b"\x9d\x01\x2apixels"),
            _riff(b"EXIF", exif()),
            _riff(b"XMP ", SECRET),
            _riff(b"note", SECRET),
        ]
    )
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks + SECRET


def moving_webp() -> bytes:
    frame = bytes(16) + _riff(b"VP8 ", b"pixels!") + _riff(b"EXIF", exif()) + _riff(b"XMP ", SECRET)
    body = b"WEBP" + _riff(b"VP8X", bytes(10)) + _riff(b"ANIM", bytes(6)) + 2 * _riff(b"ANMF", frame)
    return b"RIFF" + struct.pack("<I", len(body)) + body
