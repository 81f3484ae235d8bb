"""How entities may lie over each other: styles are split where others begin or end, links and code
never overlap, and nothing styles code."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from simulator.errors import Json

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = {"blockquote", "expandable_blockquote"}
UNSTYLED = {"pre", "code", "date_time"}
# Of two over the same words the one with the lower number comes first.
_FIRST = {"blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49}
_FIRST |= {"text_mention": 49, **{style: 90 + at for at, style in enumerate(STYLES)}, "custom_emoji": 99}


def place(entity: Json) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], _FIRST.get(entity["type"], 50)


def nested(entities: list[Json], found: list[Json]) -> list[Json]:
    """The sender's entities and those found in the text, as Telegram shows them."""
    if len(entities) + len(found) < 2:
        return [*entities, *found]
    everything = sorted([*entities, *found], key=place)
    if all(_end(one) < after["offset"] for one, after in pairwise(everything)):
        return everything
    own = sorted(entities, key=place)
    styles = [one for one in own if one["type"] in STYLES]
    quotes = _apart([one for one in own if one["type"] in QUOTES])
    rest = _apart([one for one in own if one["type"] not in QUOTES and one["type"] not in STYLES])
    rest = _within(rest, quotes)
    new = [one for one in _within(found, quotes) if not any(_overlap(one, other) for other in rest)]
    solid = sorted([*quotes, *rest, *new], key=place)
    return sorted([*solid, *_Splitter(styles).split(solid)], key=place)


def _end(entity: Json) -> int:
    end: int = entity["offset"] + entity["length"]
    return end


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _apart(entities: list[Json]) -> list[Json]:
    """The first of those that overlap stays."""
    kept: list[Json] = []
    for entity in entities:
        if not kept or entity["offset"] >= _end(kept[-1]):
            kept.append(entity)
    return kept


def _within(entities: list[Json], quotes: list[Json]) -> list[Json]:
    """Without those that reach out of a quotation, or into one."""
    if not quotes:
        return entities

    def stays(entity: Json) -> bool:
        return all(
            quote["offset"] <= entity["offset"] and _end(entity) <= _end(quote)
            for quote in quotes
            if _overlap(entity, quote)
        )

    return [entity for entity in entities if stays(entity)]


class _Splitter:
    """Walks along the text; `open`: where each style began, or was last split, and where it ends."""

    def __init__(self, styles: list[Json]) -> None:
        self.waiting = styles[::-1]
        self.open: dict[str, list[Any]] = {}
        self.done: list[Json] = []

    def split(self, others: list[Json]) -> list[Json]:
        around: list[Json] = []
        for other in others:
            while around and _end(around[-1]) <= other["offset"]:
                self._leave(around.pop())
            self._go(other["offset"])
            around.append(other)
        while around:
            self._leave(around.pop())
        self._go(1 << 40)
        return self.done

    def _leave(self, other: Json) -> None:
        before = len(self.done)
        self._go(_end(other))
        if other["type"] in UNSTYLED:
            del self.done[before:]

    def _go(self, until: int) -> None:
        while self.waiting and self.waiting[-1]["offset"] < until:
            entity = self.waiting.pop()
            began = self.open.get(entity["type"])
            if began and entity["offset"] <= began[1]:
                began[1] = max(began[1], _end(entity))
            else:
                self._cut(entity["offset"])
                self.open[entity["type"]] = [entity["offset"], _end(entity)]
        self._cut(until)

    def _cut(self, at: int) -> None:
        for style in [style for style in STYLES if style in self.open]:
            begin, end = self.open[style]
            if begin < at:
                self.done.append({"type": style, "offset": begin, "length": min(end, at) - begin})
                self.open[style][0] = at
            if end <= at:
                del self.open[style]
