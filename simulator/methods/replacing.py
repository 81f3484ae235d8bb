"""`editMessageMedia`."""

from __future__ import annotations

from simulator import views
from simulator.errors import Json, bad_request
from simulator.markup import checked_markup
from simulator.messages import Message
from simulator.methods import albums, changing
from simulator.params import Params
from simulator.world import World

KINDS = (*albums.KINDS, "animation")


def edit_media(world: World, params: Params) -> Json:
    item = params.json("media", "media")
    kind, styled, content = albums.part(world, params, item, KINDS)
    message = changing.editable(world, params)
    check(message, kind)
    markup = checked_markup(params.json("reply_markup", "reply keyboard markup"), inline_only=True)
    wanted = (kind, content, styled.text, styled.entities, markup)
    if (message.kind, message.content, message.text, message.entities, message.markup) == wanted:
        raise bad_request(changing.UNCHANGED)
    message.kind, message.content, message.text, message.entities, message.markup = wanted
    message.edited_at = world.clock.stamp()
    changing.changed(world, message)
    return views.telegram(world, message)


def check(message: Message, kind: str) -> None:
    """A text may get a file; an album keeps to its kind, where photos and videos count as one."""
    if message.kind not in (*KINDS, "text"):
        raise bad_request("message media can't be edited")
    if message.album:
        seen = {"photo", "video"}
        if kind != message.kind and not {kind, message.kind} <= seen:
            raise bad_request("can't change media type in the album")
