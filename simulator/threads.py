"""What happens to a chat's topics, whoever does it: each change shows on the phone."""

from __future__ import annotations

from simulator import servicemessages
from simulator.errors import Json
from simulator.people import Person
from simulator.topics import COLORS, Topic
from simulator.world import World

LONGEST_NAME = 128


def cleaned(name: str) -> str:
    """As Telegram keeps it: in one line, cut where it is too long."""
    return " ".join(name.split())[:LONGEST_NAME]


def inherited(world: World, reply_to: int | None) -> int | None:
    """A reply for which no topic is named goes where the message stands that it answers."""
    return world.chats.thread_of(reply_to) if world.book.topics else None


def begin(
    world: World,
    person: Person,
    name: str,
    *,
    outgoing: bool,
    color: int = COLORS[0],
    icon: str = "",
    implicit: bool = False,
) -> Topic:
    message = world.new_message(person, outgoing=outgoing)
    topic = Topic(message.message_id, person.id, name, color, icon, implicit)
    world.topics.add(topic)
    shown(world, topic)
    servicemessages.say(world, person, message, "forum_topic_created", topic.told(), topic.thread)
    return topic


def change(
    world: World, person: Person, topic: Topic, *, outgoing: bool, name: str | None, icon: str | None
) -> bool:
    """False where nothing would change. None leaves a field as it is."""
    edited: Json = {}
    if name is not None and (name != topic.name or topic.implicit):
        topic.name, topic.implicit, edited["name"] = name, False, name
    if icon is not None and icon != topic.icon_custom_emoji_id:
        topic.icon_custom_emoji_id = edited["icon_custom_emoji_id"] = icon
    if not edited:
        return False
    world.topics.changed(topic)
    shown(world, topic)
    message = world.new_message(person, outgoing=outgoing)
    servicemessages.say(world, person, message, "forum_topic_edited", edited, topic.thread)
    return True


def end(world: World, person: Person, topic: Topic) -> None:
    """With everything in it; the bot is never told."""
    world.topics.drop(topic)
    there = [one for one in world.chats.after(person.id, 0) if one.thread == topic.thread]
    for message in there:
        if not message.deleted:
            message.deleted = True
            world.chats.changed(message)
            gone = {"person_id": person.id, "message_id": message.message_id}
            world.feed.publish("message_deleted", gone)
    pinned = set(person.pinned) - {message.message_id for message in there}
    person.pinned = [at for at in person.pinned if at in pinned]
    world.feed.publish("topic_deleted", {"person_id": person.id, "thread": topic.thread})
    world.count_unread(person)


def listed(world: World, person: Person) -> list[Json]:
    """None where the bot has no topics: the phone then shows one chat, whatever there was before."""
    return [on_phone(world, topic) for topic in world.topics.of(person.id)] if world.book.topics else []


def on_phone(world: World, topic: Topic) -> Json:
    """As `/world/people/{id}/chat` and the event `topic` show it."""
    pinned = [at for at in world.people[topic.chat_id].pinned if _in(world, topic, at)]
    return {
        "thread": topic.thread,
        "name": topic.name,
        "icon_color": topic.icon_color,
        "icon_custom_emoji_id": topic.icon_custom_emoji_id or None,
        "implicit": topic.implicit,
        "pinned": pinned[-1] if pinned else None,
    }


def _in(world: World, topic: Topic, message_id: int) -> bool:
    message = world.chats.find(topic.chat_id, message_id)
    return message is not None and message.thread == topic.thread


def shown(world: World, topic: Topic) -> None:
    world.feed.publish("topic", {"person_id": topic.chat_id, "topic": on_phone(world, topic)})
