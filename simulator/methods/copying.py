from __future__ import annotations

from itertools import pairwise
from typing import Any

from simulator import views
from simulator.entities import Styled
from simulator.errors import Json, bad_request
from simulator.messages import CAPTIONED, Message
from simulator.methods import sending, targets
from simulator.params import Params
from simulator.people import Person
from simulator.world import World


def copy_message(world: World, params: Params) -> Json:
    """The message as it is now, with no way back to where it came from."""
    caption = sending.caption(world, params) if "caption" in params else None
    person = targets.writable(world, params)
    source = targets.message(world, targets.chat(world, params, "from_chat_id"), params, "copy")
    styled = Styled(source.text, source.entities)
    if caption is not None and source.kind in CAPTIONED:
        styled = caption
    copy = sending.post(world, person, params, source.kind, styled, source.content)
    return {"message_id": copy.message_id}


def copy_messages(world: World, params: Params) -> list[Json]:
    """Skips what it cannot copy without a word, so that results do not pair up with what was asked."""
    person = targets.writable(world, params)
    sources = _sources(world, params, "copy")
    plain = params.flag("remove_caption")
    return [
        {"message_id": message.message_id}
        for message in _repeated(world, person, params, sources, without_caption=plain)
    ]


def forward_message(world: World, params: Params) -> Json:
    person = targets.writable(world, params)
    source = targets.message(world, targets.chat(world, params, "from_chat_id"), params, "forward")
    return views.telegram(world, _forwarded(world, person, params, source))


def forward_messages(world: World, params: Params) -> list[Json]:
    person = targets.writable(world, params)
    sources = _sources(world, params, "forward")
    return [{"message_id": _forwarded(world, person, params, source).message_id} for source in sources]


def _forwarded(world: World, person: Person, params: Params, source: Message) -> Message:
    writer = world.bot_user() if source.outgoing else world.people[source.chat_id].user()
    origin = source.origin or {"type": "user", "sender_user": writer, "date": source.date}
    styled = Styled(source.text, source.entities)
    return sending.post(world, person, params, source.kind, styled, source.content, origin=origin)


def _sources(world: World, params: Params, deed: str) -> list[Message]:
    ids: Any = params.json("message_ids", "message identifiers")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    if any(isinstance(at, bool) or not isinstance(at, int) for at in ids):
        raise bad_request("invalid message identifier specified")
    if any(later <= earlier for earlier, later in pairwise(ids)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    chat = targets.chat(world, params, "from_chat_id")
    found = [message for at in ids if (message := world.chats.find(chat.id, at))]
    if not found:
        raise bad_request(f"message to {deed} not found")
    return found


def _repeated(
    world: World, person: Person, params: Params, sources: list[Message], *, without_caption: bool
) -> list[Message]:
    posted = []
    for source in sources:
        bare = without_caption and source.kind in CAPTIONED
        styled = Styled("") if bare else Styled(source.text, source.entities)
        album = f"{source.album}{person.id}" if source.album else None
        posted.append(sending.post(world, person, params, source.kind, styled, source.content, album=album))
    return posted
