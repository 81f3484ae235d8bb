"""Where updates are delivered, in place of being fetched."""

from __future__ import annotations

import re

from simulator.errors import ApiError, Json, bad_request
from simulator.params import Params
from simulator.webhookurls import address_of, checked_url
from simulator.world import World

TERMINATED = "Conflict: terminated by setWebhook request"
SECRET = re.compile("[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
LARGEST_CERTIFICATE = 3 << 20
CONNECTIONS, MOST_CONNECTIONS = 40, 100


def set_webhook(world: World, params: Params) -> bool:
    """As the open server does it: the old webhook is gone before the new one's address is looked at."""
    if not (url := params.text("url")):
        return delete_webhook(world, params)
    hook = _wanted(params, url)
    if _same(world.book.webhook, hook) and not params.flag("drop_pending_updates"):
        world.updates.allow(params.values.get("allowed_updates"))
        return True
    world.updates.end_poll(TERMINATED)
    delete_webhook(world, params)
    checked_url(url, hook["ip_address"])
    world.updates.allow(params.values.get("allowed_updates"))
    world.book.webhook = hook
    world.posted()
    return True


def delete_webhook(world: World, params: Params) -> bool:
    world.book.webhook = {}
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    world.posted()
    return True


def webhook_info(world: World, params: Params) -> Json:
    hook = world.book.webhook
    info: Json = {
        "url": hook.get("url", ""),
        "has_custom_certificate": bool(hook.get("certificate")),
        "pending_update_count": len(world.updates),
    }
    if hook:
        info["ip_address"] = address_of(hook["url"], hook.get("ip_address", "")) or "<unknown>"
        info["max_connections"] = hook["max_connections"]
    info |= {name: hook[name] for name in ("last_error_date", "last_error_message") if name in hook}
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})


def _wanted(params: Params, url: str) -> Json:
    secret = params.text("secret_token")
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    given = params.integer("max_connections") if params.text("max_connections") else CONNECTIONS
    return {
        "url": url,
        "ip_address": params.text("ip_address"),
        "max_connections": min(max(given, 1), MOST_CONNECTIONS),
        "secret_token": secret,
        "certificate": _certificate(params),
    }


def _certificate(params: Params) -> str:
    upload = params.uploads.get("certificate")
    if upload is None:
        return ""
    if len(upload.data) > LARGEST_CERTIFICATE:
        raise ApiError(400, f"Bad Request: certificate size is too big ({len(upload.data)} bytes)")
    return upload.data.decode("ascii", "replace")


def _same(hook: Json, wanted: Json) -> bool:
    return not wanted["certificate"] and {name: hook.get(name) for name in wanted} == wanted
