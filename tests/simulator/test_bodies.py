"""Every kind of body says the same to the simulator; what cannot be read is refused in Telegram's way."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from tests.simulator.driver import Json, Trial

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
CALLS: dict[str, tuple[str, Json, Json]] = {
    "a text": ("sendMessage", {"text": "ж &amp; <b>b</b>", "parse_mode": "HTML"}, {"text": "ж & b"}),
    "buttons": ("sendMessage", {"text": "x", "reply_markup": GO}, {"reply_markup": GO}),
    "a switch": (
        "sendMessage",
        {"text": "x", "protect_content": True},
        {"text": "x", "has_protected_content": True},
    ),
    "entities": (
        "sendMessage",
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        {"entities": [{"type": "bold", "offset": 0, "length": 1}]},
    ),
    "a preview": (
        "sendMessage",
        {"text": "x", "link_preview_options": {"is_disabled": True}},
        {"link_preview_options": {"is_disabled": True}},
    ),
    "numbers": (
        "sendLocation",
        {"latitude": -8.5, "longitude": 115},
        {"location": {"latitude": -8.5, "longitude": 115}},
    ),
    "a list": (
        "sendPoll",
        {"question": "q", "options": [{"text": "a"}, {"text": "b"}], "is_anonymous": False},
        {},
    ),
    "a dice": ("sendDice", {"emoji": "🎯"}, {}),
}  # fmt: skip


def form(params: Json) -> dict[str, str]:
    """As clients write what is no text: in JSON."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}


def body(kind: str, params: Json) -> dict[str, Any]:
    match kind:
        case "JSON":
            return {"json": params}
        case "form":
            return {"data": form(params)}
        case "parts":
            return {"data": aiohttp.FormData(form(params), default_to_multipart=True)}
        case _:
            return {"params": form(params)}


@pytest.mark.parametrize("kind", ["JSON", "form", "parts", "query"])
@pytest.mark.parametrize("name", CALLS)
async def test_all_bodies_say_the_same(trial: Trial, name: str, kind: str) -> None:
    method, params, expected = CALLS[name]
    ann = await trial.person()
    url = f"{trial.address}/bot{trial.token}/{method}"
    async with trial.http.post(url, **body(kind, {"chat_id": ann, **params})) as response:
        answer = await response.json()
    assert response.status == 200, answer
    result = answer["result"]
    assert {part: result[part] for part in expected} == expected
    assert (await trial.chat(ann))[-1]["message_id"] == result["message_id"]


BROKEN: list[tuple[str, bytes]] = [
    ("application/json", b"{"),
    ("application/json", b'{"chat_id": 1,}'),
    ("application/json", b'["chat_id"]'),
    ("application/json", b"\xff"),
    ("application/json", b'"' * 100_000),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"a":' * 100_000),
    ("application/json", b'{"chat_id": 1, "text": ' + b"[" * 960 + b"]" * 960 + b"}"),
    ("application/json", b'{"chat_id": 1, "text": ' + b"[" * 300 + b"]" * 300 + b"}"),
    ("application/x-www-form-urlencoded", b"chat_id=1&reply_markup=" + b"[" * 100_000),
    ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
    ("multipart/form-data", b"x"),
    ("application/x-www-form-urlencoded", b"chat_id=%ff&text=%fe"),
]
WRONG: list[tuple[str, Json]] = [
    ("sendMessage", {"chat_id": [1], "text": {"a": 1}}),
    ("sendMessage", {"chat_id": {"id": 1}, "text": "x"}),
    ("sendMessage", {"text": "x", "entities": {"type": "bold"}}),
    ("sendMessage", {"text": "x", "reply_markup": 7}),
    ("sendMessage", {"text": "x", "reply_parameters": [1]}),
    ("sendMessage", {"text": "x", "link_preview_options": "yes"}),
    ("sendPoll", {"question": 7, "options": "a"}),
    ("setMessageReaction", {"message_id": "x", "reaction": "👍"}),
    ("setMyCommands", {"commands": {"command": "a"}}),
    ("copyMessages", {"from_chat_id": "x", "message_ids": "1,2"}),
    ("getChatMember", {"user_id": [7]}),
    ("getCustomEmojiStickers", {"custom_emoji_ids": "5"}),
    ("setMyDefaultAdministratorRights", {"rights": [1]}),
]


@pytest.mark.provokes
@pytest.mark.parametrize("at", range(len(BROKEN)))
async def test_broken_bodies(trial: Trial, at: int) -> None:
    kind, data = BROKEN[at]
    url = f"{trial.address}/bot{trial.token}/sendMessage"
    async with trial.http.post(url, data=data, headers={"Content-Type": kind}) as response:
        answer = await response.json()
        assert response.status == answer["error_code"] == 400
        assert answer["description"].startswith("Bad Request: ")


@pytest.mark.provokes
@pytest.mark.parametrize(("method", "params"), WRONG)
async def test_wrong_types(trial: Trial, method: str, params: Json) -> None:
    ann = await trial.person()
    code, description = await trial.refusal(method, **{"chat_id": ann, **params})
    assert code == 400
    assert description.startswith("Bad Request: ")


async def test_a_poll_closes_by_itself(trial: Trial) -> None:
    ann = await trial.person()
    options = [{"text": "a"}, {"text": "b"}]
    await trial.ask("sendPoll", chat_id=ann, question="q", options=options, open_period=60)
    await trial.act(ann, "send", kind="poll", open_period=60)
    await trial.drain()
    await trial.world("POST", "clock", {"advance": 61})
    (update,) = await trial.updates()
    assert (update["poll"]["question"], update["poll"]["is_closed"]) == ("q", True)
    assert [one["poll"]["is_closed"] for one in await trial.chat(ann) if one["kind"] == "poll"] == [
        True,
        True,
    ]
    await trial.world("POST", "clock", {"advance": 61})
    assert await trial.updates() == [], "told once"


async def test_another_preview_is_an_edit(trial: Trial) -> None:
    ann = await trial.person()
    ours = await trial.said(ann, "see example.com")
    shown = {"url": "https://example.com/", "show_above_text": True}
    text = {"chat_id": ann, "message_id": ours, "text": "see example.com"}
    edited = await trial.ask("editMessageText", **text, link_preview_options=shown)
    assert edited["link_preview_options"] == shown
    refused = await trial.refusal("editMessageText", **text, link_preview_options=shown)
    assert "message is not modified" in refused[1]
    assert "link_preview_options" not in await trial.ask("editMessageText", **text)
