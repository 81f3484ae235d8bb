"""What kinds of updates there are, how long they wait, whom they come from, and which may overtake which."""

from __future__ import annotations

import json
from typing import Any

from simulator.errors import Json

DAY = 86_400
# Bot API 10.3, `Update`.
_KINDS = (
    "message edited_message channel_post edited_channel_post business_connection business_message"
    " edited_business_message deleted_business_messages guest_message message_reaction"
    " message_reaction_count inline_query chosen_inline_result callback_query shipping_query"
    " pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member"
    " chat_join_request chat_boost removed_chat_boost managed_bot subscription stopped_message_generation"
)
KINDS = _KINDS.split()
NAMED_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
DEFAULT = [kind for kind in KINDS if kind not in NAMED_ONLY]
# The open server keeps a press for 150 s, everything else for a day.
LIFETIMES = {"callback_query": 150}
# Messages and their edits wait for each other; a press, a reaction or a block goes its own way.
_LANES = {"edited_message": "message"}


def lifetime(kind: str) -> int:
    return LIFETIMES.get(kind, DAY)


def allowed(given: Any, before: list[str]) -> list[str]:
    """What the bot hears of from now on; [] stands for the default. A list sticks until another is given.
    As the open server reads it: any letter case, unknown names are passed over, a list of nothing known is
    the default, and what is no list of texts changes nothing."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            return before
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        return before
    asked = {name.lower() for name in given}
    named = [kind for kind in KINDS if kind in asked]
    return [] if named == DEFAULT else named


def person_of(body: Json) -> int | None:
    """Whose doing an update is: in private chats that is the chat as well."""
    who = body.get("from") or body.get("user") or body.get("chat") or {}
    found = who.get("id")
    return found if isinstance(found, int) else None


def lane_of(kind: str, body: Json) -> str:
    """Updates of one lane are delivered to a webhook one after another, others side by side."""
    about = person_of(body) or body.get("poll_id") or body.get("id")
    return f"{_LANES.get(kind, kind)}:{about}"
