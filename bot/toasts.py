"""The word over a button after a press: said by a handler, sent after the commit, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from services.outgoing import Speech

LIMIT = 200
"""Characters in a callback answer: Telegram's."""


class Toast:
    """What a handler has to say to a press. Handlers get one as `toast`; for anything else it is not shown.

    The view is asked for the code `toast.<code>`; without a code the press is answered silently.
    """

    def __init__(self) -> None:
        self.code = ""
        self.alert = False
        self.values: dict[str, Any] = {}
        self.language = ""
        """The studio's own, unless it is known who presses."""

    def say(self, code: str, *, alert: bool = False, **values: Any) -> None:
        """The last word counts. An alert has to be closed by hand; keep it for what must be read."""
        self.code, self.alert, self.values = code, alert, values

    @property
    def speech(self) -> Speech | None:
        if not self.code:
            return None
        return Speech(code=f"toast.{self.code}", values=self.values, language=self.language)


Answering = Callable[[str, Toast], Coroutine[Any, Any, None]]
"""Answers the press of that id."""
