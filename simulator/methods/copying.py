from __future__ import annotations

from itertools import pairwise
from typing import Any

from simulator import contents, views
from simulator.entities import Styled
from simulator.errors import Json, bad_request
from simulator.messages import CAPTIONED, UNCOPYABLE, Message
from simulator.methods import albums, media, sending, targets
from simulator.params import Params
from simulator.people import Person
from simulator.world import World


def copy_message(world: World, params: Params) -> Json:
    """The message as it is now, with no way back to where it came from."""
    caption = sending.caption(world, params) if "caption" in params else None
    person = targets.writable(world, params)
    source = targets.message(world, targets.chat(world, params, "from_chat_id"), params, "copy")
    if not _copyable(world, source):
        raise bad_request("message can't be copied")
    styled = Styled(source.text, source.entities)
    if caption is not None and source.kind in CAPTIONED:
        styled = caption
    anew = (
        "reply_markup" in params or "reply_parameters" in params or bool(params.text("reply_to_message_id"))
    )
    if anew and source.kind in CAPTIONED and len(styled.text) > sending.LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    copy = _repeated(world, person, params, source, styled, anew=anew)
    return {"message_id": copy.message_id}


def copy_messages(world: World, params: Params) -> list[Json]:
    """Skips what it cannot copy without a word, so that results do not pair up with what was asked."""
    person = targets.writable(world, params)
    sources = [one for one in _sources(world, params, "copy") if _copyable(world, one)]
    if not sources:
        raise bad_request("message to copy not found")
    plain = params.flag("remove_caption")
    groups = _groups(sources)
    posted = []
    for source in sources:
        bare = plain and source.kind in CAPTIONED
        styled = Styled("") if bare else Styled(source.text, source.entities)
        album = groups.get(source.album or "")
        posted.append(_repeated(world, person, params, source, styled, album=album))
    return [{"message_id": message.message_id} for message in posted]


def forward_message(world: World, params: Params) -> Json:
    person = targets.writable(world, params)
    source = targets.message(world, targets.chat(world, params, "from_chat_id"), params, "forward")
    if not _forwardable(source):
        raise bad_request("message can't be forwarded")
    return views.telegram(world, _forwarded(world, person, params, source))


def forward_messages(world: World, params: Params) -> list[Json]:
    person = targets.writable(world, params)
    sources = [one for one in _sources(world, params, "forward") if _forwardable(one)]
    if not sources:
        raise bad_request("message to forward not found")
    groups = _groups(sources)
    posted = [_forwarded(world, person, params, one, groups.get(one.album or "")) for one in sources]
    return [{"message_id": message.message_id} for message in posted]


def _copyable(world: World, source: Message) -> bool:
    """A quiz can be copied by those who may know its answer: not one that was passed on."""
    if source.protected or source.kind in UNCOPYABLE:
        return False
    if source.kind == "poll" and source.origin:
        poll = world.polls[source.content["poll"]["id"]]
        return poll.type != "quiz" or poll.over(world.clock.now())
    return True


def _forwardable(source: Message) -> bool:
    return not source.protected and not source.service


def _groups(sources: list[Message]) -> dict[str, str]:
    return {source.album: albums.new_group() for source in sources if source.album}


def _repeated(
    world: World,
    person: Person,
    params: Params,
    source: Message,
    styled: Styled,
    *,
    album: str | None = None,
    anew: bool = False,
) -> Message:
    """`anew`: with a reply or buttons Telegram does not pass the message on but sends it again, so that
    a die is rolled and a poll begun once more."""
    media.hears(person, source.kind)
    content = _still(source)
    if anew and source.kind == "poll":
        content = {"poll": {"id": world.polls.again(world.polls[content["poll"]["id"]]).id}}
    if anew and source.kind == "dice":
        content = contents.dice(Params(source.content["dice"], {}))
    return sending.post(world, person, params, source.kind, styled, content, album=album)


def _still(source: Message) -> Json:
    """A live location is passed on as the place it is at now."""
    if source.live_until is None:
        return source.content
    where = source.content["location"]
    return {"location": {name: where[name] for name in ("latitude", "longitude")}}


def _forwarded(
    world: World, person: Person, params: Params, source: Message, album: str | None = None
) -> Message:
    media.hears(person, source.kind)
    writer = world.bot_user() if source.outgoing else world.people[source.chat_id].user()
    origin = source.origin or {"type": "user", "sender_user": writer, "date": source.date}
    styled = Styled(source.text, source.entities)
    content = _still(source)
    return sending.post(world, person, params, source.kind, styled, content, origin=origin, album=album)


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
