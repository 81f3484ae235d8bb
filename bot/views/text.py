"""Text with its formatting, put together without any markup language: what people typed stays as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from string import Formatter

from aiogram.types import MessageEntity

LONGEST = 4096
"""Telegram's limit for a message; counted in UTF-16 units here, the stricter of the two ways to read it."""

_FIELDS = Formatter()
_CONTROLS = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]+"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")


def units(text: str) -> int:
    """Length as Telegram counts offsets: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Text:
    """`entities` have offsets into `text`, in UTF-16 units."""

    text: str = ""
    entities: tuple[MessageEntity, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        more = plain(other)
        shift = units(self.text)
        moved = tuple(e.model_copy(update={"offset": e.offset + shift}) for e in more.entities)
        return Text(self.text + more.text, self.entities + moved)

    def __bool__(self) -> bool:
        return bool(self.text)

    def clipped(self, longest: int = LONGEST) -> Text:
        """At most so many UTF-16 units, with a visible … where something was left out."""
        if units(self.text) <= longest:
            return self
        cut = clip(self.text, longest)
        end = units(cut)
        kept = (e for e in self.entities if e.offset < end)
        shortened = (e.model_copy(update={"length": min(e.length, end - e.offset)}) for e in kept)
        return Text(cut, tuple(shortened))


def plain(value: Text | str) -> Text:
    """Lone surrogates, which no encoding can carry, become question marks."""
    return value if isinstance(value, Text) else Text(value.encode("utf-8", "replace").decode())


def clip(text: str, longest: int) -> str:
    """At most so many UTF-16 units, never half a character, with a visible … where something was left out."""
    if units(text) <= longest:
        return text
    room, kept = longest - 1, 0
    for kept, character in enumerate(text):  # noqa: B007 - the position is what is wanted
        room -= units(character)
        if room < 0:
            break
    return text[:kept].rstrip() + "…"


def label(name: str, longest: int = 64) -> str:
    """Somebody's name, or another short line from outside, as one line that cannot turn or break the text."""
    line = " ".join(_CONTROLS.sub(" ", plain(name).text).split())
    shown = clip(line, longest) or "—"
    return f"\u2068{shown}\u2069" if _RIGHT_TO_LEFT.search(shown) else shown


def marked(value: Text | str, kind: str, **more: str | int) -> Text:
    inner = plain(value)
    if not inner.text.strip():
        return inner
    entity = MessageEntity.model_validate({"type": kind, "offset": 0, "length": units(inner.text), **more})
    return replace(inner, entities=(entity, *inner.entities))


def bold(value: Text | str) -> Text:
    return marked(value, "bold")


def quoted(value: Text | str) -> Text:
    return marked(value, "blockquote")


def joined(parts: Iterable[Text | str], between: str = "\n") -> Text:
    """Empty parts are left out."""
    whole = Text()
    for part in map(plain, parts):
        if part:
            whole = (whole + between + part) if whole else part
    return whole


def filled(template: str, fields: Mapping[str, Text | str | int]) -> Text:
    """The template with its `{name}` fields filled in, formatting moved along. KeyError for a missing one."""
    whole = Text()
    for literal, field, _, _ in _FIELDS.parse(template):
        whole += literal
        if field is not None:
            value = fields[field]
            whole += str(value) if isinstance(value, int) else value
    return whole
