"""What the bot says of itself, asks about chats and files, and how it fetches."""

from __future__ import annotations

from collections.abc import Callable

from simulator import views
from simulator.commands import checked
from simulator.errors import Json, bad_request
from simulator.methods import pins, targets
from simulator.params import Params
from simulator.world import World

LARGEST_DOWNLOAD = 20 * 1024 * 1024


def get_me(world: World, params: Params) -> Json:
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": world.book.topics,
        "allows_users_to_create_topics": world.book.topics and world.book.people_make_topics,
    }


def set_commands(world: World, params: Params) -> bool:
    commands = checked(params.json("commands"))
    world.commands.set(params.json("scope"), params.text("language_code"), commands)
    world.feed.publish("commands", {"person_id": None})
    return True


def get_commands(world: World, params: Params) -> list[Json]:
    return world.commands.get(params.json("scope"), params.text("language_code"))


def delete_commands(world: World, params: Params) -> bool:
    world.commands.delete(params.json("scope"), params.text("language_code"))
    world.feed.publish("commands", {"person_id": None})
    return True


def text_setter(name: str, most: int) -> Callable[[World, Params], bool]:
    def put(world: World, params: Params) -> bool:
        text = params.text(name)
        if len(text) > most:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        world.book.texts[f"{name}/{params.text('language_code')}"] = text
        if name == "name" and text and not params.text("language_code"):
            world.book.bot_name = text
        return True

    return put


def text_getter(name: str) -> Callable[[World, Params], Json]:
    def get(world: World, params: Params) -> Json:
        fallback = world.book.bot_name if name == "name" else ""
        return {name: world.book.texts.get(f"{name}/{params.text('language_code')}", fallback)}

    return get


def set_menu_button(world: World, params: Params) -> bool:
    button = params.json("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict):
        raise bad_request("can't parse menu button JSON object")
    world.book.menus[params.text("chat_id")] = button
    return True


def get_menu_button(world: World, params: Params) -> Json:
    default: Json = world.book.menus.get("", {"type": "commands"})
    return world.book.menus.get(params.text("chat_id"), default)


def get_chat(world: World, params: Params) -> Json:
    person = targets.chat(world, params)
    if not person.started:
        raise bad_request("chat not found")
    chat = person.chat() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    if person.no_voices:
        chat["has_restricted_voice_and_video_messages"] = True
    if pinned := pins.newest(world, person):
        chat["pinned_message"] = views.telegram(world, pinned)
    return chat


_NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_file(world: World, params: Params) -> Json:
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return file.media() | {"file_path": file.path}


def no_photos(world: World, params: Params) -> Json:
    return {"total_count": 0, "photos": []}


def yes(world: World, params: Params) -> bool:
    return True
