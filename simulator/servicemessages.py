"""What a chat says of itself: something was pinned, a topic begun or renamed."""

from __future__ import annotations

from simulator import views
from simulator.errors import Json
from simulator.messages import Message
from simulator.people import Person
from simulator.world import World


def say(world: World, person: Person, message: Message, kind: str, content: Json, thread: int | None) -> None:
    """The bot hears of it whoever did it: alone of its own messages, these come to it as updates."""
    message.kind, message.content, message.thread = kind, {kind: content}, thread
    world.add(message)
    world.updates.add("message", views.telegram(world, message))
    world.feed.publish("message", {"person_id": person.id, "message": views.on_phone(world, message)})
    if not message.outgoing:
        person.read_up_to = max(person.read_up_to, message.message_id)
    world.count_unread(person)
