"""Edits, deletions and reactions: what happens to messages that are there already."""

from __future__ import annotations

from typing import Any

from simulator import views
from simulator.entities import Styled
from simulator.errors import Json, bad_request
from simulator.markup import checked_markup
from simulator.messages import CAPTIONED, Message
from simulator.methods import previews, sending, targets
from simulator.params import Params
from simulator.world import World

# So many messages back an album's first part is looked for: its parts came one after another.
NEAR = 100
DELETE_WITHIN = 48 * 3600
# The reactions Telegram lets bots set.
_OFFERED = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥
🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨
🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
REACTIONS = frozenset(_OFFERED.split())
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)


def edit_text(world: World, params: Params) -> Json:
    styled = sending.body(world, params)
    message = editable(world, params)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    return _edited(world, params, message, styled, previews.wanted(params))


def edit_caption(world: World, params: Params) -> Json:
    styled = sending.caption(world, params)
    message = editable(world, params)
    if message.kind not in CAPTIONED:
        raise bad_request("there is no caption in the message to edit")
    return _edited(world, params, message, styled)


def edit_markup(world: World, params: Params) -> Json:
    message = editable(world, params)
    return _edited(world, params, message, Styled(message.text, message.entities))


def editable(world: World, params: Params) -> Message:
    person = targets.chat(world, params)
    if refusal := person.refusal():
        raise refusal
    message = targets.message(world, person, params, "edit")
    # A message that brought a reply keyboard stays as it is, like anyone else's.
    if (
        not message.outgoing
        or message.service
        or (message.markup and "inline_keyboard" not in message.markup)
    ):
        raise bad_request("message can't be edited")
    return message


def _edited(
    world: World, params: Params, message: Message, styled: Styled, content: Json | None = None
) -> Json:
    """Without a markup in the call the old buttons go, as with Telegram."""
    markup = checked_markup(params.json("reply_markup", "reply keyboard markup"), inline_only=True)
    before = (message.text, message.entities, message.content)
    after = (styled.text, styled.entities, message.content if content is None else content)
    if (before, message.markup) == (after, markup):
        raise bad_request(UNCHANGED)
    if before != after:
        message.edited_at = world.clock.stamp()
    message.text, message.entities, message.content = after
    message.markup = markup
    changed(world, message)
    return views.telegram(world, message)


def changed(world: World, message: Message) -> None:
    world.chats.changed(message)
    world.feed.publish(
        "message_edited",
        lambda: {"person_id": message.chat_id, "message": views.on_phone(world, message)},
    )


def delete_message(world: World, params: Params) -> bool:
    person = targets.chat(world, params)
    message = targets.message(world, person, params, "delete")
    if world.clock.now() - message.date > DELETE_WITHIN or message.kind == "forum_topic_created":
        raise bad_request("message can't be deleted for everyone")
    remove(world, message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Skips what is gone or too old."""
    ids: Any = params.json("message_ids", "message identifiers")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    person = targets.chat(world, params)
    for message_id in ids:
        message = world.chats.find(person.id, message_id) if isinstance(message_id, int) else None
        if message and world.clock.now() - message.date <= DELETE_WITHIN:
            remove(world, message)
    return True


def remove(world: World, message: Message) -> None:
    message.deleted = True
    world.chats.changed(message)
    world.feed.publish("message_deleted", {"person_id": message.chat_id, "message_id": message.message_id})
    person = world.people[message.chat_id]
    if message.outgoing and message.message_id > person.read_up_to:
        person.unread -= 1
        world.changed(person)


def set_reaction(world: World, params: Params) -> bool:
    person = targets.writable(world, params)
    message = targets.message(world, person, params, "react")
    wanted: Any = params.json("reaction") or []
    if not isinstance(wanted, list):
        raise bad_request("can't parse reaction JSON object")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = wanted[0].get("emoji") if wanted and isinstance(wanted[0], dict) else None
    if wanted and (emoji := known_reaction(emoji)) is None:
        raise bad_request("REACTION_INVALID")
    react(world, _first_of_album(world, message), "bot", emoji)
    return True


def _first_of_album(world: World, message: Message) -> Message:
    """An album has one reaction, shown by its first part that is still there."""
    if not message.album:
        return message
    parts = world.chats.last(message.chat_id, NEAR, before=message.message_id + 1)
    return next((one for one in parts if one.album == message.album and not one.deleted), message)


def known_reaction(emoji: Any) -> str | None:
    """As Telegram spells it: without the variation selector some keyboards add."""
    plain = emoji.replace("\ufe0f", "") if isinstance(emoji, str) else None
    return plain if plain in REACTIONS else None


def react(world: World, message: Message, whose: str, emoji: str | None) -> None:
    if emoji:
        message.reactions[whose] = emoji
    else:
        message.reactions.pop(whose, None)
    changed(world, message)
