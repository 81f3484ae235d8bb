"""Telegram counts entity offsets in UTF-16 code units and lengths of texts in code points."""

from __future__ import annotations

from itertools import accumulate


def length16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut16(text: str, offset: int, length: int) -> str:
    units = text.encode("utf-16-le", "surrogatepass")
    return units[offset * 2 : (offset + length) * 2].decode("utf-16-le", "surrogatepass")


def offsets16(text: str) -> list[int]:
    """The UTF-16 offset of every code point's beginning, and of the end."""
    return list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))


def splits_symbol(text: str, offset: int) -> bool:
    """Whether this UTF-16 offset lies inside a surrogate pair."""
    units = text.encode("utf-16-le", "surrogatepass")
    at = offset * 2
    return at + 1 < len(units) and 0xDC <= units[at + 1] <= 0xDF
