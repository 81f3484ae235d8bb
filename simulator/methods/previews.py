"""What a bot wants of a link's preview. The simulator fetches none, but keeps and shows the wish."""

from __future__ import annotations

from typing import Any

from simulator.errors import Json, bad_request
from simulator.params import Params

SWITCHES = ("prefer_small_media", "prefer_large_media", "show_above_text")


def wanted(params: Params) -> Json:
    """What a text message's content holds of it: nothing, or `link_preview_options`."""
    if "link_preview_options" not in params and "disable_web_page_preview" not in params:
        return {}
    given: Any = params.json("link_preview_options", "link preview options")
    if given is None:
        given = {"is_disabled": params.flag("disable_web_page_preview")}
    if not isinstance(given, dict):
        raise bad_request("object expected as link preview options")
    if given.get("is_disabled") is True:
        return {"link_preview_options": {"is_disabled": True}}
    kept: Json = {name: True for name in SWITCHES if given.get(name) is True}
    if isinstance(given.get("url"), str) and given["url"]:
        kept["url"] = given["url"]
    return {"link_preview_options": kept} if kept else {}
