from __future__ import annotations

import secrets
from typing import Any

from simulator import contents, views
from simulator.entities import Styled
from simulator.errors import ApiError, Json, bad_request
from simulator.methods import media, sending, targets
from simulator.params import Params
from simulator.world import World

KINDS = ("photo", "video", "document", "audio")
# These stand only beside their own kind.
ALONE = ("document", "audio")
MOST = 10

Part = tuple[str, Styled, Json]


def send_media_group(world: World, params: Params) -> list[Json]:
    items = params.json("media")
    if items is not None and not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    person = targets.writable(world, params)
    parts = [part(world, params, item) for item in items]
    _check(parts)
    # One item is sent as an ordinary message. Buttons cannot be sent with an album at all.
    album = new_group() if len(parts) > 1 else None
    plain = Params({**params.values, "reply_markup": None}, {})
    posted = [
        sending.post(world, person, plain, kind, styled, content, album=album)
        for kind, styled, content in parts
    ]
    return [views.telegram(world, message) for message in posted]


def new_group() -> str:
    return str(secrets.randbits(60))


def _check(parts: list[Part]) -> None:
    if len(parts) > MOST:
        raise bad_request("too many messages to send as an album")
    kinds = {kind for kind, _, _ in parts}
    if len(kinds) > 1 and (alone := next((kind for kind in ALONE if kind in kinds), None)):
        raise bad_request(f"{alone} can't be mixed with other media types")
    above = {bool(content.get("show_caption_above_media")) for kind, _, content in parts}
    if len(above) > 1:
        raise bad_request("parameter show_caption_above_media must be the same for all messages")


def part(world: World, params: Params, item: Any, kinds: tuple[str, ...] = KINDS) -> Part:
    """Kind, caption and content of one `InputMedia`; its bytes may lie in another part of the request."""
    if not isinstance(item, dict):
        raise _unparsed("expected an Object")
    kind = item.get("type")
    if kind not in kinds:
        known = kind == "animation"
        why = "can't be used in sendMediaGroup" if known else "is unsupported"
        raise _unparsed(f'type "{kind}" {why}')
    if not item.get("media"):
        raise _unparsed("media not found")
    inner = Params(item, {})
    styled = sending.caption(world, inner)
    try:
        file = media.chosen_file(world, params, item["media"], "", inner, kind)
    except ApiError as error:
        if str(item["media"]).startswith("attach://") and "wrong file" in error.description:
            raise _unparsed("media not found") from None
        raise
    return kind, styled, contents.content_of(file) | contents.flags(kind, inner)


def _unparsed(why: str) -> ApiError:
    return bad_request(f"can't parse InputMedia: {why}")
