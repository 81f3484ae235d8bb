"""`reply_markup`, checked as Telegram checks it."""

from __future__ import annotations

from typing import Any

from simulator.entities import valid_url
from simulator.errors import ApiError, Json, bad_request

MOST_BUTTONS = 100
ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "pay",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "callback_game",
)  # fmt: skip


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
    action = next((name for name in ACTIONS if button.get(name) not in (None, "")), None)
    if action is None:
        raise _unparsed("inline keyboard", "Text buttons are unallowed in the inline keyboard")
    if action == "callback_data":
        data = button["callback_data"]
        if not isinstance(data, str):
            raise _unparsed("inline keyboard", 'Field "callback_data" must be of type String')
        if len(data.encode("utf-8", "replace")) > 64:
            raise bad_request("BUTTON_DATA_INVALID")
    kept = {name: value for name, value in button.items() if value is not None}
    return kept | {"text": text} | ({"url": _url(button["url"])} if action == "url" else {})


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
