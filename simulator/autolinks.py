"""The entities Telegram finds by itself in any text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from simulator.errors import Json
from simulator.utf16 import offsets16

_ENDINGS = (
    "com|org|net|info|io|me|id|co|uk|de|fr|es|it|nl|ru|eu|us|app|dev|ai|tv|xyz|shop|site|online|link|ly"
)

_ENDED = re.compile(r"\.(?:" + _ENDINGS + r")(?![\w@])", re.IGNORECASE)

# In order of precedence: a later one never covers what an earlier one has taken. Each with the character that
# it begins with, or whether a look at every place of a text is worth the time.
_PATTERNS: tuple[tuple[str, str | Callable[[str], bool], re.Pattern[str]], ...] = (
    (
        "email",
        lambda text: "@" in text,
        re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\w@])"),
    ),
    (
        "url",
        lambda text: "://" in text or _ENDED.search(text) is not None,
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
_MARKS = re.compile("[@./#$+:]")


def _matches(
    text: str, mark: str | Callable[[str], bool], pattern: re.Pattern[str]
) -> Iterator[re.Match[str]]:
    if not isinstance(mark, str):
        if mark(text):
            yield from pattern.finditer(text)
        return
    at = text.find(mark)
    while at >= 0:
        match = pattern.match(text, at)
        if match:
            yield match
        at = text.find(mark, match.end() if match else at + 1)


def found_in(text: str) -> list[Json]:
    if not _MARKS.search(text):
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
