"""What Telegram itself has marked in a text: mentions, links behind words, addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.firewall.finds import Find, FindKind
from domain.firewall.folding import fold
from domain.firewall.handle_words import PLACES
from domain.firewall.links import marked_link
from domain.firewall.maps import map_link

_ALWAYS = {"text_mention": FindKind.MENTION, "email": FindKind.EMAIL}


def marked(text: str, entities: Sequence[Mapping[str, Any]], where: str) -> Iterator[Find]:
    encoded = text.encode("utf-16-le", "surrogatepass") if entities else b""
    for entity in entities:
        kind = entity.get("type")
        if kind in _ALWAYS:
            yield Find(_ALWAYS[kind], where, sure=True)
        elif kind == "text_link" and not map_link(fold(str(entity.get("url", "")))):
            yield Find(FindKind.LINK, where, sure=True)
        elif kind in ("url", "mention"):
            yield from _shown(kind, fold(_piece(encoded, entity)), where)


def _shown(kind: str, piece: str, where: str) -> Iterator[Find]:
    """What is marked and can be read: Telegram marks "Thanks.me" and "@lobby", too."""
    if kind == "mention" and piece.lstrip("@") not in PLACES:
        yield Find(FindKind.MENTION, where, sure=True)
    if kind == "url" and marked_link(piece):
        yield Find(FindKind.LINK, where, sure=True)


def _piece(encoded: bytes, entity: Mapping[str, Any]) -> str:
    start = 2 * int(entity.get("offset", 0))
    return encoded[start : start + 2 * int(entity.get("length", 0))].decode("utf-16-le", "replace")
