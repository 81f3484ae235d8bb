from __future__ import annotations

import asyncio
from typing import Any

from simulator.errors import ApiError, Json
from simulator.methods.profile import set_allowed
from simulator.params import Params
from simulator.world import World

WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, params: Params) -> list[Json]:
    """Confirms by offset, then answers at once or as soon as something comes, up to `timeout` seconds."""
    if world.book.webhook:
        raise ApiError(409, WEBHOOK_SET)
    updates = world.updates
    updates.end_poll()
    set_allowed(world, params)
    if offset := params.integer("offset"):
        updates.confirm(offset)
    limit = min(max(params.integer("limit") or 100, 1), 100)
    world.keep()
    loop = asyncio.get_running_loop()
    until = loop.time() + min(max(params.integer("timeout"), 0), 50)
    while True:
        found: list[Any] = updates.peek(limit)
        if found or loop.time() >= until:
            return found
        await updates.arrival(until - loop.time())
