"""Losing the connection, and coming back to it."""

from __future__ import annotations

from simulator import phones, sends, threads, views
from simulator.absences import Absence
from simulator.errors import ApiError, Json, Refusal
from simulator.people import Person
from simulator.world import World


def leave(world: World, person: Person) -> None:
    """From now on the phone shows nothing new, and what is written on it waits there."""
    if person.offline:
        return
    person.offline = True
    world.absences.begin(Absence(person.id, phones.as_it_is(world, person) | {"typing": False}))
    world.changed(person)


def come_back(world: World, person: Person) -> None:
    """First what was missed arrives, in its order, then what was written goes out, in its order."""
    absence = world.absences.end(person.id)
    if absence is None:
        return
    person.offline = False
    world.count_unread(person)
    _catch_up(world, person, absence.shown)
    phones.show_waiting(world, person)
    for kept in absence.waiting:
        _send(world, person, kept["fields"])


def _catch_up(world: World, person: Person, shown: Json) -> None:
    known = {one["message_id"]: one for one in shown["messages"]}
    # What stands before all that the phone had was not on it, and is not new either.
    for message in world.chats.after(person.id, min(known, default=1) - 1):
        now, before = views.on_phone(world, message), known.get(message.message_id)
        gone = {"person_id": person.id, "message_id": message.message_id}
        if now["deleted"] and before and not before["deleted"]:
            world.feed.publish("message_deleted", gone)
        elif not now["deleted"] and now != before:
            name = "message_edited" if before else "message"
            world.feed.publish(name, {"person_id": person.id, "message": now})
    for topic in threads.listed(world, person):
        world.feed.publish("topic", {"person_id": person.id, "topic": topic})
    for topic in shown["topics"]:
        if not world.topics.find(person.id, topic["thread"]):
            gone = {"person_id": person.id, "thread": topic["thread"]}
            world.feed.publish("topic_deleted", gone)
    world.feed.publish("keyboard", {"person_id": person.id, **views.keyboard(world, person.id)})
    world.feed.publish("commands", {"person_id": person.id})


def _send(world: World, person: Person, fields: Json) -> None:
    """What it answered may be gone by now, or its topic: then it goes without.
    What may no longer be sent is given up."""
    if fields["reply_to"] and not world.chats.find(person.id, fields["reply_to"]):
        fields = fields | {"reply_to": None, "quote": None}
    if fields["thread"] and not world.topics.find(person.id, fields["thread"]):
        fields = fields | {"thread": None}
    try:
        sends.go(world, person, fields)
    except (Refusal, ApiError):
        return


def needs_connection(person: Person) -> None:
    if person.offline:
        raise Refusal(f"{person.first_name} is offline: this needs a connection.", 409)
