"""Everything with a file in it, and the small kinds that have neither file nor text."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from simulator import views
from simulator.entities import Styled
from simulator.errors import ApiError, Json, bad_request
from simulator.files import File, Upload
from simulator.messages import CAPTIONED
from simulator.methods import sending, targets
from simulator.params import Params
from simulator.world import World

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024


def content_of(file: File, kind: str, given: Params) -> Json:
    """What a message of this kind holds; `given`: duration, title and the like, where known."""
    sized = {side: getattr(file, side) or given.integer(side) for side in ("width", "height")}
    timed = {"duration": given.integer("duration")}
    named = {"file_name": file.name, "mime_type": file.mime}
    media = file.media()
    if kind == "photo":
        return {"photo": [media | sized]}
    if kind == "sticker":
        shape = {"type": "regular", "is_animated": False, "is_video": False}
        return {"sticker": media | sized | shape}
    if kind == "video_note":
        return {"video_note": media | timed | {"length": given.integer("length") or 240}}
    if kind == "voice":
        return {"voice": media | timed | {"mime_type": file.mime}}
    if kind == "audio":
        extra = {name: given.text(name) for name in ("title", "performer") if given.text(name)}
        return {"audio": media | timed | named | extra}
    if kind == "animation":
        return {"animation": media | sized | timed | named, "document": media | named}
    return {kind: media | named | (sized | timed if kind == "video" else {})}


def chosen_file(world: World, params: Params, value: Any, field: str, kind: str) -> File:
    """The file a parameter means: bytes in this request, or the id of one sent before."""
    upload = params.uploads.get(field)
    value = value if isinstance(value, str) else ""
    if value.startswith("attach://"):
        upload = params.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
    if upload is not None:
        return _saved(world, upload, kind)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        # The simulator stays on this machine: to it, every address is out of reach.
        raise bad_request("failed to get HTTP URL content")
    file = world.files.get(value)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}")
    return file


def _saved(world: World, upload: Upload, kind: str) -> File:
    if len(upload.data) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and len(upload.data) > LARGEST_PHOTO:
        raise bad_request(f"file of size {len(upload.data)} bytes is too big for a photo")
    return world.files.save(kind, upload)


def sender_of_file(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, params: Params) -> Json:
        styled = sending.caption(world, params) if kind in CAPTIONED else Styled("")
        person = targets.writable(world, params)
        file = chosen_file(world, params, params.values.get(kind), kind, kind)
        content = content_of(file, kind, params)
        return views.telegram(world, sending.post(world, person, params, kind, styled, content))

    return send


def send_media_group(world: World, params: Params) -> list[Json]:
    items = params.json("media")
    if not isinstance(items, list) or not 2 <= len(items) <= 10:
        raise bad_request("media group must include 2-10 items")
    person = targets.writable(world, params)
    parts = [_album_part(world, params, item) for item in items]
    album = str(random.getrandbits(60))
    posted = [
        sending.post(world, person, params, kind, styled, content, album=album)
        for kind, styled, content in parts
    ]
    return [views.telegram(world, message) for message in posted]


def _album_part(world: World, params: Params, item: Any) -> tuple[str, Styled, Json]:
    if not isinstance(item, dict) or item.get("type") not in ("photo", "video", "document", "audio"):
        raise bad_request("can't parse InputMedia: invalid media type specified")
    kind: str = item["type"]
    inner = Params(item, {})
    styled = sending.caption(world, inner)
    file = chosen_file(world, params, item.get("media"), "", kind)
    return kind, styled, content_of(file, kind, inner)


def _location(params: Params) -> Json:
    latitude, longitude = params.decimal("latitude"), params.decimal("longitude")
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request("latitude or longitude is out of range")
    location: Json = {"latitude": latitude, "longitude": longitude}
    return location | ({"live_period": p} if (p := params.integer("live_period")) else {})


def _venue(params: Params) -> Json:
    if not params.text("title"):
        raise bad_request("venue title must be non-empty")
    venue: Json = {"location": _location(params), "title": params.text("title")}
    return {"location": venue["location"], "venue": venue | {"address": params.text("address")}}


def _contact(params: Params) -> Json:
    if not params.text("phone_number") or not params.text("first_name"):
        raise bad_request("contact phone number and first name must be non-empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {"contact": {name: params.text(name) for name in names if params.text(name)}}


def _dice(params: Params) -> Json:
    emoji = params.text("emoji") or "🎲"
    most = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}.get(emoji)
    if most is None:
        raise bad_request("wrong dice emoji")
    return {"dice": {"emoji": emoji, "value": random.randint(1, most)}}


PLAIN: dict[str, Callable[[Params], Json]] = {
    "location": lambda params: {"location": _location(params)},
    "venue": _venue,
    "contact": _contact,
    "dice": _dice,
}


def sender_of_plain(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, params: Params) -> Json:
        content = PLAIN[kind](params)
        person = targets.writable(world, params)
        return views.telegram(world, sending.post(world, person, params, kind, Styled(""), content))

    return send
