"""What people do with topics, and what whoever runs the trial sets for the bot."""

from __future__ import annotations

from typing import Any

from simulator import threads
from simulator.errors import Json, Refusal
from simulator.messages import Message
from simulator.people import Person
from simulator.topics import Topic
from simulator.world import World

# What an app calls a topic that somebody began by writing, until it is named.
UNNAMED = "New Chat"
SWITCHES = ("topics", "people_make_topics", "topics_lost")
LOST = ("refused", "dropped")


def create(world: World, person: Person, wanted: Json) -> Json:
    _may(world, person, "make")
    name = _name(wanted) if wanted.get("name") else ""
    topic = threads.begin(world, person, name or UNNAMED, outgoing=False, implicit=not name)
    return threads.on_phone(world, topic)


def rename(world: World, person: Person, wanted: Json) -> Json:
    topic = the_topic(world, person, wanted)
    threads.change(world, person, topic, outgoing=False, name=_name(wanted), icon=None)
    return threads.on_phone(world, topic)


def delete(world: World, person: Person, wanted: Json) -> None:
    topic = the_topic(world, person, wanted)
    _may(world, person, "delete")
    threads.end(world, person, topic)


def the_topic(world: World, person: Person, wanted: Json) -> Topic:
    thread: Any = wanted.get("thread")
    if isinstance(thread, bool) or not isinstance(thread, int):
        raise Refusal("thread is a topic's number.")
    topic = world.topics.find(person.id, thread) if world.book.topics else None
    if topic is None:
        raise Refusal(f"There is no topic {thread} in this chat.", 404)
    return topic


def written_to(world: World, person: Person, wanted: Json, original: Message | None = None) -> int | None:
    """The topic somebody writes in; `"new"` begins one without a name, as the apps do."""
    if wanted.get("thread") is None:
        return threads.inherited(world, original.message_id) if original else None
    if wanted["thread"] == "new":
        if person.offline:
            raise Refusal(f"{person.first_name} is offline: this needs a connection.", 409)
        return int(create(world, person, {})["thread"])
    return the_topic(world, person, wanted).thread


def set_bot(world: World, wanted: Json) -> Json:
    """Raises `Refusal` for what is no setting of the bot, before anything is set."""
    if unknown := set(wanted) - {*SWITCHES, "lost_topics"}:
        raise Refusal(f"The bot has no setting {sorted(unknown)[0]!r}.")
    for name in SWITCHES:
        if not isinstance(wanted.get(name, False), bool):
            raise Refusal(f"{name} is true or false.")
    if wanted.get("lost_topics", LOST[0]) not in LOST:
        raise Refusal('lost_topics is "refused" or "dropped".')
    for name, value in wanted.items():
        setattr(world.book, name, value)
    world.feed.publish("bot", settings(world))
    return settings(world)


def settings(world: World) -> Json:
    return {name: getattr(world.book, name) for name in (*SWITCHES, "lost_topics")}


def _name(wanted: Json) -> str:
    name = wanted.get("name")
    if not isinstance(name, str) or not threads.cleaned(name):
        raise Refusal("A topic's name is a text that is not empty.")
    if len(name) > threads.LONGEST_NAME:
        raise Refusal(f"A topic's name has at most {threads.LONGEST_NAME} characters.")
    return threads.cleaned(name)


def _may(world: World, person: Person, what: str) -> None:
    if person.deactivated or person.blocked or not person.started:
        raise Refusal(f"{person.first_name} is not talking with the bot.", 409)
    if not world.book.topics:
        raise Refusal("This bot has no topics.", 409)
    if not world.book.people_make_topics:
        raise Refusal(f"This bot lets nobody {what} topics.", 409)
