"""Topics as the bot makes and keeps them, and the thread a call is meant for."""

from __future__ import annotations

from simulator import threads
from simulator.errors import Json, bad_request
from simulator.methods import targets
from simulator.params import Params
from simulator.people import Person
from simulator.topics import COLORS, Topic
from simulator.world import World

# The main chat of a supergroup has this id; a private chat's has none.
GENERAL = 1
NOT_FOUND = "message thread not found"
SUPERGROUPS_ONLY = (
    "closeForumTopic",
    "reopenForumTopic",
    "editGeneralForumTopic",
    "closeGeneralForumTopic",
    "reopenGeneralForumTopic",
    "hideGeneralForumTopic",
    "unhideGeneralForumTopic",
    "unpinAllGeneralForumTopicMessages",
)


def thread_of(world: World, person: Person, params: Params) -> int | None:
    """The topic a call writes to, None for the main chat.

    Where the world is set to drop lost threads, a call into a topic that is gone is carried out in the
    main chat and nothing says so but the `Message` returned, as Telegram did for some weeks of 2026."""
    thread = params.integer("message_thread_id")
    if not thread:
        return None
    book = world.book
    if book.topics and thread == GENERAL:
        raise bad_request("TOPIC_ID_INVALID")
    if book.topics and not book.topics_lost and world.topics.find(person.id, thread):
        return thread
    if book.topics and book.lost_topics == "dropped":
        return None
    raise bad_request(NOT_FOUND)


def create(world: World, params: Params) -> Json:
    person = _chat(world, params)
    name = threads.cleaned(params.text("name"))
    if not name:
        raise bad_request("title must be non-empty")
    color = params.integer("icon_color") if "icon_color" in params else COLORS[0]
    if color not in COLORS:
        raise bad_request("invalid icon color specified")
    topic = threads.begin(world, person, name, outgoing=True, color=color, icon=_icon(params))
    return {"message_thread_id": topic.thread} | topic.told()


def edit(world: World, params: Params) -> bool:
    person, topic = _topic(world, params)
    name = threads.cleaned(params.text("name"))
    if params.text("name") and not name:
        raise bad_request("title must be non-empty")
    icon = _icon(params) if "icon_custom_emoji_id" in params else None
    asked = bool(name) or icon is not None
    if asked and not threads.change(world, person, topic, outgoing=True, name=name or None, icon=icon):
        raise bad_request("TOPIC_NOT_MODIFIED")
    return True


def delete(world: World, params: Params) -> bool:
    person, topic = _topic(world, params)
    threads.end(world, person, topic)
    return True


def unpin_all(world: World, params: Params) -> bool:
    person, topic = _topic(world, params)
    there = (world.chats.find(person.id, at) for at in person.pinned)
    person.pinned = [one.message_id for one in there if one and one.thread != topic.thread]
    world.changed(person)
    threads.shown(world, topic)
    return True


def supergroups_only(world: World, params: Params) -> bool:
    """Closing, reopening and all that has to do with a main topic: no private chat has it."""
    targets.chat(world, params)
    raise bad_request("the chat is not a supergroup forum")


def icons(world: World, params: Params) -> list[Json]:
    return []


def _chat(world: World, params: Params) -> Person:
    person = targets.writable(world, params)
    if not world.book.topics:
        raise bad_request("the chat is not a forum")
    return person


def _topic(world: World, params: Params) -> tuple[Person, Topic]:
    person = _chat(world, params)
    thread = params.integer("message_thread_id")
    if thread <= 0:
        raise bad_request("invalid message thread identifier specified")
    topic = world.topics.find(person.id, thread)
    if topic is None or world.book.topics_lost:
        raise bad_request("TOPIC_ID_INVALID")
    return person, topic


def _icon(params: Params) -> str:
    icon = params.text("icon_custom_emoji_id")
    if icon and not icon.isdecimal():
        raise bad_request("invalid custom emoji identifier specified")
    return icon
