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


async def get_updates(world: World, params: Params) -> list[Json]:
    """Confirms by offset, then answers at once or as soon as something comes, up to `timeout` seconds.
    Numbers out of bounds count as the nearest one within."""
    if world.book.webhook:
        raise ApiError(409, WEBHOOK_SET)
    updates = world.updates
    updates.end_poll()
    updates.allow(params.values.get("allowed_updates"))
    if offset := params.integer("offset"):
        updates.confirm(offset)
    limit = min(max(params.integer("limit"), 1), MOST) if params.text("limit") else MOST
    world.keep()
    loop = asyncio.get_running_loop()
    until = loop.time() + min(max(params.integer("timeout"), 0), LONGEST)
    while True:
        if found := updates.take(limit):
            return found
        if loop.time() >= until:
            return []
        await updates.arrival(until - loop.time())
