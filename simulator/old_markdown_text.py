"""`parse_mode=Markdown`, as bots wrote it before MarkdownV2: nothing nests, little can be escaped."""

from __future__ import annotations

import re

from simulator.entities import Styled, Users
from simulator.errors import Json
from simulator.html_text import cannot_parse, link_entity
from simulator.markdown_text import LANGUAGE
from simulator.utf16 import length16

PLAIN = re.compile(r"[^_*`\[\\]+")
KINDS = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}


def parse_markdown(markup: str, users: Users) -> Styled:
    at, length = 0, 0
    texts: list[str] = []
    entities: list[Json] = []
    while at < len(markup):
        if markup[at] == "\\":
            at += markup[at + 1 : at + 2] in ("_", "*", "`", "[") if at + 1 < len(markup) else 0
            text, end, entity = markup[at], at + 1, None
        elif plain := PLAIN.match(markup, at):
            text, end, entity = plain[0], plain.end(), None
        else:
            text, end, entity = _marked(markup, at, users)
        units = length16(text)
        if entity and units:
            entities.append({**entity, "offset": length, "length": units})
        texts.append(text)
        length, at = length + units, end
    return Styled("".join(texts), entities)


def _marked(markup: str, at: int, users: Users) -> tuple[str, int, Json | None]:
    """What a mark holds, where it ends, and what it makes of that."""
    mark = "```" if markup.startswith("```", at) else markup[at]
    begin = at + len(mark)
    entity: Json = {"type": KINDS.get(mark, "")}
    if mark == "```" and (head := LANGUAGE.match(markup, begin)):
        begin = head.end()
        entity |= {"language": head[1]} if head[1] else {}
    end = markup.find("]" if mark == "[" else mark, begin)
    if end < 0:
        where = len(markup[:at].encode())
        raise cannot_parse(f"Can't find end of the entity starting at byte offset {where}")
    text = markup[begin:end]
    if mark != "[":
        return text, end + len(mark), entity
    if not markup.startswith("(", end + 1):
        return text, end + 1, link_entity(text, users)
    closed = markup.find(")", end + 2)
    closed = len(markup) if closed < 0 else closed
    return text, closed + 1, link_entity(markup[end + 2 : closed], users)
