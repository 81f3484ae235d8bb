"""What Telegram makes of the characters of a text before it looks at anything else."""

from __future__ import annotations

import re
from bisect import bisect_left

from simulator.errors import Json
from simulator.utf16 import offsets16

_DIRTY = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]|[\u200e\u200f]{2}")
_GONE = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROLS = {code: " " for code in range(32) if chr(code) not in "\n\r"}
_MARKS = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
# What may stand in a text that Telegram calls empty.
_NOTHING = re.compile(
    "[ \n\xa0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)


def cleaned(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Control characters become spaces; carriage returns, line and direction controls and vertical lines
    go, and entities move along."""
    if _plain(text) or not _DIRTY.search(text):
        return text, entities
    at = offsets16(text)
    gone = [at[match.start()] for match in _GONE.finditer(text)]
    left = _GONE.sub("", text).translate(_CONTROLS)
    # Every direction mark of a row but the last.
    left = _MARKS.sub("\u200c", left)
    return left, [moved for entity in entities if (moved := _moved(entity, gone))["length"] > 0]


def _plain(text: str) -> bool:
    """Most texts; this is told sooner than the rest can be."""
    return text.isascii() and text.replace("\n", "").isprintable()


def _moved(entity: Json, gone: list[int]) -> Json:
    end = entity["offset"] + entity["length"]
    begin = entity["offset"] - bisect_left(gone, entity["offset"])
    return {**entity, "offset": begin, "length": end - bisect_left(gone, end) - begin}


def is_empty(text: str) -> bool:
    return _NOTHING.fullmatch(text) is not None
