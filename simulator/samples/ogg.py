from __future__ import annotations

import struct

# 20 ms of silence as an Opus packet, and how many samples at 48 kHz that is.
_SILENCE = b"\xf8\xff\xfe"
_SAMPLES = 960
_PRE_SKIP = 312


def sample_ogg(number: int, seconds: int) -> bytes:
    """A silent voice note; `number` is its stream's serial number."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, _PRE_SKIP, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 9) + b"simulator" + struct.pack("<I", 0)
    packets = [_SILENCE] * (seconds * 50)
    return (
        _page(number, 0, 2, 0, [head])
        + _page(number, 1, 0, 0, [tags])
        + _page(number, 2, 4, len(packets) * _SAMPLES, packets)
    )


def _page(serial: int, position: int, flags: int, granule: int, packets: list[bytes]) -> bytes:
    """At most 255 packets of less than 255 bytes each."""
    head = struct.pack("<4sBBQIIIB", b"OggS", 0, flags, granule, serial, position, 0, len(packets))
    page = bytearray(head + bytes(len(packet) for packet in packets) + b"".join(packets))
    page[22:26] = struct.pack("<I", _checksum(page))
    return bytes(page)


def _checksum(page: bytes | bytearray) -> int:
    rest = 0
    for byte in page:
        rest ^= byte << 24
        for _ in range(8):
            rest = (rest << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if rest & 0x80000000 else rest << 1
    return rest
