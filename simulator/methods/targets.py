"""Whom a call is meant for, and which message it answers."""

from __future__ import annotations

from typing import Any

from simulator.errors import Json, bad_request
from simulator.messages import Message
from simulator.params import Params
from simulator.people import Person, chat_not_found
from simulator.utf16 import length16
from simulator.world import World

LONGEST_QUOTE = 1024


def chat(world: World, params: Params, name: str = "chat_id") -> Person:
    if params.values.get(name) in (None, ""):
        raise bad_request(f"{name} is empty")
    person = world.people.get(params.integer(name))
    if person is None:
        raise chat_not_found()
    return person


def writable(world: World, params: Params) -> Person:
    """The chat, where the bot may write; 403 where it may not."""
    person = chat(world, params)
    if refusal := person.refusal():
        raise refusal
    return person


def message(world: World, person: Person, params: Params, deed: str) -> Message:
    message_id = params.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    found = world.chats.find(person.id, message_id)
    if found is None:
        raise bad_request(f"message to {deed} not found")
    return found


def answered(world: World, person: Person, params: Params) -> tuple[int | None, Json | None]:
    """(message id, quote) of what this call replies to."""
    wanted: Any = params.json("reply_parameters", "reply parameters") or {}
    if not isinstance(wanted, dict):
        raise bad_request("object expected as reply parameters")
    inner = Params(wanted, {})
    message_id = inner.integer("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return None, None
    elsewhere = wanted.get("chat_id") not in (None, "", person.id, str(person.id))
    original = None if elsewhere else world.chats.find(person.id, message_id)
    if original is None:
        if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    return original.message_id, _quote(original, inner)


def _quote(original: Message, wanted: Params) -> Json | None:
    text = wanted.text("quote")
    if not text:
        return None
    quote = quoted(original, text, wanted.integer("quote_position"))
    if quote is None:
        raise bad_request("QUOTE_TEXT_INVALID")
    return quote


def quoted(original: Message, text: str, near: int = 0) -> Json | None:
    """Telegram's `TextQuote`, or None where the original does not hold these very words."""
    if len(text) > LONGEST_QUOTE or text not in original.text:
        return None
    at = original.text.find(text, max(0, near - 1))
    at = at if at >= 0 else original.text.find(text)
    return {"text": text, "position": length16(original.text[:at]), "is_manual": True}
