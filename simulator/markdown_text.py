"""`parse_mode=MarkdownV2`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit

from simulator.entities import Styled, Users
from simulator.errors import Json
from simulator.html_text import cannot_parse, link_entity, time_entity
from simulator.utf16 import length16

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
# Longest first: `__` is not two `_`.
MARKS = {"__": "underline", "||": "spoiler", "*": "bold", "_": "italic", "~": "strikethrough"}
SPOKEN = {"text_link": "TextUrl", "blockquote": "BlockQuote", "pre": "PreCode"}
LANGUAGE = re.compile(r"([^\s`\\]*)\n|\n?")


@dataclass
class _Open:
    kind: str
    at: int
    offset: int
    piece: int


def parse_markdown_v2(markup: str, users: Users) -> Styled:
    return _Reader(markup, users).read()


class _Reader:
    def __init__(self, markup: str, users: Users) -> None:
        self.markup = markup
        self.users = users
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> Styled:
        while self.at < len(self.markup):
            self._step()
        self._end_quote()
        if self.open:
            self._unended(self.open[-1])
        ordered = sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))
        return Styled("".join(self.text), ordered)

    def _step(self) -> None:
        markup, at = self.markup, self.at
        char = markup[at]
        if char == "\\" and markup[at + 1 : at + 2] and ord(markup[at + 1]) < 127:
            self._add(markup[at + 1], 2)
        elif char == "\n":
            self._add(char, 1)
            if markup[self.at : self.at + 1] != ">":
                self._end_quote()
        elif self._quote_mark() or self._style_mark():
            return
        elif char == "`":
            self._code("```" if markup.startswith("```", at) else "`")
        elif char == "[" or markup.startswith("![", at):
            self._begin("text_link" if char == "[" else "emoji", 1 if char == "[" else 2)
        elif char == "]" and self.open and self.open[-1].kind in ("text_link", "emoji"):
            self._link(self.open.pop())
        elif char in RESERVED:
            raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._add(char, 1)

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

    def _quote_mark(self) -> bool:
        line_starts = self.at == 0 or self.markup[self.at - 1] == "\n"
        taken = 3 if self.markup.startswith("**>", self.at) else 1 if self.markup[self.at] == ">" else 0
        if not line_starts or not taken:
            return False
        quoted = any(begun.kind == "blockquote" for begun in self.open)
        if quoted and taken == 1:
            self.at += 1
        else:
            self._end_quote()
            self._begin("blockquote", taken)
        return True

    def _end_quote(self, kind: str = "blockquote") -> None:
        if not any(begun.kind == "blockquote" for begun in self.open):
            return
        if self.open[-1].kind != "blockquote":
            self._unended(self.open[-1])
        self._end(self.open.pop(), {"type": kind})

    def _style_mark(self) -> bool:
        mark = next((mark for mark in MARKS if self.markup.startswith(mark, self.at)), None)
        if mark is None:
            return False
        top = self.open[-1].kind if self.open else ""
        line_ends = self.markup[self.at + 2 : self.at + 3] in ("", "\n")
        if mark == "||" and top == "blockquote" and line_ends:
            self.at += 2
            self._end_quote("expandable_blockquote")
        elif top == MARKS[mark]:
            self.at += len(mark)
            self._end(self.open.pop(), {"type": top})
        else:
            self._begin(MARKS[mark], len(mark))
        return True

    def _code(self, mark: str) -> None:
        begun = _Open("code" if mark == "`" else "pre", self.at, self.length, len(self.text))
        self.at += len(mark)
        entity: Json = {"type": begun.kind}
        if mark == "```" and (head := LANGUAGE.match(self.markup, self.at)):
            self.at = head.end()
            entity |= {"language": head[1]} if head[1] else {}
        while not self.markup.startswith(mark, self.at):
            if self.at >= len(self.markup):
                self._unended(begun)
            escaped = self.markup[self.at] == "\\" and self.markup[self.at + 1 : self.at + 2] in ("`", "\\")
            self._add(self.markup[self.at + escaped], 1 + escaped)
        self.at += len(mark)
        self._end(begun, entity)

    def _link(self, begun: _Open) -> None:
        self.at += 1
        inside = "".join(self.text[begun.piece :])
        url = self._url() if self.markup.startswith("(", self.at) else ""
        if begun.kind == "text_link":
            self._end(begun, link_entity(url or inside, self.users))
            return
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.scheme == "tg" and parts.netloc == "time":
            self._end(begun, time_entity(asked.get("unix", ""), asked.get("format", "")))
        elif parts.scheme == "tg" and parts.netloc == "emoji" and "id" in asked:
            self._end(begun, {"type": "custom_emoji", "custom_emoji_id": asked["id"]})
        else:
            raise cannot_parse("Custom emoji URL must have scheme tg")

    def _url(self) -> str:
        begin, url = self.at, ""
        self.at += 1
        while not self.markup.startswith(")", self.at):
            if self.at >= len(self.markup):
                raise cannot_parse(f"Can't find end of a URL at byte offset {self._bytes(begin)}")
            escaped = self.markup[self.at] == "\\" and len(self.markup) > self.at + 1
            url += self.markup[self.at + escaped]
            self.at += 1 + escaped
        self.at += 1
        return url

    def _unended(self, begun: _Open) -> NoReturn:
        name = SPOKEN.get(begun.kind, begun.kind.capitalize())
        raise cannot_parse(f"Can't find end of {name} entity at byte offset {self._bytes(begun.at)}")

    def _bytes(self, at: int) -> int:
        return len(self.markup[:at].encode())
