"""Formatted text: what Telegram makes of a text and the entities that came with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from simulator.autolinks import found_in
from simulator.cleaning import cleaned, is_empty
from simulator.errors import Json, bad_request
from simulator.nesting import nested, place
from simulator.utf16 import length16, splits_symbol

PLAIN = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code",
}  # fmt: skip
EXTRAS = {
    "pre": ("language",),
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}
# Found by the server itself: what the sender claims of these is ignored.
AUTOMATIC = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}

# Bytes.
LONGEST = 35_000

Users = Callable[[int], Json | None]


@dataclass(frozen=True)
class Styled:
    text: str
    entities: list[Json] = field(default_factory=list)


def finished(raw: Styled) -> Styled:
    """Cleaned and trimmed, automatic entities added, all of them nested and ordered as Telegram does."""
    text, own = cleaned(raw.text, raw.entities)
    text, own = _trimmed(text, nested(sorted(own, key=place), []))
    if is_empty(text):
        return Styled("")
    text, own = _limited(text, own)
    return Styled(text, nested(own, found_in(text)))


def _limited(text: str, own: list[Json]) -> tuple[str, list[Json]]:
    """More than Telegram reads of a text at all, and more than any message may hold."""
    if len(text) <= LONGEST // 4 or len(encoded := text.encode()) <= LONGEST:
        return text, own
    text = encoded[:LONGEST].decode("utf-8", "ignore")
    end = length16(text)
    return text, [entity for entity in own if entity["offset"] + entity["length"] <= end]


def _trimmed(text: str, own: list[Json]) -> tuple[str, list[Json]]:
    """Behind, everything empty goes; in front only what no entity covers."""
    text = text.rstrip(" \n")
    first = own[0]["offset"] if own else len(text)
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    limit = length16(text)
    if not lead and all(entity["offset"] + entity["length"] <= limit for entity in own):
        return text, own
    return text[lead:], [fitted for entity in own if (fitted := _fitted(entity, lead, limit))]


def _fitted(entity: Json, lead: int, limit: int) -> Json | None:
    """`limit`: where the text ends; `lead`: what is cut off in front, which reaches no entity."""
    length = min(limit, entity["offset"] + entity["length"]) - entity["offset"]
    return {**entity, "offset": entity["offset"] - lead, "length": length} if length > 0 else None


def checked(text: str, entities: Any, users: Users) -> list[Json]:
    """Entities given explicitly, refused as Telegram refuses them. `users` finds a text mention's user."""
    if not isinstance(entities, list):
        raise bad_request("can't parse entities JSON object")
    kept = [entity for item in entities if (entity := _entity(item, users)) is not None]
    for entity in kept:
        _check_place(text, entity)
    return [entity for entity in kept if entity["type"] not in AUTOMATIC]


def _entity(item: Any, users: Users) -> Json | None:
    if not isinstance(item, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = item.get("type"), _whole(item, "offset"), _whole(item, "length")
    if not isinstance(kind, str) or kind not in {*PLAIN, *EXTRAS}:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    for name, value in (("offset", offset), ("length", length)):
        if not 0 <= value <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect {name} {value}")
    if not length:
        return None
    entity: Json = {"type": kind, "offset": offset, "length": length}
    entity |= {name: item[name] for name in EXTRAS.get(kind, ()) if item.get(name) is not None}
    if kind == "text_link":
        entity["url"] = _link(str(item.get("url", "")))
    if kind == "text_mention":
        named = item.get("user")
        user = users(_whole(named, "id")) if isinstance(named, dict) else None
        return entity | {"user": user} if user else None
    return entity


def _whole(item: Json, name: str) -> int:
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise bad_request(f'can\'t parse MessageEntity: Field "{name}" must be of type Number')
    return value


def _link(url: str) -> str:
    if not url:
        raise bad_request("entity URL '' is invalid: URL host is empty")
    try:
        return valid_url(url)
    except ValueError:
        raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL") from None


def valid_url(url: str) -> str:
    """With its scheme, as Telegram hands it on. Raises ValueError where it would not."""
    parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
    if parts.scheme == "tg":
        return url
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "").strip("."):
        raise ValueError(url)
    return parts.geturl() + ("" if parts.path or parts.query or parts.fragment else "/")


def _check_place(text: str, entity: Json) -> None:
    total, begin = length16(text), entity["offset"]
    end = begin + entity["length"]
    if begin > total:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {begin}")
    if end > total:
        raise bad_request(
            f"entity beginning at UTF-16 offset {begin} ends after the end of the text at UTF-16 offset {end}"
        )
    if splits_symbol(text, begin):
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {begin}")
    if splits_symbol(text, end):
        raise bad_request(f"entity ends in a middle of a UTF-16 symbol at byte offset {end}")
