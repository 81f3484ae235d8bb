"""Polls, as the bot sends and stops them."""

from __future__ import annotations

from simulator import views
from simulator.entities import Styled
from simulator.errors import Json, bad_request
from simulator.markup import checked_markup
from simulator.messages import Message
from simulator.methods import changing, sending, targets
from simulator.params import Params
from simulator.polls import Poll
from simulator.world import World


def send_poll(world: World, params: Params) -> Json:
    poll = world.polls.read(params, world.user)
    person = targets.writable(world, params)
    content: Json = {"poll": {"id": poll.id}}
    message = sending.post(
        world, person, params, "poll", Styled(""), content, before=lambda: world.polls.add(poll)
    )
    return views.telegram(world, message)


def stop_poll(world: World, params: Params) -> Json:
    person = targets.chat(world, params)
    message = world.chats.find(person.id, params.integer("message_id"))
    if message is None:
        raise bad_request("message with poll to stop not found")
    if message.kind != "poll":
        raise bad_request("message is not a poll")
    poll = world.polls[message.content["poll"]["id"]]
    if not message.outgoing or not poll.by_bot:
        raise bad_request("poll can't be stopped")
    if poll.over(world.clock.now()):
        raise bad_request("poll has already been closed")
    message.markup = checked_markup(params.json("reply_markup", "reply keyboard markup"), inline_only=True)
    world.chats.changed(message)
    close(world, poll)
    return poll.told(world.clock.now())


def close_due(world: World) -> None:
    """Polls whose time is up: the bot is told of its own."""
    for poll in world.polls.due():
        poll.closed = True
        _show(world, poll)
        if poll.by_bot:
            world.updates.add("poll", poll.told(world.clock.now()))
        world.keep()


def close(world: World, poll: Poll) -> None:
    poll.closed = True
    changed(world, poll)


def changed(world: World, poll: Poll) -> None:
    """Every phone that shows the poll shows it anew; the bot is told of its own polls and of closed ones."""
    _show(world, poll)
    if poll.by_bot or poll.closed:
        world.updates.add("poll", poll.told(world.clock.now()))


def _show(world: World, poll: Poll) -> None:
    world.polls.changed(poll)
    for message in _shown(world, poll):
        changing.changed(world, message)


def _shown(world: World, poll: Poll) -> list[Message]:
    return [message for at in poll.messages if (message := world.chats.by_id(at)) and not message.deleted]
