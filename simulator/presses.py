"""Presses on buttons, under a message or in place of the keyboard."""

from __future__ import annotations

from typing import Any

from simulator import offline, sends, views
from simulator.errors import Json, Refusal
from simulator.messages import Message
from simulator.people import Person
from simulator.queries import Query
from simulator.world import World

# How many messages a label alone is looked for in.
LOOKED_THROUGH = 100


def press(world: World, person: Person, wanted: Json) -> Query | Json:
    """A query that waits for the bot, or what came of the press at once: `{"url"}` or `{"message"}`."""
    if person.blocked or person.deactivated:
        raise Refusal(f"{person.first_name} has blocked the bot; unblock it first.", 409)
    if wanted.get("message_id") is None:
        message = _unnamed(world, person, wanted)
        if message is None:
            return _key_press(world, person, _key(world.chats.keyboards.get(person.id), wanted))
    else:
        message = sends.the_message(world, person, wanted)
    if isinstance(wanted.get("data"), str):
        return _pressed(world, person, message, wanted["data"])
    if message.inline_rows:
        return _inline_press(world, person, message, _pick(message.inline_rows, wanted))
    return _key_press(world, person, _pick(message.keyboard_rows, wanted))


def _unnamed(world: World, person: Person, wanted: Json) -> Message | None:
    """The newest message with a button of this label, where the keyboard has none: what a person means."""
    keyboard = world.chats.keyboards.get(person.id, {}).get("keyboard", [])
    label = wanted.get("text")
    if not isinstance(label, str) or _has(keyboard, label):
        return None
    newest = reversed(world.chats.last(person.id, LOOKED_THROUGH))
    return next((one for one in newest if not one.deleted and _has(one.inline_rows, label)), None)


def _has(rows: list[list[Json]], label: str) -> bool:
    return any(button["text"] == label for row in rows for button in row)


def _key(markup: Json | None, wanted: Json) -> Json:
    if not markup:
        raise Refusal("This chat has no keyboard, and no message has such a button.", 404)
    return _pick(markup["keyboard"], wanted)


def _pick(rows: list[list[Json]], wanted: Json) -> Json:
    row, column, text = wanted.get("row"), wanted.get("column"), wanted.get("text")
    if isinstance(row, int) and isinstance(column, int):
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            return rows[row][column]
        raise Refusal(f"There is no button at row {row}, column {column}.", 404)
    for button in (button for line in rows for button in line):
        if button["text"] == text:
            return button
    labels = ", ".join(repr(button["text"]) for line in rows for button in line) or "none"
    raise Refusal(f"There is no button {text!r}; there are: {labels}.", 404)


def _inline_press(world: World, person: Person, message: Message, button: Json) -> Query | Json:
    if "callback_data" in button:
        return _pressed(world, person, message, button["callback_data"])
    return {"url": button["url"]} if "url" in button else {}


def _pressed(world: World, person: Person, message: Message, data: str) -> Query:
    offline.needs_connection(person)
    query = world.queries.open(person.id, message.message_id)
    update: Json = {
        "id": query.id,
        "from": person.user(),
        "message": views.telegram(world, message),
        "chat_instance": str(person.id * 7919 % 2**61),
        "data": data,
    }
    world.updates.add("callback_query", update)
    return query


def _key_press(world: World, person: Person, button: Json) -> Json:
    wanted: Json = {"text": button["text"]}
    if button.get("request_contact"):
        wanted = {"kind": "contact"}
    elif button.get("request_location"):
        wanted = {"kind": "location"}
    sent = sends.send(world, person, wanted)
    markup: Any = world.chats.keyboards.get(person.id)
    if markup and markup.get("one_time_keyboard"):
        world.chats.set_keyboard(person.id, None)
        world.feed.publish("keyboard", {"person_id": person.id, **views.keyboard(world, person.id)})
    return sent if person.offline else {"message": sent}
