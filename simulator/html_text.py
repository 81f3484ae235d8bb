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
MOST_PIECES = 1_000
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#([0-9]{1,9})(?![0-9])|#x([0-9a-fA-F]{1,8})(?![0-9a-fA-F])|([A-Za-z]+));?")
HALVES = re.compile("[\ud800-\udfff]")
# What Telegram calls a space: a no-break space is none.
BROKEN = (
    "Text contains invalid Unicode characters after decoding HTML entities,"
    " check for unmatched surrogate code units"
)
RUN = re.compile("[^<&]+")
# Most tags have no attributes and no spaces.
BARE_START = re.compile("<([a-z-]+)>")
BARE_END = re.compile("</([a-z-]+)>")
TAG_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
SPACE = re.compile(r"[ \t\r\n\v]*")
ATTRIBUTE_NAME = re.compile(r"[^ \t\r\n\0\v=>/\"']*")
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
        if "\0" in self.markup:
            raise cannot_parse("Text must not contain null bytes")
        while self.at < len(self.markup):
            if run := RUN.match(self.markup, self.at):
                self._add(run[0])
                self.at = run.end()
            elif self.markup[self.at] == "&":
                self._reference()
            elif self.markup.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        text = "".join(self.text)
        if not text.isascii() and HALVES.search(text):
            raise cannot_parse(BROKEN)
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return Styled(text, self.entities)

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += length16(text)

    def _reference(self) -> None:
        match = REFERENCE.match(self.markup, self.at)
        char = _decoded(match) if match else ""
        self._add(char or "&")
        self.at = match.end() if match and char else self.at + 1

    def _start_tag(self) -> None:
        begin = self.at
        if (bare := BARE_START.match(self.markup, begin)) and bare[1] in STYLES and bare[1] != "span":
            self.at = bare.end()
            self.open.append((bare[1], {}, self.length, len(self.text)))
            return
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
            if self.markup[self.at : self.at + 1] not in (">", " ", "\n", "\t", "\r", "\v", "\0", ""):
                self._fail("Unexpected end of name token", self.at - len(bare))
            if self.at >= len(self.markup):
                self._fail("Unclosed start tag", begin)
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
        if bare := BARE_END.match(self.markup, begin):
            name, self.at = bare[1], bare.end()
        else:
            name = self._take(TAG_NAME, begin + 2).lower()
            self._take(SPACE, self.at)
            if not self.markup.startswith(">", self.at):
                self._fail("Unclosed end tag", begin)
            self.at += 1
        tag, attributes, offset, piece = self.open.pop()
        if name not in ("", tag):
            self._fail(f'Unmatched end tag, expected "</{tag}>", found "</{name}>"', begin)
        if self.length > offset:
            where: Json = {"offset": offset, "length": self.length - offset}
            entity = self._entity(tag, attributes, piece)
            if entity and not self._joined(entity := entity | where):
                self.entities.append(entity)

    def _joined(self, entity: Json) -> bool:
        """Code of a named language within pre, or around it, makes one entity."""
        if not self.entities or entity["type"] not in ("code", "pre"):
            return False
        last = self.entities[-1]
        kinds = {entity["type"], last["type"]}
        same = all(entity[name] == last.get(name) for name in ("offset", "length"))
        named = entity if entity["type"] == "code" else last
        if not same or kinds != {"code", "pre"} or not named.get("language"):
            return False
        last |= {"type": "pre", "language": named["language"]}
        return True

    def _entity(self, tag: str, attributes: dict[str, str], piece: int) -> Json | None:
        """`piece`: with which part of the text it began."""
        kind = STYLES[tag]
        if tag == "a":
            return link_entity(attributes.get("href") or address(self.text, piece), self.users)
        if tag == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if tag == "tg-emoji":
            return emoji_entity(attributes.get("emoji-id", ""))
        if tag == "tg-time":
            return time_entity(attributes.get("unix", ""), attributes.get("format", ""))
        language = attributes.get("class", "")
        if tag == "code" and language.startswith("language-"):
            return {"type": kind, "language": language.removeprefix("language-")}
        return {"type": kind}

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


def address(text: list[str], piece: int) -> str:
    """A link's own words, where nothing else says where it leads; none are as long as this."""
    return "".join(text[piece:]) if len(text) - piece < MOST_PIECES else ""


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


def emoji_entity(emoji_id: str) -> Json:
    if not re.fullmatch(r"[0-9]{1,19}", emoji_id) or not int(emoji_id):
        raise cannot_parse("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": str(int(emoji_id))}


def time_entity(unix: str, shape: str) -> Json | None:
    """A time after 1970 in the shape asked for; nothing where no such time is named."""
    if shape not in ("r", "R") and not set(shape) <= set("tTdDwW"):
        raise cannot_parse("Invalid date format used")
    when = re.match(r"[0-9]{0,10}", unix)
    date = int(when[0]) if when and when[0] else 0
    if not 0 < date < 2**31:
        return None
    return {"type": "date_time", "unix_time": date} | ({"date_time_format": shape} if shape else {})


def _decoded(match: re.Match[str]) -> str:
    """Nothing for a reference that Telegram leaves as it stands."""
    if match[3]:
        return NAMED.get(match[3], "")
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if 0 < code <= 0x10FFFF else ""
