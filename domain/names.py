"""Names for people, made harmless: what somebody typed into a profile must not reorder or break a line."""

from __future__ import annotations

import unicodedata

from domain.firewall import tells

LONGEST = 64
NAMELESS = "👤"
"""For a name of which nothing visible is left, or which tells who somebody is elsewhere. A picture,
because it must do in every language."""

_JOINERS = frozenset("\u200c\u200d")
"""Zero width, and needed inside Persian and Indic words and in emoji of several parts."""
# Letters and symbols by their category, and yet nothing is seen of them: Hangul fillers, empty braille.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Not the unassigned: a name may hold an emoji that is younger than this Python.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_MOST_MARKS = 4
"""Accents on one letter; real scripts need two or three, towers of them cover the lines above."""


def display_name(raw: str) -> str:
    """Of at most 64 code points, never empty. One that is a number or an address says nothing."""
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", raw):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character in _BLANK or category[0] == "Z" or category == "Cc":
            kept.append(" ")
        elif marks <= _MOST_MARKS and (character in _JOINERS or category not in _HIDDEN):
            kept.append(character)
    whole = _tidy(unicodedata.normalize("NFC", "".join(kept)))
    name = _tidy(whole[:LONGEST])
    return name if _visible(whole) and not tells(name) else NAMELESS


def visible(text: str) -> bool:
    """Whether anybody would see anything of it."""
    return _visible("".join(character for character in text if character not in _BLANK))


def _tidy(name: str) -> str:
    """Joiners only between two visible characters, spaces single."""
    words = (word.strip("".join(_JOINERS)) for word in name.split())
    joined = " ".join(word for word in words if word)
    for first in _JOINERS:
        for second in _JOINERS:
            while first + second in joined:
                joined = joined.replace(first + second, first)
    return joined


def _visible(name: str) -> bool:
    categories = {unicodedata.category(character) for character in name}
    return any(category[0] not in "MZ" and category not in _HIDDEN for category in categories)
