"""Albums as people send them: one message after another, sharing a group."""

from __future__ import annotations

import asyncio
from typing import Any

from simulator import sends, topicacts
from simulator.errors import Json, Refusal
from simulator.files import Upload
from simulator.methods.albums import ALONE, KINDS, MOST, new_group
from simulator.people import Person
from simulator.world import World

LONGEST_GAP = 60_000


async def send(world: World, person: Person, wanted: Json, uploads: dict[str, Upload]) -> list[Json]:
    """`gap_ms` real milliseconds lie between the parts; each is there, and kept, before the next is sent."""
    items = _items(wanted)
    gap = wanted.get("gap_ms") or 0
    if isinstance(gap, bool) or not isinstance(gap, int) or not 0 <= gap <= LONGEST_GAP:
        raise Refusal(f"gap_ms is from 0 to {LONGEST_GAP}.")
    group = str(wanted.get("media_group") or new_group())
    shared = {"media_group": group, "reply_to": wanted.get("reply_to")}
    if (thread := topicacts.written_to(world, person, wanted)) is not None:
        shared["thread"] = thread
    # All of them are made before the first is sent: one that cannot be takes the others with it.
    parts = [
        sends.prepared(world, person, item | shared, uploads.get(str(item.get("file") or f"file{at}")))
        for at, item in enumerate(items)
    ]
    sent: list[Json] = []
    for part in parts:
        if sent and gap:
            world.commit()
            await asyncio.sleep(gap / 1000)
        sent.append(sends.deliver(world, world.person(person.id), part))
    return sent


def _items(wanted: Json) -> list[Json]:
    """By default two photos; a caption of the album's own belongs to its first part."""
    given: Any = wanted.get("items") or [{"kind": "photo"}, {"kind": "photo"}]
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise Refusal("items is a list of objects.")
    if not 2 <= len(given) <= MOST:
        raise Refusal(f"An album has 2 to {MOST} parts.")
    items: list[Json] = [{"kind": "photo"} | item for item in given]
    kinds = {item["kind"] for item in items if isinstance(item["kind"], str)}
    if not kinds <= set(KINDS) or any(not isinstance(item["kind"], str) for item in items):
        raise Refusal(f"An album is made of {', '.join(KINDS)}.")
    if len(kinds) > 1 and any(alone in kinds for alone in ALONE):
        raise Refusal("Documents, and audio files, make albums of their own.")
    words = {name: wanted[name] for name in ("text", "caption", "entities") if wanted.get(name)}
    items[0] |= words
    return items
