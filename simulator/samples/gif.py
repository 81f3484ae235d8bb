from __future__ import annotations

import struct

# With 128 colours a code is 8 bits, so pixels are written as they are, as long as the table is cleared
# before it would grow to need 9.
_CLEAR, _END, _RUN = 0x80, 0x81, 126


def sample_gif(number: int, width: int = 96, height: int = 72, frames: int = 6) -> bytes:
    """A bar that walks over a ground whose colour `number` chooses."""
    ground = (40 + number * 53 % 180, 120, 200 - number * 29 % 150)
    palette = bytes((*ground, 255, 255, 255)) + bytes(3 * 126)
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF6, 0, 0) + palette
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    return head + loop + b"".join(_frame(width, height, at * width // frames) for at in range(frames)) + b";"


def _frame(width: int, height: int, bar: int) -> bytes:
    row = bytearray(width)
    row[bar : bar + width // 6] = b"\1" * len(row[bar : bar + width // 6])
    pixels = bytes(row) * height
    codes = bytearray()
    for at in range(0, len(pixels), _RUN):
        codes.append(_CLEAR)
        codes += pixels[at : at + _RUN]
    codes.append(_END)
    blocks = b"".join(_block(bytes(codes[at : at + 255])) for at in range(0, len(codes), 255))
    control = b"\x21\xf9\x04\0" + struct.pack("<H", 50) + b"\0\0"
    return control + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x07" + blocks + b"\0"


def _block(data: bytes) -> bytes:
    return bytes((len(data),)) + data
