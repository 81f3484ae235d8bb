"""Reading a request's body, in every form that Bot API clients send."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from simulator.errors import ApiError, Json, bad_request
from simulator.files import Upload
from simulator.params import Params
from simulator.plaincalls import PlainCall

# Telegram takes files of 50 MB; the rest is room for the other fields.
LARGEST_BODY = 52 * 1024 * 1024


# What aiohttp and json make of nonsense, and of brackets without end.
UNREADABLE = (
    ValueError,
    RecursionError,
    HttpProcessingError,
    web.RequestPayloadError,
    AssertionError,
    LookupError,
    RuntimeError,
)


async def read_params(request: web.BaseRequest) -> Params:
    """Query string and body together; of two parameters with one name the first, as Telegram reads them.
    Raises `ApiError`."""
    asked = _firsts(list(request.query.items())) if "?" in request.raw_path else {}
    values: Json = {}
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "multipart/form-data":
            for name, part in (await request.post()).items():
                _sort(name, part, values, uploads)
        else:
            values = _values(request.content_type, await request.read())
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except UNREADABLE:
        raise bad_request("can't parse the request body") from None
    return Params(values | asked, uploads)


def plain_params(call: PlainCall) -> Params:
    """The same of a call that `plaincalls` has read."""
    try:
        asked = parse_qsl(call.path.partition("?")[2], keep_blank_values=True) if "?" in call.path else []
        return Params(_values(call.kind, call.body) | _firsts(asked), {})
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except UNREADABLE:
        raise bad_request("can't parse the request body") from None


def _values(kind: str, body: bytes) -> Json:
    if kind == "application/json":
        return _object(body)
    if kind == "application/x-www-form-urlencoded":
        return _firsts(parse_qsl(body.decode(), keep_blank_values=True))
    return {}


def _firsts(pairs: list[tuple[str, str]]) -> Json:
    return dict(reversed(pairs))


def _object(body: bytes) -> Json:
    if not body.strip():
        return {}
    # What is UTF-8 without a mark, as nearly all, is told so sooner than `json` finds it out.
    found = json.loads(body.decode() if body[:1] == b"{" and body[1:2] != b"\0" else body)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _sort(name: str, part: Any, values: Json, uploads: dict[str, Upload]) -> None:
    if isinstance(part, web.FileField):
        uploads[name] = Upload(part.file.read(), part.filename, part.content_type)
    elif isinstance(part, bytes | bytearray):
        uploads[name] = Upload(bytes(part))
    else:
        values[name] = part
