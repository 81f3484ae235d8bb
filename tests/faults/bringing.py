"""Updates brought to a webhook by hand, as Telegram brings them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from bot.webhook import PATH, SECRET, secret_of
from tests.faults.paired import Paired
from tests.world import http


def brought(pair: Paired, update: dict[str, Any]) -> tuple[int, str | None]:
    """The status and its Retry-After."""
    token = http("GET", f"{pair.world}/world/bot")["token"]
    headers = {SECRET: secret_of(token), "Content-Type": "application/json"}
    request = urllib.request.Request(pair.program.web + PATH, json.dumps(update).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers["Retry-After"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"]
