"""The entities Telegram finds by itself in any text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.errors import Json
from simulator.utf16 import offsets16

_ENDINGS = (
    "com|org|net|info|io|me|id|co|uk|de|fr|es|it|nl|ru|eu|us|app|dev|ai|tv|xyz|shop|site|online|link|ly"
)

# In order of precedence: a later one never covers what an earlier one has taken. Each with the character that
# it begins with, or what a text must hold for a look at its every place to be worth the time.
_PATTERNS: tuple[tuple[str, str | re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "email",
        re.compile("@"),
        re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\w@])"),
    ),
    (
        "url",
        re.compile(r"://|\.(?:" + _ENDINGS + r")(?![\w@])", re.IGNORECASE),
        re.compile(
            r"(?<![\w@.-])(?:(?:https?|ftp)://[^\s<>\"«»]*[^\s<>\"«».,:;!?'()\[\]]"
            r"|(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:" + _ENDINGS + r")(?![\w@.-]*[\w@])"
            r"(?:[/?#][^\s<>\"«»]*[^\s<>\"«».,:;!?'()\[\]]|/)?)",
            re.IGNORECASE,
        ),
    ),
    ("phone_number", "+", re.compile(r"(?<![\w+])\+\d(?:[ \-()]{0,2}\d){6,14}(?!\w)")),
    (
        "mention",
        "@",
        re.compile(r"(?<!\w)@(?:[A-Za-z0-9_]{4,32}|(?i:gif|nft|pic|ufc|vid))(?!\w)"),
    ),
    (
        "bot_command",
        "/",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}+(?:@[A-Za-z0-9_]{3,32})?+(?![\w/<>@])"),
    ),
    (
        "hashtag",
        "#",
        re.compile(r"(?<![\w\u200c\xb7])#(?=[\d_\u200c\xb7]*[^\W\d_])[\w\u200c\xb7]{1,256}+(?!#)"),
    ),
    ("cashtag", "$", re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])")),
)
_MARKS = frozenset("@./#$+:")


def _matches(text: str, mark: str | re.Pattern[str], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    if isinstance(mark, re.Pattern):
        if mark.search(text):
            yield from pattern.finditer(text)
        return
    at = text.find(mark)
    while at >= 0:
        match = pattern.match(text, at)
        if match:
            yield match
        at = text.find(mark, match.end() if match else at + 1)


def found_in(text: str) -> list[Json]:
    if _MARKS.isdisjoint(text):
        return []
    taken: list[tuple[int, int, str]] = []
    covered = bytearray(len(text))
    for kind, mark, pattern in _PATTERNS:
        for match in _matches(text, mark, pattern):
            begin, end = match.span()
            if covered.find(1, begin, end) < 0:
                taken.append((begin, end, kind))
                covered[begin:end] = b"\1" * (end - begin)
    if not taken:
        return []
    at = range(len(text) + 1) if text.isascii() else offsets16(text)
    return [{"type": kind, "offset": at[b], "length": at[e] - at[b]} for b, e, kind in sorted(taken)]
