"""The bot's command lists by scope and language, and which of them a person sees."""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import Json, bad_request
from simulator.people import Person
from simulator.store import Store

NAME = re.compile(r"[a-z0-9_]{1,32}")


class Commands:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._lists: dict[str, list[Json]] = {b["key"]: b["commands"] for b in store.load("commands")}

    def set(self, scope: Any, language: str, commands: list[Json]) -> None:
        key = _key(scope, language)
        self._lists[key] = commands
        self._store.put("commands", key, {"key": key, "commands": commands})

    def get(self, scope: Any, language: str) -> list[Json]:
        return self._lists.get(_key(scope, language), [])

    def delete(self, scope: Any, language: str) -> None:
        key = _key(scope, language)
        self._lists.pop(key, None)
        self._store.drop("commands", key)

    def shown_to(self, person: Person) -> list[Json]:
        """The narrowest list that exists, in the person's language before the one for all. Bots name
        languages by two letters; what a person's app says may be longer (`id-ID`)."""
        for scope in ({"type": "chat", "chat_id": person.id}, {"type": "all_private_chats"}, None):
            for language in (person.language_code[:2].lower(), ""):
                if found := self._lists.get(_key(scope, language)):
                    return found
        return []


def _key(scope: Any, language: str) -> str:
    scope = scope or {"type": "default"}
    if not isinstance(scope, dict) or not isinstance(scope.get("type"), str):
        raise bad_request("can't parse BotCommandScope: Can't find field \"type\"")
    key = f"{scope['type']}/{scope.get('chat_id', '')}/{scope.get('user_id', '')}/{language}"
    return key.encode("ascii", "backslashreplace").decode()


def checked(commands: Any) -> list[Json]:
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in commands]


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("expected an Object as a bot command")
    name = str(item.get("command", "")).removeprefix("/")
    description = str(item.get("description", "")).strip()
    if not NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
