"""Method calls that a webhook answers with."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, ClientResponse, MultipartReader, hdrs

from simulator.errors import Json
from simulator.files import Upload
from simulator.params import Params

# Not carried out: there is nobody to hear the answer, or the webhook itself would change.
REFUSED = {"deletewebhook", "setwebhook", "close", "logout"}


async def called(response: ClientResponse) -> tuple[str, Params] | None:
    """The method and its parameters; None where the answer is no call."""
    uploads: dict[str, Upload] = {}
    try:
        if response.content_type == "application/json":
            values = _object(await response.read())
        elif response.content_type == "application/x-www-form-urlencoded":
            values = dict(parse_qsl((await response.read()).decode(), keep_blank_values=True))
        elif response.content_type == "multipart/form-data":
            values, uploads = await _parts(response)
        else:
            return None
    except (ValueError, RecursionError):
        return None
    method = values.pop("method", "")
    if not isinstance(method, str) or not method or _unheard(method.lower()):
        return None
    return method, Params(values, uploads)


def _unheard(method: str) -> bool:
    return method in REFUSED or method.startswith("get")


def _object(body: bytes) -> Json:
    found = json.loads(body or b"{}")
    return found if isinstance(found, dict) else {}


async def _parts(response: ClientResponse) -> tuple[Json, dict[str, Upload]]:
    values: Json = {}
    uploads: dict[str, Upload] = {}
    async for part in MultipartReader(response.headers, response.content):
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = data.decode()
        else:
            uploads[part.name] = Upload(data, part.filename, part.headers.get(hdrs.CONTENT_TYPE, ""))
    return values, uploads
