"""A message as the Bot API shows it to the bot, and as the world API shows it on a phone."""

from __future__ import annotations

from simulator.errors import Json
from simulator.messages import SERVICE, Message
from simulator.world import World


def telegram(world: World, message: Message, *, nested: bool = False) -> Json:
    """The Bot API's `Message`. A replied message is shown one level deep, as Telegram does."""
    person = world.people[message.chat_id]
    shown: Json = {
        "message_id": message.message_id,
        "from": world.bot_user() if message.outgoing else person.user(),
        "chat": person.chat(),
        "date": message.date,
        **_content(world, message),
    }
    shown.update(_words(message))
    if message.edited_at is not None:
        shown["edit_date"] = message.edited_at
    if message.thread:
        shown["message_thread_id"], shown["is_topic_message"] = message.thread, True
    if message.album:
        shown["media_group_id"] = message.album
    if message.origin:
        shown["forward_origin"] = message.origin
    if message.protected:
        shown["has_protected_content"] = True
    if message.inline_rows:
        shown["reply_markup"] = {"inline_keyboard": message.inline_rows}
    if not nested:
        shown.update(_answered(world, message))
    return shown


def _content(world: World, message: Message) -> Json:
    if message.kind != "poll":
        return message.content
    poll = world.polls[message.content["poll"]["id"]]
    # The right answer of a quiz that somebody passed on is not the bot's to know.
    return {"poll": poll.told(world.clock.now(), solved=message.outgoing or not message.origin)}


def _words(message: Message) -> Json:
    if message.kind == "text":
        words: Json = {"text": message.text}
        return words | ({"entities": message.entities} if message.entities else {})
    if not message.text:
        return {}
    caption: Json = {"caption": message.text}
    return caption | ({"caption_entities": message.entities} if message.entities else {})


def _answered(world: World, message: Message) -> Json:
    answered: Json = {}
    original = world.chats.find(message.chat_id, message.reply_to) if message.reply_to else None
    if original and original.thread != message.thread and world.book.topics:
        answered["external_reply"] = _from_elsewhere(world, original)
    elif original:
        answered["reply_to_message"] = telegram(world, original, nested=True)
    if message.quote:
        answered["quote"] = message.quote
    return answered


def _from_elsewhere(world: World, original: Message) -> Json:
    """What a reply shows of a message in another topic: where it came from and its media, not its words."""
    writer = world.bot_user() if original.outgoing else world.people[original.chat_id].user()
    origin = original.origin or {"type": "user", "sender_user": writer, "date": original.date}
    kept = {"caption", "show_caption_above_media", *SERVICE}
    content = {name: value for name, value in _content(world, original).items() if name not in kept}
    return {"origin": origin} | content


def on_phone(world: World, message: Message) -> Json:
    """The shape of `GET /world/people/{id}/chat`."""
    return {
        **_particulars(world, message),
        "message_id": message.message_id,
        "from": "bot" if message.outgoing else "me",
        "date": message.date,
        "kind": "live_location" if message.live_until is not None else message.kind,
        "text": message.text,
        "entities": message.entities,
        "buttons": [[_button(button) for button in row] for row in message.inline_rows],
        "keyboard": [[b["text"] for b in row] for row in message.keyboard_rows] or None,
        "reply_to": message.reply_to,
        "quote": message.quote["text"] if message.quote else None,
        "thread": message.thread,
        "media_group": message.album,
        "reactions": [{"emoji": emoji, "from": whose} for whose, emoji in message.reactions.items()],
        "edited": message.edited_at is not None,
        "deleted": message.deleted or message.hidden,
        "protected": message.protected,
        "forwarded": message.origin is not None,
        "forwarded_from": _from(message.origin) if message.origin else None,
        "file": _file(world, message),
    }


def _particulars(world: World, message: Message) -> Json:
    """What only some kinds have: a place, a contact, a poll, a die; how long something lasts."""
    if message.kind == "text":
        return {}
    if message.file_id:
        said = world.files[message.file_id].details
        shown = {name: said[name] for name in ("duration", "title", "performer", "emoji") if name in said}
        return shown | ({"spoiler": True} if "has_media_spoiler" in message.content else {})
    if message.kind == "poll":
        poll = world.polls[message.content["poll"]["id"]]
        chosen = poll.votes.get(str(message.chat_id), [])
        return {"poll": poll.told(world.clock.now(), solved=bool(chosen)) | {"chosen": chosen}}
    if message.live_until is None:
        return message.content
    return message.content | {"live": message.live(world.clock.now()), "live_until": message.live_until}


def _from(origin: Json) -> str:
    if origin["type"] == "user":
        return str(origin["sender_user"]["first_name"])
    return str(origin.get("sender_user_name") or origin.get("chat", {}).get("title", ""))


def keyboard(world: World, chat_id: int) -> Json:
    """The reply keyboard a person has before them now."""
    markup = world.chats.keyboards.get(chat_id, {})
    rows = [[button["text"] for button in row] for row in markup.get("keyboard", [])]
    return {"keyboard": rows or None, "placeholder": markup.get("input_field_placeholder")}


def _button(button: Json) -> Json:
    shown: Json = {"text": button["text"]}
    if "url" in button:
        shown["url"] = button["url"]
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    return shown


def _file(world: World, message: Message) -> Json | None:
    if not message.file_id:
        return None
    file = world.files[message.file_id]
    return {
        "file_id": file.file_id,
        "url": f"/world/files/{file.file_id}",
        "name": file.name,
        "mime": file.mime,
        "size": file.size,
        "width": file.width,
        "height": file.height,
    }
