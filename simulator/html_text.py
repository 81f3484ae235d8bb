"""`parse_mode=HTML`, with Telegram's complaints."""

from __future__ import annotations

import re
from typing import NoReturn

from simulator.entities import Styled, Users, valid_url
from simulator.errors import ApiError, Json, bad_request
from simulator.utf16 import length16

STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
TAG_NAME = re.compile(r"[^\s>]*")
SPACE = re.compile(r"\s*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
BARE_VALUE = re.compile(r"[0-9A-Za-z.-]*")


def parse_html(markup: str, users: Users) -> Styled:
    return _Reader(markup, users).read()


class _Reader:
    def __init__(self, markup: str, users: Users) -> None:
        self.markup = markup
        self.users = users
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, dict[str, str], int, int]] = []
        self.entities: list[Json] = []

    def read(self) -> Styled:
        while self.at < len(self.markup):
            char = self.markup[self.at]
            if char == "&":
                self._reference()
            elif char != "<":
                self._run()
            elif self.markup.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        ordered = sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))
        return Styled("".join(self.text), ordered)

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += length16(text)

    def _run(self) -> None:
        ends = [at for mark in "<&" if (at := self.markup.find(mark, self.at)) >= 0]
        end = min(ends, default=len(self.markup))
        self._add(self.markup[self.at : end])
        self.at = end

    def _reference(self) -> None:
        match = REFERENCE.match(self.markup, self.at)
        char = _decoded(match) if match else ""
        self._add(char or "&")
        self.at = match.end() if match and char else self.at + 1

    def _start_tag(self) -> None:
        begin = self.at
        name = self._take(TAG_NAME, begin + 1).lower()
        if self.at >= len(self.markup):
            self._fail("Unclosed start tag", begin)
        if name not in STYLES:
            self._fail(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append((name, attributes, self.length, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._take(SPACE, self.at)
            if self.at >= len(self.markup):
                self._fail(f'Unclosed start tag "{tag}"', begin)
            if self.markup[self.at] == ">":
                self.at += 1
                return found
            name = self._take(ATTRIBUTE_NAME, self.at).lower()
            if not name:
                self._fail(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(SPACE, self.at)
            found[name] = self._value(tag, begin) if self.markup.startswith("=", self.at) else ""

    def _value(self, tag: str, begin: int) -> str:
        self._take(SPACE, self.at + 1)
        quote = self.markup[self.at : self.at + 1]
        if not quote:
            self._fail(f'Unclosed start tag "{tag}"', begin)
        if quote not in "\"'":
            bare = self._take(BARE_VALUE, self.at)
            if self.markup[self.at : self.at + 1] not in (">", " ", "\n", "\t", "\r"):
                self._fail("Unexpected end of name token", self.at - len(bare))
            return bare.lower()
        end = self.markup.find(quote, self.at + 1)
        if end < 0:
            self._fail("Unclosed start tag", begin)
        raw, self.at = self.markup[self.at + 1 : end], end + 1
        return REFERENCE.sub(lambda match: _decoded(match) or match[0], raw)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self._fail("Unexpected end tag", begin)
        name = self._take(TAG_NAME, begin + 2).lower()
        self._take(SPACE, self.at)
        if not self.markup.startswith(">", self.at):
            self._fail("Unclosed end tag", begin)
        self.at += 1
        tag, attributes, offset, piece = self.open.pop()
        if name not in ("", tag):
            self._fail(f'Unmatched end tag, expected "</{tag}>", found "</{name}>"', begin)
        if self.length > offset:
            entity = self._entity(tag, attributes, "".join(self.text[piece:]))
            if entity:
                self.entities.append({**entity, "offset": offset, "length": self.length - offset})

    def _entity(self, tag: str, attributes: dict[str, str], inside: str) -> Json | None:
        kind = STYLES[tag]
        if tag == "a":
            return link_entity(attributes.get("href") or inside, self.users)
        if tag == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if tag == "tg-emoji":
            return {"type": kind, "custom_emoji_id": attributes.get("emoji-id", "")}
        if tag == "tg-time":
            return time_entity(attributes.get("unix", ""), attributes.get("format", ""))
        if tag == "code":
            return self._code(attributes)
        if language := attributes.get("language") if tag == "pre" else None:
            return {"type": kind, "language": language}
        return {"type": kind}

    def _code(self, attributes: dict[str, str]) -> Json | None:
        """`<pre><code class="language-x">` is one entity: the pre takes the language over."""
        language = attributes.get("class", "")
        if self.open and self.open[-1][0] == "pre" and language.startswith("language-"):
            self.open[-1][1]["language"] = language.removeprefix("language-")
            return None
        return {"type": "code"}

    def _take(self, pattern: re.Pattern[str], at: int) -> str:
        match = pattern.match(self.markup, at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def _fail(self, what: str, at: int | None = None) -> NoReturn:
        if at is not None:
            head, comma, rest = what.partition(", expected")
            what = f"{head} at byte offset {len(self.markup[:at].encode())}{comma}{rest}"
        raise cannot_parse(what)


def cannot_parse(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")


def link_entity(url: str, users: Users) -> Json | None:
    """A text link, a text mention for `tg://user?id=…`, or nothing where Telegram shows plain text."""
    mention = re.fullmatch(r"tg:(?://)?user\?id=(\d+)", url)
    if mention:
        user = users(int(mention[1]))
        return {"type": "text_mention", "user": user} if user else None
    try:
        return {"type": "text_link", "url": valid_url(url)}
    except ValueError:
        return None


def time_entity(unix: str, shape: str) -> Json:
    if not re.fullmatch(r"-?\d{1,12}", unix):
        raise cannot_parse("Invalid Unix time specified")
    return {"type": "date_time", "unix_time": int(unix)} | ({"date_time_format": shape} if shape else {})


def _decoded(match: re.Match[str]) -> str:
    if match[3]:
        return NAMED[match[3]] if match[0].endswith(";") else ""
    code = int(match[1]) if match[1] else int(match[2], 16)
    if not 0 < code < 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    return chr(code)
