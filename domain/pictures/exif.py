"""Of all that Exif holds, the one thing a picture needs: which way up it is."""

from __future__ import annotations

import struct

from domain.pictures.bits import NotAPicture, piece

_ORIENTATION, _SHORT, _UPRIGHT = 0x0112, 3, 1


def orientation(tiff: bytes) -> int:
    """1 to 8, as Exif counts; 1 (upright) for anything that cannot be read."""
    try:
        order = {b"II": "<", b"MM": ">"}[piece(tiff, 0, 2)]
        (first,) = struct.unpack(order + "I", piece(tiff, 4, 4))
        (count,) = struct.unpack(order + "H", piece(tiff, first, 2))
        for number in range(count):
            tag, kind, _, value = struct.unpack(order + "HHIH", piece(tiff, first + 2 + 12 * number, 10))
            if tag == _ORIENTATION and kind == _SHORT:
                return value if 1 <= value <= 8 else _UPRIGHT
    except (NotAPicture, KeyError):
        pass
    return _UPRIGHT


def with_orientation(way_up: int) -> bytes:
    """A JPEG segment with that and nothing else; none for an upright picture."""
    if way_up == _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, way_up, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
