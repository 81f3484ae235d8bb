"""What the world API says of a trouble: a JSON sentence."""

from __future__ import annotations

import traceback

from aiohttp import web

from simulator.answers import Ready
from simulator.errors import ApiError, Refusal

TOO_LARGE = "This is too large: a file has at most 50 MB."


def sentence(error: Exception) -> Ready:
    match error:
        case Refusal():
            return Ready({"error": error.sentence}, error.status)
        case ApiError():
            return Ready({"error": TOO_LARGE if error.code == 413 else error.description}, error.code)
        case web.RequestPayloadError():
            return Ready({"error": "The body cannot be decoded."}, 400)
    # The last resort: the trace is for the terminal, never for a client.
    traceback.print_exception(error)
    return Ready({"error": "The simulator could not make sense of this."}, 400)
