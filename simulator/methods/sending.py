from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from simulator import threads, views
from simulator.entities import Styled
from simulator.errors import Json, bad_request
from simulator.markup import checked_markup
from simulator.messages import Message
from simulator.methods import previews, targets, topics
from simulator.params import Params
from simulator.people import Person
from simulator.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
TYPING_SECONDS = 5.0
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


def body(world: World, params: Params) -> Styled:
    styled = params.styled("text", world.user)
    if not styled.text:
        raise bad_request("message text is empty")
    if len(styled.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return styled


def caption(world: World, params: Params) -> Styled:
    styled = params.styled("caption", world.user, "caption_entities")
    if len(styled.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return styled


def send_message(world: World, params: Params) -> Json:
    styled = body(world, params)
    person = targets.writable(world, params)
    content = previews.wanted(params)
    return views.telegram(world, post(world, person, params, "text", styled, content))


def post(
    world: World,
    person: Person,
    params: Params,
    kind: str,
    styled: Styled,
    content: Json,
    before: Callable[[], object] | None = None,
    **more: Any,
) -> Message:
    """A new message from the bot; `before`: what else to do once nothing can be refused any more;
    `more` goes to the `Message` as it is."""
    thread = topics.thread_of(world, person, params)
    reply_to, quote = targets.answered(world, person, params)
    if not params.integer("message_thread_id"):
        thread = threads.inherited(world, reply_to)
    markup = checked_markup(params.json("reply_markup", "reply keyboard markup"))
    if before:
        before()
    message = world.new_message(person, outgoing=True)
    message.kind, message.content = kind, content
    message.text, message.entities = styled.text, styled.entities
    message.reply_to, message.quote, message.markup = reply_to, quote, markup
    message.thread = thread
    message.protected = params.flag("protect_content")
    for name, value in more.items():
        setattr(message, name, value)
    world.add(message)
    _seen(world, person, message)
    return message


def _seen(world: World, person: Person, message: Message) -> None:
    world.typing.pop(person.id, None)
    person.unread += 1
    world.feed.publish("message", lambda: {"person_id": person.id, "message": views.on_phone(world, message)})
    # What is unread is counted again when the world is opened: no need to write the person anew.
    world.feed.publish("person", person.listed)
    markup = message.markup or {}
    if "keyboard" in markup or "remove_keyboard" in markup:
        world.chats.set_keyboard(person.id, markup if markup.get("keyboard") else None)
        world.feed.publish("keyboard", {"person_id": person.id, **views.keyboard(world, person.id)})


def send_chat_action(world: World, params: Params) -> bool:
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    person = targets.writable(world, params)
    world.typing[person.id] = time.monotonic() + TYPING_SECONDS
    # A topic that is gone is not missed here: Telegram answers yes.
    thread = params.integer("message_thread_id") or None
    shown = {"person_id": person.id, "action": params.text("action"), "thread": thread}
    world.feed.publish("typing", shown)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    text = params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": text, "show_alert": params.flag("show_alert")}
    if params.text("url"):
        answer["url"] = params.text("url")
    world.queries.answer(params.text("callback_query_id"), answer)
    return True
