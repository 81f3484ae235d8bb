"""One plain spelling for what people can write in many: digits of every script, letters that are drawn like
ours, widths, accents, invisible characters, white space."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
# Cyrillic and Greek letters; what normalisation unfolds by itself is not listed.
_DRAWN_ALIKE = dict(zip("аеорсухіјѕԁһӏοαερτυικν", "aeopcyxijsdhloaeptuikv", strict=True))
_BLANK = {"\u3164", "\u115f", "\u1160", "\u2800", "\uffa0"}
"""Letters by their category that show nothing."""
_UNSEEN = {"Mn", "Me", "Cf", "Cc"}


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in _BLANK:
        return " "
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return ""
    if category[0] == "Z":
        return " "
    value = unicodedata.numeric(character, None)
    if value is not None and value in range(10):
        return str(int(value))
    if category == "Pd":
        return "-"
    unfolded = unicodedata.normalize("NFKD", character)
    seen = (one for one in unfolded if unicodedata.category(one) not in _UNSEEN)
    return "".join(_DRAWN_ALIKE.get(one, one) for one in "".join(seen).lower())


def fold(text: str) -> str:
    """Lower case; at most one blank between words, lines kept."""
    if not text.isascii():
        text = _FOREIGN.sub(lambda found: _plain(found[0]), text)
    return _LINES.sub("\n", _BLANKS.sub(" ", text.lower())).strip()
