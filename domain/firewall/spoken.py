"""Addresses as people spell them out ("name at gmail dot com", "t titik me"), written as addresses again."""

from __future__ import annotations

import re

_OPEN, _CLOSE = r" ?[(\[{<] ?", r" ?[)\]}>] ?"
_SPACED = re.compile(r"(?<![^\s])(?:[a-z0-9@._:/-] ){4,}[a-z0-9@._:/-](?![^\s])")
# Each with what has to be there at all: that is quicker to look for.
_SAID = [
    (("(", "[", "{", "<"), re.compile(rf"{_OPEN}(?:dot|titik|punkt|punto|\.){_CLOSE}"), "."),
    (("(", "[", "{", "<"), re.compile(rf"{_OPEN}(?:at|et|@){_CLOSE}"), "@"),
    (("dot", "titik", "punk", "punt"), re.compile(r" (?:dot|titik|punkt|punto) (?=[a-z0-9])"), "."),
    (("underscore", "garis bawah"), re.compile(r" (?:underscore|garis bawah) "), "_"),
    (("slash", "garis", "garing", "miring"), re.compile(r" (?:slash|garis miring|garing|miring) "), "/"),
    (("keong", "arroba", "at sign"), re.compile(r" (?:a keong|akeong|arroba|at sign) "), "@"),
    ((" /", "/ "), re.compile(r"(?<=[a-z0-9]) ?/ (?=[a-z0-9])|(?<=[a-z0-9]) / ?(?=[a-z0-9])"), "/"),
    ((" @ ",), re.compile(r"(?<=[a-z0-9]) @ (?=[a-z0-9][a-z0-9-]{0,62} ?\.)"), "@"),
    ((" .",), re.compile(r"(?<=[a-z0-9]) \. ?(?=[a-z])"), "."),
    (("hxxp",), re.compile(r"\bhxxp"), "http"),
    # The dot left out, too, of those whose names are that short.
    ((" me/", " me /"), re.compile(r"\b(t|wa|ig|m|fb|telegram|signal|zalo) me ?/(?=[a-z0-9+])"), r"\1.me/"),
]


def written(text: str) -> str:
    """Of a folded text. A single space stands between its words."""
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    for needed, said, sign in _SAID:
        if any(one in text for one in needed):
            text = said.sub(sign, text)
    return text
