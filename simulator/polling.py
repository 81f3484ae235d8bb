from __future__ import annotations

import asyncio

from simulator.errors import ApiError, Json
from simulator.params import Params
from simulator.world import World

WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
LONGEST = 50
MOST = 100


def waits(params: Params) -> bool:
    return params.integer("timeout") > 0


def at_once(world: World, params: Params) -> list[Json]:
    """Confirms by offset, then answers with what there is."""
    _begin(world, params)
    return taken(world, params)


async def arrival(world: World, params: Params) -> None:
    """Confirms by offset, then returns as soon as there is something to take, or after `timeout` seconds."""
    _begin(world, params)
    loop = asyncio.get_running_loop()
    until = loop.time() + min(params.integer("timeout"), LONGEST)
    while not world.updates.heads(1) and (left := until - loop.time()) > 0:
        await world.updates.arrival(left)


def taken(world: World, params: Params) -> list[Json]:
    """Numbers out of bounds count as the nearest one within."""
    limit = min(max(params.integer("limit"), 1), MOST) if params.text("limit") else MOST
    return world.updates.take(limit)


def _begin(world: World, params: Params) -> None:
    if world.book.webhook:
        raise ApiError(409, WEBHOOK_SET)
    world.updates.end_poll()
    world.updates.allow(params.values.get("allowed_updates"))
    if offset := params.integer("offset"):
        world.updates.confirm(offset)
    world.keep()
