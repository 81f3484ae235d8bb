"""H.264 in its plainest form: every block is written as it is (I_PCM), so that nothing is computed."""

from __future__ import annotations

from simulator.samples.bits import Bits


def sequence(width: int, height: int) -> bytes:
    """The sequence parameter set; width and height in pixels, multiples of 16."""
    bits = Bits().number(66, 8).number(0xC0, 8).number(30, 8).golomb(0, 0, 2, 1).number(0, 1)
    bits.golomb(width // 16 - 1, height // 16 - 1)
    # Frames, not fields; no cropping, nothing on how to display it.
    return b"\x67" + bits.number(0b1100, 4).padded("1")


def picture() -> bytes:
    """The picture parameter set, which lets a slice switch deblocking off."""
    bits = Bits().golomb(0, 0).number(0, 2).golomb(0, 0, 0).number(0, 3).golomb(0, 0, 0).number(0b100, 3)
    return b"\x68" + bits.padded("1")


def frame(number: int, blocks: list[tuple[int, int, int]]) -> bytes:
    """A whole picture of blocks of 16 × 16 pixels, row by row, each of one colour (Y, Cb, Cr: 16-235).
    No byte of a colour is 0, so nothing in it can be mistaken for the start of the next unit."""
    head = Bits().golomb(0, 7, 0).number(0, 4).golomb(number % 2).number(0, 2).golomb(0, 1).golomb(25)
    written = [b"\x65" + head.padded()]
    for luma, blue, red in blocks:
        written.append(bytes((luma,)) * 256 + bytes((blue,)) * 64 + bytes((red,)) * 64)
        written.append(b"\x0d\x00")
    written[-1] = b"\x80"
    return b"".join(written)
