from __future__ import annotations

from domain.pictures import jpeg, png, webp
from domain.pictures.bits import NotAPicture


def stripped(data: bytes) -> bytes:
    """By what the bytes are, whatever the file is called. Raises NotAPicture for every other kind, and for
    what is broken."""
    if data.startswith(jpeg.START):
        return jpeg.stripped(data)
    if data.startswith(png.START):
        return png.stripped(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return webp.stripped(data)
    raise NotAPicture("another kind")
