"""`reply_markup`, checked as Telegram checks it."""

from __future__ import annotations

from typing import Any

from simulator.entities import valid_url
from simulator.errors import ApiError, Json, bad_request

MOST_BUTTONS = 100
# What a press does, in the order in which Telegram looks for it; a button keeps the first it has.
ACTIONS: dict[str, type] = {
    "url": str, "callback_data": str, "callback_game": dict, "pay": bool, "switch_inline_query": str,
    "switch_inline_query_chosen_chat": dict, "switch_inline_query_current_chat": str, "login_url": dict,
    "web_app": dict, "copy_text": dict, "disabled": dict,
}  # fmt: skip
# The texts and switches of those that are objects.
PARTS: dict[str, tuple[str, ...]] = {
    "switch_inline_query_chosen_chat": ("query",),
    "login_url": ("url", "forward_text", "bot_username"),
    "web_app": ("url",),
    "copy_text": ("text",),
}
CALLED = {str: "String", dict: "Object", bool: "Boolean"}
LOOKS = ("style", "icon_custom_emoji_id")


def checked_markup(markup: Any, *, inline_only: bool = False) -> Json | None:
    """The markup as it is kept, or None where there is none."""
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"], "inline keyboard")
        kept = [[_inline(button) for button in row] for row in rows]
        return {"inline_keyboard": [row for row in kept if row]} if any(kept) else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        rows = [[_key(button) for button in row] for row in _rows(markup["keyboard"], "keyboard")]
        return {**markup, "keyboard": [row for row in rows if row]}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return dict(markup)
    raise bad_request("object expected as reply markup")


def _rows(rows: Any, called: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{called.replace(" ", "_")}" of the ReplyMarkup must be an Array')
    if any(not isinstance(row, list) for row in rows):
        raise bad_request(f'field "{called.replace(" ", "_")}" of the ReplyMarkup must be an Array of Arrays')
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return rows


def _text(button: Any, called: str) -> str:
    if not isinstance(button, dict):
        raise bad_request(f"can't parse {called} button: {called} button must be an Object")
    if "text" not in button:
        raise _unparsed(called, 'Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _unparsed(called, 'Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("reply markup button text must be non-empty")
    return button["text"]


def _unparsed(called: str, why: str) -> ApiError:
    return bad_request(f"can't parse {called} button: {why}")


def _inline(button: Any) -> Json:
    text = _text(button, "inline keyboard")
    action = next((name for name in ACTIONS if _has(button, name)), None)
    if action is None:
        raise _unparsed("inline keyboard", "Text buttons are unallowed in the inline keyboard")
    done = _action(action, button[action])
    if action == "callback_data" and len(done.encode("utf-8", "replace")) > 64:
        raise bad_request("BUTTON_DATA_INVALID")
    looks = {name: button[name] for name in LOOKS if isinstance(button.get(name), str)}
    return {"text": text, action: _url(done) if action == "url" else done, **looks}


def _has(button: Json, name: str) -> bool:
    """An inline query may be empty, an address or data may not."""
    empty = (None,) if name.startswith("switch_") else (None, "")
    return button.get(name) not in empty


def _action(name: str, value: Any) -> Any:
    """In its own shape. A number will do where a text is expected."""
    wanted = ACTIONS[name]
    if wanted is str and type(value) in (int, float):
        value = str(value)
    if not isinstance(value, wanted):
        raise _unparsed("inline keyboard", f'Field "{name}" must be of type {CALLED[wanted]}')
    if not isinstance(value, dict):
        return value
    parts: Json = {part: str(value.get(part, "")) for part in PARTS.get(name, ()) if part in value}
    if name in ("login_url", "web_app", "copy_text") and PARTS[name][0] not in parts:
        raise _unparsed("inline keyboard", f'Can\'t find field "{PARTS[name][0]}"')
    allowed = {part: kept for part, kept in value.items() if part.startswith("allow_") and kept is True}
    return parts | (allowed if name == "switch_inline_query_chosen_chat" else {})


def _url(url: Any) -> str:
    try:
        return valid_url(str(url))
    except ValueError:
        known = str(url).partition("://")[0] in (str(url), "http", "https")
        why = "Wrong HTTP URL" if known else "Unsupported URL protocol"
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {why}") from None


def _key(button: Any) -> Json:
    """A reply keyboard's button, which may be given as its bare text."""
    if isinstance(button, str):
        button = {"text": button}
    _text(button, "keyboard")
    kept: Json = {name: value for name, value in button.items() if value is not None}
    return kept
