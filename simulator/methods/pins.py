from __future__ import annotations

from simulator import servicemessages, threads, views
from simulator.errors import bad_request
from simulator.messages import Message
from simulator.methods import targets
from simulator.params import Params
from simulator.people import Person
from simulator.world import World


def pin(world: World, params: Params) -> bool:
    person = targets.writable(world, params)
    place(world, person, targets.message(world, person, params, "pin"), outgoing=True)
    return True


def unpin(world: World, params: Params) -> bool:
    """Without a message id, the one pinned last."""
    person = targets.writable(world, params)
    if "message_id" in params:
        message_id = targets.message(world, person, params, "unpin").message_id
    elif person.pinned:
        message_id = person.pinned[-1]
    else:
        raise bad_request("message to unpin not found")
    person.pinned = [at for at in person.pinned if at != message_id]
    world.changed(person)
    if topic := world.topics.find(person.id, world.chats.thread_of(message_id) or 0):
        threads.shown(world, topic)
    return True


def unpin_all(world: World, params: Params) -> bool:
    person = targets.writable(world, params)
    person.pinned = []
    world.changed(person)
    for topic in world.topics.of(person.id):
        threads.shown(world, topic)
    return True


def place(world: World, person: Person, message: Message, *, outgoing: bool) -> Message:
    """Answers the service message, which nobody can copy."""
    person.pinned = [*(at for at in person.pinned if at != message.message_id), message.message_id]
    world.changed(person)
    if topic := world.topics.find(person.id, message.thread or 0):
        threads.shown(world, topic)
    service = world.new_message(person, outgoing=outgoing)
    shown = views.telegram(world, message, nested=True)
    servicemessages.say(world, person, service, "pinned_message", shown, message.thread)
    return service


def newest(world: World, person: Person) -> Message | None:
    there = (world.chats.find(person.id, at) for at in reversed(person.pinned))
    return next((message for message in there if message), None)
