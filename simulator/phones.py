"""What a person's phone shows: the chat, or without a connection the chat as it was; and what waits on it."""

from __future__ import annotations

import time

from simulator import threads, views
from simulator.errors import Json
from simulator.messages import Message
from simulator.methods import pins
from simulator.people import Person
from simulator.world import World

# So many messages of a chat are shown at once; who wants older ones names what they stand before.
MOST_SHOWN = 10_000
NEVER = 10**18 - 1


def chat(world: World, person: Person, after: int = 0, before: int = NEVER, limit: int = MOST_SHOWN) -> Json:
    """The shape of `GET /world/people/{id}/chat`: the newest `limit` messages between two ids."""
    absence = world.absences.get(person.id)
    if absence:
        shown = _as_it_was(absence.shown, after, before, limit)
    else:
        shown = as_it_is(world, person, after, before, limit)
    return shown | {
        "waiting": waiting(world, person),
        "person": person.listed(),
        "event_id": world.feed.last,
    }


def _as_it_was(shown: Json, after: int, before: int, limit: int) -> Json:
    kept = [one for one in shown["messages"] if after < one["message_id"] < before]
    return shown | {"messages": kept[-limit:]}


def as_it_is(
    world: World, person: Person, after: int = 0, before: int = NEVER, limit: int = MOST_SHOWN
) -> Json:
    messages = world.chats.last(person.id, limit, after=after, before=before)
    pinned = pins.newest(world, person)
    return {
        "messages": [views.on_phone(world, message) for message in messages],
        "commands": world.commands.shown_to(person),
        "topics": threads.listed(world, person),
        "typing": world.typing.get(person.id, 0.0) > time.monotonic(),
        "pinned": pinned.message_id if pinned else None,
        **views.keyboard(world, person.id),
    }


def waiting(world: World, person: Person) -> list[Json]:
    """Messages without a number yet, each with the place it has in the queue as `waiting`."""
    absence = world.absences.get(person.id)
    return [_waiting(world, person, one) for one in absence.waiting] if absence else []


def _waiting(world: World, person: Person, kept: Json) -> Json:
    message = Message(0, person.id, False, kept["date"], **kept["fields"])
    return views.on_phone(world, message) | {"message_id": None, "waiting": kept["waiting"]}


def show_waiting(world: World, person: Person) -> None:
    world.feed.publish("waiting", {"person_id": person.id, "waiting": waiting(world, person)})
