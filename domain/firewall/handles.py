"""@names, and names on other services: told by the service beside them, or by how a name is given."""

from __future__ import annotations

import re

from domain.firewall.handle_words import (
    AMBIGUOUS,
    CONNECTING,
    GIVING,
    MARKING,
    OWNING,
    PLACES,
    SERVICES,
    UNNAMED,
)

_STARTS = frozenset(service[:2] for service in SERVICES)
REACH = 6
"""Words between a service and the name there."""
_AT_NAME = re.compile(r"(?<![\w@.])@([a-z][a-z0-9_]{2,31})(?![\w@])")
_WORD = re.compile(r"[a-z0-9][a-z0-9._'-]*|[@:=]")
_NAME = re.compile(r"[a-z][a-z0-9._]{2,31}")
_NOT_A_NAME = re.compile(
    r"(?:wifi|wi-fi|room|kamar|blok|block|unit|rl)[\d_-].*|[a-z]{1,2}\d{1,2}|\d+[a-z]{1,2}"
)


def at_name(text: str) -> bool | None:
    """Of a folded text. A place behind an @ is no name."""
    names = [name for name in _AT_NAME.findall(text) if name not in PLACES]
    return True if names else None


def handle(text: str) -> bool | None:
    """Of a text as `spoken.written` leaves it. True: unmistakable; False: doubtful; None: none there."""
    words = _words(text)
    best: bool | None = None
    for place, word in enumerate(words):
        found = _of_service(words, place, word) if word[:2] in _STARTS and _service(word) else None
        if found is None and word in GIVING:
            found = _given(words, place)
        if found:
            return True
        best = found if best is None else best
    return best


def _words(text: str) -> list[str]:
    found = (word.strip(".'-") if len(word) > 1 else word for word in _WORD.findall(text))
    return [word for word in found if word]


def _service(word: str) -> str | None:
    """ "tiktokku", "ig-nya": Indonesian says whose it is at the word's end."""
    for ending in ("", "-nya", "nya", "ku", "-ku", "'s"):
        if word.endswith(ending) and word[: len(word) - len(ending)] in SERVICES:
            return word[: len(word) - len(ending)]
    return None


def _of_service(words: list[str], place: int, word: str) -> bool | None:
    service = _service(word) or word
    around = range(max(0, place - REACH), min(len(words), place + REACH + 1))
    if service not in AMBIGUOUS and any(_peculiar(words[one]) for one in around if one != place):
        return True
    found = _after(words, place, service, owned=word != service)
    return _before(words, place, service) if found is None else found


def _after(words: list[str], place: int, service: str, *, owned: bool) -> bool | None:
    """IG saya maya.pijat; my tg: mayadewi; line id dewi."""
    marked = False
    for word in words[place + 1 : place + 1 + REACH]:
        if word in MARKING:
            marked = True
        elif word in OWNING:
            owned = True
        elif word not in CONNECTING:
            told = marked if service in AMBIGUOUS else marked or owned
            return _as_name(word, told=told, ambiguous=service in AMBIGUOUS)
    return None


def _before(words: list[str], place: int, service: str) -> bool | None:
    """maya.dewi on instagram; cari mayasari di ig."""
    if place < 2 or words[place - 1] not in {"on", "di", "in", "via", "at", "from", "pakai", "lewat"}:
        return None
    given = place > 2 and words[place - 3] in GIVING
    return _as_name(words[place - 2], told=given and service not in AMBIGUOUS, ambiguous=service in AMBIGUOUS)


def _as_name(word: str, *, told: bool, ambiguous: bool) -> bool | None:
    if _peculiar(word) or ((told or not ambiguous) and _dotted(word)):
        return True
    plain = _NAME.fullmatch(word) is not None and len(word) > 3 and word.isalpha() and word not in UNNAMED
    return False if told and plain else None


def _given(words: list[str], place: int) -> bool | None:
    """Add me: maya_99; username saya maya99."""
    for word in words[place + 1 : place + 5]:
        if _peculiar(word):
            return True
        if word not in CONNECTING and word not in OWNING and word not in MARKING:
            return None
    return None


def _peculiar(word: str) -> bool:
    """As no word is written: letters with digits or an underscore among them."""
    if _NAME.fullmatch(word) is None or len(word) < 4 or _NOT_A_NAME.fullmatch(word):
        return False
    return "_" in word or any(letter.isdigit() for letter in word)


def _dotted(word: str) -> bool:
    return "." in word and _NAME.fullmatch(word) is not None
