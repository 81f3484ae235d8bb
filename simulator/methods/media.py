"""Everything with a file in it, and the small kinds that have neither file nor text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator import contents, views
from simulator.entities import Styled
from simulator.errors import ApiError, Json, bad_request
from simulator.files import File, Upload
from simulator.messages import CAPTIONED
from simulator.methods import sending, targets
from simulator.params import Params
from simulator.people import Person
from simulator.world import World

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
CALLED = {"video_note": "VideoNote", "voice": "VoiceNote"}


def chosen_file(world: World, params: Params, value: Any, field: str, given: Params, kind: str) -> File:
    """The file a parameter means: bytes in this request, or the id of one sent before."""
    upload = params.uploads.get(field)
    value = value if isinstance(value, str) else ""
    if value.startswith("attach://"):
        upload = params.uploads.get(value.removeprefix("attach://"))
        if upload is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
    if upload is not None:
        return _saved(world, upload, kind, given)
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        # The simulator stays on this machine: to it, every address is out of reach.
        raise bad_request("failed to get HTTP URL content")
    file = world.files.get(value)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {_called(file.kind)} as {_called(kind)}")
    return file


def _called(kind: str) -> str:
    return CALLED.get(kind, kind.capitalize())


def _saved(world: World, upload: Upload, kind: str, given: Params) -> File:
    size = len(upload.data)
    if size > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo" and size > LARGEST_PHOTO:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
        )
    return world.files.save(kind, upload, contents.details(kind, given))


def sender_of_file(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, params: Params) -> Json:
        styled = sending.caption(world, params) if kind in CAPTIONED else Styled("")
        person = targets.writable(world, params)
        hears(person, kind)
        file = chosen_file(world, params, params.values.get(kind), kind, params, kind)
        content = contents.content_of(file) | contents.flags(kind, params)
        return views.telegram(world, sending.post(world, person, params, kind, styled, content))

    return send


def hears(person: Person, kind: str) -> None:
    """Premium accounts can forbid voice and round video messages."""
    if person.no_voices and kind in ("voice", "video_note"):
        raise bad_request("VOICE_MESSAGES_FORBIDDEN")


def sender_of_plain(kind: str) -> Callable[[World, Params], Json]:
    def send(world: World, params: Params) -> Json:
        content = contents.PLAIN[kind](params)
        person = targets.writable(world, params)
        return views.telegram(world, sending.post(world, person, params, kind, Styled(""), content))

    return send
