"""Who is in a private chat, and what else bots ask about themselves and others at their start."""

from __future__ import annotations

from simulator.errors import Json, bad_request
from simulator.methods import targets
from simulator.params import Params
from simulator.world import World

RIGHTS = (
    "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
MOST_EMOJI = 200


def get_member(world: World, params: Params) -> Json:
    person = targets.chat(world, params)
    user_id = params.integer("user_id")
    if user_id == world.bot_user()["id"]:
        return {"status": "member", "user": world.bot_user()}
    if user_id != person.id:
        raise bad_request("user not found" if user_id not in world.people else "member not found")
    return {"status": "member", "user": person.user()}


def count_members(world: World, params: Params) -> int:
    targets.chat(world, params)
    return 2


def set_rights(world: World, params: Params) -> bool:
    rights = params.json("rights") or {}
    if not isinstance(rights, dict):
        raise bad_request("object expected as rights")
    named = [name for name in RIGHTS if rights.get(name) is True]
    world.book.texts[_rights_of(params)] = " ".join(named)
    return True


def get_rights(world: World, params: Params) -> Json:
    named = world.book.texts.get(_rights_of(params), "").split()
    return {name: name in named for name in RIGHTS}


def _rights_of(params: Params) -> str:
    return f"rights/{'channels' if params.flag('for_channels') else 'groups'}"


def custom_emoji(world: World, params: Params) -> list[Json]:
    """None of those asked for exist here."""
    wanted = params.json("custom_emoji_ids")
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of String as custom emoji identifiers")
    if len(wanted) > MOST_EMOJI:
        raise bad_request("too many custom emoji identifiers specified")
    return []


def no_audios(world: World, params: Params) -> Json:
    return {"total_count": 0, "audios": []}
