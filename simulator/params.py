"""The parameters of one call, whatever clothes they came in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from simulator.entities import Styled, Users, checked, finished
from simulator.errors import Json, bad_request
from simulator.files import Upload
from simulator.html_text import parse_html
from simulator.markdown_text import parse_markdown_v2
from simulator.old_markdown_text import parse_markdown

PARSERS: dict[str, Callable[[str, Users], Styled]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}


class Params:
    def __init__(self, values: Json, uploads: dict[str, Upload]) -> None:
        self.values = values
        self.uploads = uploads

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None or name in self.uploads

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        text = value if isinstance(value, str) else json.dumps(value)
        if text.isascii():
            return text
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return text

    def integer(self, name: str) -> int:
        """0 for what is no number, as Telegram reads it."""
        value = self.values.get(name)
        try:
            return int(value) if isinstance(value, str | int | float) else 0
        except (ValueError, OverflowError):
            return 0

    def decimal(self, name: str) -> float | None:
        value = self.values.get(name)
        try:
            return float(value) if isinstance(value, str | int | float) else None
        except (ValueError, OverflowError):
            return None

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value.lower() in ("true", "yes", "1", "on") if isinstance(value, str) else bool(value)

    def json(self, name: str, called: str = "") -> Any:
        """A JSON value, also where it came as text; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {called or name} JSON object") from None

    def styled(self, name: str, users: Users, entities: str = "entities") -> Styled:
        """A text with its formatting, from `parse_mode` or the explicit entities."""
        text, mode = self.text(name), self.text("parse_mode").lower()
        if mode:
            if mode not in PARSERS:
                raise bad_request("unsupported parse_mode")
            return finished(PARSERS[mode](text, users))
        given = self.json(entities) or []
        return finished(Styled(text, checked(text, given, users)))
