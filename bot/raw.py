"""From the bytes of a getUpdates answer to raw updates: nothing in it can keep the rest from being stored.

No schema is asked. What cannot even be read as JSON is kept as text, in the lane `odd`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from services.queues import RawUpdate

KIND = "telegram"
"""The kind of chat, in addresses."""
ODD = "odd"
"""The lane of what belongs to no chat: one after another, in nobody's way."""
_LARGEST = 2**63 - 1
_RESULT = re.compile(r'"result"\s*:\s*\[')
_NEXT = re.compile(r'\{\s*"update_id"')
_ID = re.compile(r'"update_id"\s*:\s*(-?\d{1,18})(?!\d)')
_SEPARATOR = re.compile(r"[\s,]*")
_WHOLE = re.compile(r"(\]|true)\s*\}\s*\Z")


class NotAnAnswer(Exception):
    """Not a list of updates, nor anything that could be one."""


@dataclass(frozen=True, slots=True)
class Batch:
    updates: tuple[RawUpdate, ...]
    confirm: int | None
    """The offset that acknowledges it: one above the last id Telegram gave. None where it gave none."""


def raw_update(source: str, data: object) -> RawUpdate:
    """Never raises for odd shapes. Without a usable `update_id` it is known by its content."""
    text = json.dumps(data, separators=(",", ":"))
    given = data.get("update_id") if isinstance(data, dict) else None
    return RawUpdate(source=source, id=_id(given, text), lane=_lane(data), raw=text)


def read_batch(source: str, body: str) -> Batch:
    """Raises NotAnAnswer for a body that holds no updates."""
    try:
        return _batch([raw_update(source, one) for one in _listed(json.loads(body))])
    except (ValueError, RecursionError):
        return _batch(list(_pieces(source, body)))


def kind_of(lane: str) -> str:
    """The kind of chat behind a lane: Telegram's are bare chat ids, any other stands before a colon."""
    kind, named, _ = lane.partition(":")
    return kind if named else KIND


def chat_of(raw: str) -> str | None:
    """Whom to answer when nothing of ours could read the update."""
    lane = _lane(_loaded(raw))
    return None if lane == ODD else lane


def message_of(raw: str) -> int | None:
    """The message, in that chat, which the update is about."""
    for value in _parts(_loaded(raw)):
        inner = value.get("message")
        holder = inner if isinstance(inner, dict) else value
        number = holder.get("message_id")
        # One that no database holds must not keep its sender from hearing that something went wrong.
        if isinstance(number, int) and 0 < number <= _LARGEST:
            return number
    return None


def press_of(raw: str) -> str | None:
    """The id under which a press wants to be answered."""
    data = _loaded(raw)
    query = data.get("callback_query") if isinstance(data, dict) else None
    number = query.get("id") if isinstance(query, dict) else None
    return number if isinstance(number, str) else None


def _loaded(raw: str) -> object:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _batch(updates: list[RawUpdate]) -> Batch:
    # The last one's, not the highest: Telegram's own order is the list's, also when ids fall.
    given = [one.id for one in updates if one.id >= 0]
    return Batch(tuple(updates), given[-1] + 1 if given else None)


def _listed(answer: object) -> list[Any]:
    found = answer.get("result") if isinstance(answer, dict) else None
    if isinstance(found, dict) and "update_id" in found:
        return [found]
    if not isinstance(found, list):
        raise NotAnAnswer(type(found).__name__)
    return found


def _pieces(source: str, body: str) -> Iterator[RawUpdate]:
    """One update after another; an unreadable one ends where the next begins. The last one of a body that
    was cut off is left out: it comes again whole, as long as nothing acknowledges it."""
    start = _RESULT.search(body)
    if start is None:
        raise NotAnAnswer("no list of updates in it")
    decoder, at = json.JSONDecoder(), start.end()
    while (at := _past_separators(body, at)) < len(body) and body[at] != "]":
        try:
            data, end = decoder.raw_decode(body, at)
            yield raw_update(source, data)
        except (ValueError, RecursionError):
            following = _NEXT.search(body, at + 1)
            end = following.start() if following else len(body)
            if following or _WHOLE.search(body):
                yield unreadable(source, body[at:end])
        at = end


def _past_separators(body: str, at: int) -> int:
    found = _SEPARATOR.match(body, at)
    return found.end() if found else at


def unreadable(source: str, text: str) -> RawUpdate:
    # As a JSON string, so that every character of it can be stored anywhere.
    kept = json.dumps(text)
    given = _ID.search(text)
    return RawUpdate(source=source, id=_id(int(given[1]) if given else None, kept), lane=ODD, raw=kept)


def _id(given: object, text: str) -> int:
    """Ids of our own are negative, so they never meet one of Telegram's."""
    if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= _LARGEST:
        return given
    return -1 - int.from_bytes(sha256(text.encode()).digest()[:7])


def _lane(data: object) -> str:
    """The chat's id, wherever this kind of update keeps it."""
    for value in _parts(data):
        message = value.get("message")
        holders = [value.get("chat"), message.get("chat") if isinstance(message, dict) else None]
        for holder in [*holders, value.get("from"), value.get("user")]:
            number = holder.get("id") if isinstance(holder, dict) else None
            if isinstance(number, int) and not isinstance(number, bool):
                return str(number)
    return ODD


def _parts(data: object) -> list[dict[str, Any]]:
    if not isinstance(data, dict):
        return []
    return [value for value in data.values() if isinstance(value, dict)]
