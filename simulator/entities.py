"""Formatted text: what Telegram makes of a text and the entities that came with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from simulator.autolinks import found_in
from simulator.errors import Json, bad_request
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
INVISIBLE = " \n\t\r\u200b\u200c\u200d\u2060\ufeff"

Users = Callable[[int], Json | None]


@dataclass(frozen=True)
class Styled:
    text: str
    entities: list[Json] = field(default_factory=list)


def finished(raw: Styled) -> Styled:
    """Trimmed at both ends, entities fitted to what is left, automatic ones added, in Telegram's order."""
    if not raw.text.strip(INVISIBLE):
        return Styled("")
    text = raw.text.rstrip(" \n\t\r")
    lead = length16(text) - length16(text := text.lstrip(" \n\t\r"))
    own = [fitted for entity in raw.entities if (fitted := _fitted(entity, lead, length16(text)))]
    automatic = [found for found in found_in(text) if not _collides(found, own)]
    return Styled(text, sorted(own + automatic, key=lambda e: (e["offset"], -e["length"])))


def _fitted(entity: Json, lead: int, limit: int) -> Json | None:
    begin = max(0, entity["offset"] - lead)
    end = min(limit, entity["offset"] + entity["length"] - lead)
    return {**entity, "offset": begin, "length": end - begin} if end > begin else None


def _collides(found: Json, own: list[Json]) -> bool:
    """Code and links hold no links; any other formatting may, as long as neither cuts the other."""
    begin, end = found["offset"], found["offset"] + found["length"]
    for entity in own:
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if last <= begin or end <= first:
            continue
        if entity["type"] in ("code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"):
            return True
    return False


def checked(text: str, entities: Any, users: Users) -> list[Json]:
    """Entities given explicitly, refused as Telegram refuses them. `users` finds a text mention's user."""
    if not isinstance(entities, list):
        raise bad_request("can't parse entities JSON object")
    kept = [entity for item in entities if (entity := _entity(item, users)) is not None]
    for entity in kept:
        _check_place(text, entity)
    return _nested([entity for entity in kept if entity["type"] not in AUTOMATIC])


def _entity(item: Any, users: Users) -> Json | None:
    if not isinstance(item, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = item.get("type"), _whole(item, "offset"), _whole(item, "length")
    if not isinstance(kind, str) or kind not in {*PLAIN, *EXTRAS}:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if length <= 0 or offset < 0:
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


def _nested(entities: list[Json]) -> list[Json]:
    """One that runs out of the entity it began in is split there: entities nest and never overlap."""
    done: list[Json] = []
    waiting = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    while waiting:
        entity = waiting.pop(0)
        end = entity["offset"] + entity["length"]
        cuts = [
            last
            for outer in done
            if outer["offset"] <= entity["offset"] < (last := outer["offset"] + outer["length"]) < end
        ]
        if cuts:
            cut = min(cuts)
            waiting.append({**entity, "offset": cut, "length": end - cut})
            waiting.sort(key=lambda e: (e["offset"], -e["length"]))
            entity = {**entity, "length": cut - entity["offset"]}
        done.append(entity)
    return done
