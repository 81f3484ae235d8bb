"""`parse_mode=MarkdownV2`, with Telegram's complaints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import SplitResult, parse_qs, urlsplit

from simulator.entities import Styled, Users
from simulator.errors import Json
from simulator.html_text import address, cannot_parse, emoji_entity, link_entity, time_entity
from simulator.utf16 import length16

PLAIN = re.compile(r"[^_*\[\]()~`>#+\-=|{}.!\n\\]+")
UNMARKED = re.compile(r"[^`\\]+")
CODE = ("code", "pre", "pre_code")
# Longest first: `__` is not two `_`.
MARKS = {"__": "underline", "||": "spoiler", "*": "bold", "_": "italic", "~": "strikethrough"}
SPOKEN = {
    "text_link": "TextUrl", "blockquote": "BlockQuote", "pre": "Pre", "pre_code": "PreCode",
    "custom_emoji": "CustomEmoji",
}  # fmt: skip
LANGUAGE = re.compile(r"(?:([^\s`\0]+)(?=[\s\0]))?(?:\r\n|\n\r|\n|\r)?")
QUOTE = "blockquote"


@dataclass
class _Open:
    kind: str
    at: int
    offset: int
    piece: int
    language: str = ""


def parse_markdown_v2(markup: str, users: Users) -> Styled:
    return _Reader(markup, users).read()


class _Reader:
    """`fresh`: nothing has been said in this line yet, so that a quotation may begin."""

    def __init__(self, markup: str, users: Users) -> None:
        self.markup = markup
        self.users = users
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []
        self.quoting = False
        self.fresh = True

    def read(self) -> Styled:
        while self.at < len(self.markup):
            self._step()
        if self.quoting:
            self._end_last_quote()
        if self.open:
            self._unended(self.open[-1])
        return Styled("".join(self.text), self.entities)

    def _step(self) -> None:
        markup, at = self.markup, self.at
        char = markup[at]
        in_code = self._top() in CODE
        if self._escaped(at):
            self._add(markup[at + 1], 2)
            self.fresh = markup[at + 1] == "\n"
        elif plain := (UNMARKED if in_code else PLAIN).match(markup, at):
            self._add(plain[0], len(plain[0]))
            self.fresh = self.fresh and not plain[0].strip("\r")
        elif char == "\\":
            self._add(char, 1)
            self.fresh = False
        elif char == "`":
            self._code_mark()
        elif char == "\n":
            self._line_end()
        elif not self._style_mark():
            self._other_mark(char)

    def _other_mark(self, char: str) -> None:
        if char == "[" or self.markup.startswith("![", self.at):
            self._begin("text_link" if char == "[" else "custom_emoji", 1 if char == "[" else 2)
        elif char == "]" and self._top() in ("text_link", "custom_emoji"):
            self._link(self.open.pop())
        elif char == ">" and self.fresh:
            if self.quoting:
                self.at += 1
            else:
                self.quoting = True
                self._begin(QUOTE, 1)
        else:
            raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _top(self) -> str:
        return self.open[-1].kind if self.open else ""

    def _escaped(self, at: int) -> bool:
        return self.markup[at] == "\\" and "\0" < self.markup[at + 1 : at + 2] <= "~"

    def _add(self, text: str, taken: int) -> None:
        self.text.append(text)
        self.length += length16(text)
        self.at += taken

    def _begin(self, kind: str, taken: int) -> None:
        self.open.append(_Open(kind, self.at, self.length, len(self.text)))
        self.at += taken

    def _end(self, begun: _Open, entity: Json | None) -> None:
        if entity and self.length > begun.offset:
            self.entities.append({**entity, "offset": begun.offset, "length": self.length - begun.offset})

    def _line_end(self) -> None:
        """A quotation ends with its last line, whose end it holds."""
        ends = self.quoting and self.markup[self.at + 1 : self.at + 2] != ">"
        begun, kind = (self._quote_begun(), QUOTE) if ends else (None, QUOTE)
        if begun and begun.kind == "spoiler":
            begun, kind = self._quote_begun(), "expandable_blockquote"
        self._add("\n", 1)
        self.fresh = True
        if begun:
            self.quoting = False
            self._end(begun, {"type": kind})

    def _quote_begun(self) -> _Open:
        """What was begun last: the quotation, or a spoiler mark just before the line's end, which makes the
        quotation an expandable one."""
        begun = self.open.pop()
        here = self.at - (self.markup[self.at - 1 : self.at] == "\r")
        if begun.kind != QUOTE and not (begun.kind == "spoiler" and begun.at == here - 2 and self.open):
            self._unended(begun)
        return begun

    def _end_last_quote(self) -> None:
        kind = QUOTE
        if self._top() == "spoiler" and self.open[-1].at == len(self.markup) - 2:
            self.open.pop()
            kind = "expandable_blockquote"
        if self._top() == QUOTE:
            self._end(self.open.pop(), {"type": kind})

    def _style_mark(self) -> bool:
        mark = next((mark for mark in MARKS if self.markup.startswith(mark, self.at)), None)
        if mark is None:
            return False
        if self._top() == MARKS[mark]:
            self.at += len(mark)
            begun = self.open.pop()
            self._end(begun, {"type": begun.kind})
        else:
            self._begin(MARKS[mark], len(mark))
        return True

    def _code_mark(self) -> None:
        """In a block a lone mark begins code, in code a mark always ends it."""
        block, top = self.markup.startswith("```", self.at), self._top()
        if top == "code" or (block and top in CODE):
            begun = self.open.pop()
            self.at += 1 if top == "code" else 3
            language = {"language": begun.language} if begun.language else {}
            self._end(begun, {"type": "code" if top == "code" else "pre", **language})
        elif not block:
            self._begin("code", 1)
        else:
            self._begin("pre", 3)
            if head := LANGUAGE.match(self.markup, self.at):
                self.at = head.end()
                self.open[-1].language = head[1] or ""
                self.open[-1].kind = "pre_code" if head[1] else "pre"

    def _link(self, begun: _Open) -> None:
        self.at += 1
        addressed = self.markup.startswith("(", self.at)
        if begun.kind == "text_link":
            url = self._url() if addressed else address(self.text, begun.piece)
            self._end(begun, link_entity(url, self.users))
            return
        if not addressed:
            raise cannot_parse("The entity must contain a tg://emoji or tg://time URL")
        parts = _parts(self._url())
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.scheme == "tg" and parts.netloc == "time" and "unix" in asked:
            self._end(begun, time_entity(asked["unix"], asked.get("format", "")))
        elif parts.scheme == "tg" and parts.netloc == "emoji" and asked.get("id", "").isdecimal():
            self._end(begun, emoji_entity(asked["id"]))
        else:
            raise cannot_parse("Invalid tg://emoji or tg://time URL specified")

    def _url(self) -> str:
        self.at += 1
        begin, url = self.at, []
        while not self.markup.startswith(")", self.at):
            if self.at >= len(self.markup):
                raise cannot_parse(f"Can't find end of a URL at byte offset {self._bytes(begin)}")
            escaped = self._escaped(self.at)
            url.append(self.markup[self.at + escaped])
            self.at += 1 + escaped
        self.at += 1
        return "".join(url)

    def _unended(self, begun: _Open) -> NoReturn:
        name = SPOKEN.get(begun.kind, begun.kind.capitalize())
        raise cannot_parse(f"Can't find end of {name} entity at byte offset {self._bytes(begun.at)}")

    def _bytes(self, at: int) -> int:
        return len(self.markup[:at].encode())


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
