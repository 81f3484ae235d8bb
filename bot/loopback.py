"""A chat that ends inside the program: what `verify` uses for its people where Telegram is the real one.

What they say goes in as raw updates, through the same intake and the same lanes; what is sent to them is
rendered as for Telegram and kept here, in memory, until they are removed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram.types import InlineKeyboardMarkup

from bot.rendered import Rendered
from domain.people import Address
from services.outgoing import CardLost, Outcome, Parcel, Refused, Sent, Speech, TextCopy
from services.queues import RawUpdate

KIND = "loopback"


class NoSuchButton(Exception):
    """Nothing stands at that row and column."""


@dataclass(slots=True)
class _Shown:
    message_id: int
    text: str
    buttons: list[list[dict[str, str]]]
    sender: str

    def public(self) -> dict[str, Any]:
        rows = [[{"text": one["text"]} for one in row] for row in self.buttons]
        return {"message_id": self.message_id, "text": self.text, "buttons": rows, "from": self.sender}


@dataclass(slots=True)
class Loopback:
    """Implements `services.ports.Messenger`."""

    views: Callable[[Speech], Rendered]
    _chats: dict[str, list[_Shown]] = field(default_factory=dict)
    # Ids rise over restarts, so that an update of an earlier run is never taken for one of this.
    _last: int = field(default_factory=time.time_ns)

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        match parcel:
            case TextCopy():
                return Sent(self._show(to.id, parcel.text, [], "bot").message_id)
            case Speech():
                return self._say(to.id, parcel)
        return Refused("kind", "the loop-back carries text only")

    def chat(self, person: str) -> list[dict[str, Any]]:
        return [one.public() for one in self._chats.get(person, [])]

    def forget(self) -> None:
        self._chats.clear()

    def says(self, person: str, text: str) -> tuple[int, RawUpdate]:
        """The message's id and the update that carries it."""
        shown = self._show(person, text, [], "me")
        return shown.message_id, self._update(person, "message", self._message(person, shown))

    def presses(self, person: str, message_id: int, row: int, column: int) -> RawUpdate:
        shown = next((one for one in self._chats.get(person, []) if one.message_id == message_id), None)
        try:
            button = shown.buttons[row][column] if shown else None
        except IndexError:
            button = None
        if shown is None or button is None:
            raise NoSuchButton(f"message {message_id}, row {row}, column {column}")
        press = {
            "id": str(self._next()),
            "from": _user(person),
            "chat_instance": person,
            "data": button["data"],
            "message": self._message(person, shown),
        }
        return self._update(person, "callback_query", press)

    def _say(self, person: str, speech: Speech) -> Outcome:
        said = self.views(speech)
        markup = said.markup if isinstance(said.markup, InlineKeyboardMarkup) else None
        rows = markup.inline_keyboard if markup else []
        buttons = [[{"text": one.text, "data": one.callback_data or ""} for one in row] for row in rows]
        if speech.edit is None:
            return Sent(self._show(person, said.text, buttons, "bot").message_id)
        card = next((one for one in self._chats.get(person, []) if one.message_id == speech.edit), None)
        if card is None:
            return CardLost()
        card.text, card.buttons = said.text, buttons
        return Sent(card.message_id)

    def _show(self, person: str, text: str, buttons: list[list[dict[str, str]]], sender: str) -> _Shown:
        shown = _Shown(self._next() % 2**31, text, buttons, sender)
        self._chats.setdefault(person, []).append(shown)
        return shown

    def _message(self, person: str, shown: _Shown) -> dict[str, Any]:
        chat = {"id": int(person), "type": "private", "first_name": "Verify"}
        date = int(time.time_ns() // 10**9)
        return {
            "message_id": shown.message_id,
            "date": date,
            "chat": chat,
            "from": _user(person),
            "text": shown.text,
            **({"entities": _command(shown.text)} if shown.text.startswith("/") else {}),
        }

    def _update(self, person: str, kind: str, content: dict[str, Any]) -> RawUpdate:
        number = self._next()
        raw = json.dumps({"update_id": number % 2**31, kind: content})
        return RawUpdate(source=KIND, id=number, lane=f"{KIND}:{person}", raw=raw)

    def _next(self) -> int:
        self._last += 1
        return self._last


def _user(person: str) -> dict[str, Any]:
    return {"id": int(person), "is_bot": False, "first_name": f"Verify {person}", "language_code": "en"}


def _command(text: str) -> list[dict[str, Any]]:
    return [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
