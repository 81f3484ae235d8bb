"""The people `verify` acts as: over the wire in the trial, through the loop-back messenger with a real token.

Plain blocking HTTP: the command is a client like any other and imports nothing of the program it checks.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

PATIENCE = 10.0
"""Seconds a link may take: twice what the product promises after a dead worker."""


class LinkFailed(Exception):
    """One link of the chain did not hold; the text says what was seen instead."""


@dataclass(frozen=True, slots=True)
class Shown:
    message: int
    text: str
    buttons: Sequence[Sequence[str]]
    from_bot: bool


class Hand(Protocol):
    """Somebody with a phone."""

    def send(self, text: str) -> int:
        """The message's id in their chat."""
        ...

    def click(self, message: int, row: int, column: int) -> None: ...

    def chat(self) -> Sequence[Shown]: ...


def call(method: str, url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise LinkFailed(f"{method} {url} answered {error.code}: {error.read(300)!r}") from None
    except OSError as error:
        raise LinkFailed(f"{method} {url}: {error}") from None


@dataclass(frozen=True, slots=True)
class WireHand:
    """A person of the simulator's world."""

    world: str
    person: int

    def _at(self, act: str) -> str:
        return f"{self.world}/world/people/{self.person}/{act}"

    def send(self, text: str) -> int:
        return int(call("POST", self._at("send"), {"text": text})["message_id"])

    def click(self, message: int, row: int, column: int) -> None:
        body = {"message_id": message, "row": row, "column": column, "wait": False}
        call("POST", self._at("click"), body)

    def chat(self) -> Sequence[Shown]:
        return [
            Shown(one["message_id"], one["text"], _labels(one["buttons"]), one["from"] == "bot")
            for one in call("GET", self._at("chat"))["messages"]
            if not one["deleted"]
        ]


Ask = Callable[[str, str, Any], Any]
"""(method, path, body) to the program's own local socket."""


@dataclass(frozen=True, slots=True)
class LoopHand:
    """A person of the loop-back messenger, whose deliveries end inside the program."""

    ask: Ask
    person: int

    def send(self, text: str) -> int:
        return int(self.ask("POST", "/verify/send", {"person": self.person, "text": text})["message_id"])

    def click(self, message: int, row: int, column: int) -> None:
        where = {"message_id": message, "row": row, "column": column}
        self.ask("POST", "/verify/click", {"person": self.person, **where})

    def chat(self) -> Sequence[Shown]:
        answer = self.ask("POST", "/verify/chat", {"person": self.person})
        return [
            Shown(one["message_id"], one["text"], _labels(one["buttons"]), one["from"] == "bot")
            for one in answer["messages"]
        ]


def _labels(rows: Any) -> Sequence[Sequence[str]]:
    return [[button["text"] for button in row] for row in rows or []]


def await_message(hand: Hand, wanted: Callable[[Shown], bool], what: str) -> Shown:
    """The newest message that is `wanted`. Raises LinkFailed after PATIENCE, saying what was last seen."""
    ends = time.monotonic() + PATIENCE
    while True:
        chat = hand.chat()
        for shown in reversed(chat):
            if wanted(shown):
                return shown
        if time.monotonic() > ends:
            last = repr(chat[-1].text[:120]) if chat else "nothing"
            raise LinkFailed(f"no {what} within {PATIENCE:.0f} s; the last thing in the chat: {last}")
        time.sleep(0.02)


def press(hand: Hand, shown: Shown, label: Callable[[str], bool]) -> bool:
    """Presses the first button whose label fits; False when there is none."""
    for row, labels in enumerate(shown.buttons):
        for column, text in enumerate(labels):
            if label(text):
                hand.click(shown.message, row, column)
                return True
    return False
