"""Locations: sent once, or live and moving until they end."""

from __future__ import annotations

from simulator import contents, views
from simulator.entities import Styled
from simulator.errors import Json, bad_request
from simulator.markup import checked_markup
from simulator.messages import Message
from simulator.methods import changing, sending, targets
from simulator.params import Params
from simulator.world import World


def send_location(world: World, params: Params) -> Json:
    content = contents.location(params)
    person = targets.writable(world, params)
    until = ends(world, content)
    message = sending.post(world, person, params, "location", Styled(""), content, live_until=until)
    return views.telegram(world, message)


def ends(world: World, content: Json) -> int | None:
    period = content["location"].get("live_period")
    return world.clock.stamp() + period if period else None


def edit_live_location(world: World, params: Params) -> Json:
    message = _live(world, params)
    return _edited(world, params, message, moved(world, message, params))


def stop_live_location(world: World, params: Params) -> Json:
    message = _live(world, params)
    return _edited(world, params, message, stopped(world, message))


def moved(world: World, message: Message, params: Params) -> Json:
    """The content after a move; also lengthens the time a location lives, where that is asked for."""
    place = contents.place(params, live=True) | contents.bearing(params)
    period = params.integer("live_period") or message.content["location"]["live_period"]
    if params.integer("live_period"):
        message.live_until = contents.FOREVER if period == contents.FOREVER else message.date + period
    return {"location": place | {"live_period": period}}


def stopped(world: World, message: Message) -> Json:
    message.live_until = world.clock.stamp()
    kept = message.content["location"].items()
    return {"location": {name: value for name, value in kept if name in ("latitude", "longitude")}}


def _live(world: World, params: Params) -> Message:
    message = changing.editable(world, params)
    if message.live_until is None:
        raise bad_request("there is no live location in the message to edit")
    if not message.live(world.clock.now()):
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, params: Params, message: Message, content: Json) -> Json:
    markup = checked_markup(params.json("reply_markup", "reply keyboard markup"), inline_only=True)
    if (message.content, message.markup) == (content, markup):
        raise bad_request(changing.UNCHANGED)
    message.content, message.markup = content, markup
    message.edited_at = world.clock.stamp()
    changing.changed(world, message)
    return views.telegram(world, message)
