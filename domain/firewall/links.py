"""Links, with and without a scheme; those to a map pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.firewall.maps import map_link, words_of
from domain.firewall.wordlists import words

_HOST_PART = r"[a-z0-9-]{1,63}"
_SAFE = words(
    """
    com co net org info biz io app dev shop store online site website xyz link page click club spa tel chat ee
    gl gg ly bio id uk de fr nl au sg cn jp kr ru eu tv cc us nz ch at es pl br tk
    """
)
"""Endings that are hardly ever a word of a sentence."""
_WORDLIKE = words(
    """
    me to is it in at be so am my no do us as la se ke pm ai ac one now here new day today life love live
    work
    """
)
"""Endings that a forgotten blank after a full stop makes ("Thanks.me too"): a link only with more of one."""
_KNOWN = words(
    """
    t.me telegram.me wa.me ig.me m.me fb.me line.me signal.me lin.ee s.id bit.ly linktr.ee wa.link zalo.me
    msng.link
    """
)
_USUAL = (".com", ".net", ".org", ".info", ".co.id", ".my.id")
_ENDINGS = "|".join(sorted({*_SAFE, *_WORDLIKE}, key=len, reverse=True))
_SCHEME = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,14}://[^\s\x00]{1,2048}"
    r"|(?:mailto|tel|sms|tg|whatsapp|viber|skype):[^\s\x00]{2,64})"
)
_DOMAIN = re.compile(
    rf"(?<![\w@.-])((?:{_HOST_PART}\.){{1,5}})({_ENDINGS})(?![a-z0-9@-])(?!\.[a-z0-9])(/[^\s\x00]{{1,2048}})?"
)
_ANY = re.compile(f"{_SCHEME.pattern}|{_DOMAIN.pattern}")
_WWW = re.compile(r"\bwww\b|\bw w w\b")
_DOT = re.compile(r"[a-z0-9]\.[a-z]")
"""What has to be there at all: quicker to look for."""
_TWO_WORDS = re.compile(rf"[a-z]+\.(?:{'|'.join(_WORDLIKE)})")


def link(text: str) -> bool | None:
    """Of a text as `spoken.written` leaves it. True: unmistakable; False: doubtful; None: none there."""
    if "w" in text and _WWW.search(_SCHEME.sub(" ", text)):
        return True
    found = [url for url in _links(text) if not map_link(url)]
    return any(_plainly(url) for url in found) if found else None


def marked_link(text: str) -> bool:
    """Of what Telegram shows as a link, in an ending that nobody here may know; it shows "Thanks.me", too."""
    return not map_link(text) and _TWO_WORDS.fullmatch(text) is None


def without_maps(text: str) -> tuple[str, list[str]]:
    """The text without its map links, and what these say besides where."""
    said: list[str] = []
    if not _DOT.search(text):
        return text, said

    def take(found: re.Match[str]) -> str:
        if not map_link(found[0]):
            return found[0]
        said.append(words_of(found[0]))
        return "\x00"

    return _ANY.sub(take, text), said


def _links(text: str) -> Iterator[str]:
    if ":" in text:
        yield from _SCHEME.findall(text)
    if not _DOT.search(text):
        return
    for found in _DOMAIN.finditer(_SCHEME.sub(" ", text)):
        if _is_domain(found[1][:-1], found[2], found[3] or ""):
            yield found[0]


def _is_domain(name: str, ending: str, path: str) -> bool:
    if not any(letter.isalpha() for letter in name):
        return False
    if f"{name}.{ending}" in _KNOWN or path or ending in _SAFE:
        return True
    return "." in name or "-" in name or any(letter.isdigit() for letter in name)


def _plainly(url: str) -> bool:
    """More than two words that a forgotten blank has joined."""
    return "/" in url or ":" in url or url in _KNOWN or url.endswith(_USUAL)
