"""Every error that a bot must know, one row each: code, words, parameters and headers."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.simulator.driver import Json, Trial

Asked = tuple[str, Json]
GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


@dataclass
class Row:
    """`ask`: brings the situation about and says which call meets the error."""

    ask: Callable[[Trial, int], Awaitable[Asked]]
    code: int
    description: str
    parameters: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)


def plain(method: str, **params: Any) -> Callable[[Trial, int], Awaitable[Asked]]:
    """A call that fails by itself; to the person's chat unless another is named."""

    async def ask(trial: Trial, ann: int) -> Asked:
        return method, {"chat_id": ann, **params}

    return ask


def after(act: str, **body: Any) -> Callable[[Trial, int], Awaitable[Asked]]:
    """A message to somebody who has done something first."""

    async def ask(trial: Trial, ann: int) -> Asked:
        await trial.act(ann, act, **body)
        return "sendMessage", {"chat_id": ann, "text": "x"}

    return ask


def struck(**fault: Any) -> Callable[[Trial, int], Awaitable[Asked]]:
    async def ask(trial: Trial, ann: int) -> Asked:
        await trial.world("POST", "faults", fault)
        return "sendMessage", {"chat_id": ann, "text": "x"}

    return ask


async def never_started(trial: Trial, ann: int) -> Asked:
    return "sendMessage", {"chat_id": await trial.person(started=False), "text": "x"}


async def polled_under_a_webhook(trial: Trial, ann: int) -> Asked:
    await trial.ask("setWebhook", url="https://bot.example/hook")
    return "getUpdates", {}


async def unchanged(trial: Trial, ann: int) -> Asked:
    return "editMessageText", {"chat_id": ann, "message_id": await trial.said(ann), "text": "Hello"}


async def edited_hers(trial: Trial, ann: int) -> Asked:
    hers = await trial.act(ann, "send", text="mine")
    return "editMessageText", {"chat_id": ann, "message_id": hers["message_id"], "text": "x"}


async def deleted_late(trial: Trial, ann: int) -> Asked:
    ours = await trial.said(ann)
    await trial.world("POST", "clock", {"advance": 48 * 3600 + 1})
    return "deleteMessage", {"chat_id": ann, "message_id": ours}


async def pressed(trial: Trial, ann: int) -> str:
    ours = await trial.said(ann, reply_markup=GO)
    await trial.act(ann, "click", message_id=ours, text="Go", wait=False)
    (update,) = await trial.updates()
    return str(update["callback_query"]["id"])


async def answered_late(trial: Trial, ann: int) -> Asked:
    query = await pressed(trial, ann)
    await trial.world("POST", "clock", {"advance": 60})
    return "answerCallbackQuery", {"callback_query_id": query}


async def answered_twice(trial: Trial, ann: int) -> Asked:
    query = await pressed(trial, ann)
    await trial.ask("answerCallbackQuery", callback_query_id=query)
    return "answerCallbackQuery", {"callback_query_id": query}


async def voice_forbidden(trial: Trial, ann: int) -> Asked:
    voice = (await trial.act(ann, "send", kind="voice"))["voice"]["file_id"]
    await trial.act(ann, "voices", allowed=False)
    return "sendVoice", {"chat_id": ann, "voice": voice}


def gone(method: str, **params: Any) -> Callable[[Trial, int], Awaitable[Asked]]:
    """A call about a message that was there and is not any more."""

    async def ask(trial: Trial, ann: int) -> Asked:
        ours = await trial.said(ann)
        await trial.ask("deleteMessage", chat_id=ann, message_id=ours)
        there = {"message_id": ours}
        if method == "copyMessage":
            there["from_chat_id"] = ann
        if method == "sendMessage":
            return method, {"chat_id": ann, "text": "x", "reply_parameters": there}
        return method, {"chat_id": ann, **there, **params}

    return ask


FLOOD = {"kind": "429", "retry_after": 7}
UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"
MOVED = {"kind": "error", "description": UPGRADED, "migrate_to_chat_id": -1001234567890}
UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly"
    " the same as a current content and reply markup of the message"
)
WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)

ROWS: dict[str, Row] = {
    "unknown method": Row(plain("sendPigeon"), 404, "Not Found: method not found"),
    "flood": Row(
        struck(**FLOOD), 429, "Too Many Requests: retry after 7", {"retry_after": 7}, {"Retry-After": "7"}
    ),
    "a webhook is set": Row(polled_under_a_webhook, 409, WEBHOOK),
    "chat unknown": Row(plain("sendMessage", chat_id=1, text="x"), 400, "Bad Request: chat not found"),
    "group became supergroup": Row(struck(**MOVED), 400, UPGRADED, {"migrate_to_chat_id": -1001234567890}),
    "blocked": Row(after("block"), 403, "Forbidden: bot was blocked by the user"),
    "deactivated": Row(after("deactivate"), 403, "Forbidden: user is deactivated"),
    "never started": Row(never_started, 403, "Forbidden: bot can't initiate conversation with a user"),
    "empty": Row(plain("sendMessage", text=" \n"), 400, "Bad Request: message text is empty"),
    "too long": Row(plain("sendMessage", text="x" * 4097), 400, "Bad Request: message is too long"),
    "edit without change": Row(unchanged, 400, UNCHANGED),
    "edit of what is gone": Row(
        gone("editMessageText", text="x"), 400, "Bad Request: message to edit not found"
    ),
    "deletion of what is gone": Row(gone("deleteMessage"), 400, "Bad Request: message to delete not found"),
    "reply to what is gone": Row(gone("sendMessage"), 400, "Bad Request: message to be replied not found"),
    "copy of what is gone": Row(gone("copyMessage"), 400, "Bad Request: message to copy not found"),
    "no such topic": Row(
        plain("sendMessage", text="x", message_thread_id=9999), 400, "Bad Request: message thread not found"
    ),
    "not ours": Row(edited_hers, 400, "Bad Request: message can't be edited"),
    "too old": Row(deleted_late, 400, "Bad Request: message can't be deleted for everyone"),
    "callback late": Row(answered_late, 400, TOO_OLD),
    "callback answered twice": Row(answered_twice, 400, TOO_OLD),
    "HTML without an end": Row(
        plain("sendMessage", text="<b>x", parse_mode="HTML"),
        400,
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    "HTML unknown": Row(
        plain("sendMessage", text="я <x>y</x>", parse_mode="HTML"),
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3',
    ),
    "voice forbidden": Row(voice_forbidden, 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"),
    "internal": Row(struck(kind="500"), 500, "Internal Server Error"),
}


@pytest.mark.provokes
@pytest.mark.parametrize("name", ROWS)
async def test_error(trial: Trial, name: str) -> None:
    row, ann = ROWS[name], await trial.person()
    method, params = await row.ask(trial, ann)
    url = f"{trial.address}/bot{trial.token}/{method}"
    async with trial.http.post(url, json=params) as response:
        said: Json = {"ok": False, "error_code": row.code, "description": row.description}
        expected = said | ({"parameters": row.parameters} if row.parameters else {})
        assert (response.status, await response.json()) == (row.code, expected)
        assert response.content_type == "application/json"
        assert {key: response.headers[key] for key in row.headers} == row.headers
        assert ("Retry-After" in response.headers) == (row.code == 429)


async def test_bad_token(trial: Trial) -> None:
    for token in ("123456:wrong", "nonsense", f"{trial.token}x"):
        async with trial.http.get(f"{trial.address}/bot{token}/getMe") as response:
            assert (response.status, await response.json()) == (
                401,
                {"ok": False, "error_code": 401, "description": "Unauthorized: invalid token specified"},
            )


async def test_the_older_of_two_pollers(trial: Trial) -> None:
    older = asyncio.ensure_future(trial.call("getUpdates", offset=trial.seen + 1, timeout=30))
    while not any(call["status"] is None for call in await trial.calls("getUpdates")):
        pass  # Asking is what passes the time.
    await trial.ask("getUpdates", offset=trial.seen + 1, timeout=0)
    assert await older == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running",
    }


async def test_a_file_too_large_and_a_gateway(trial: Trial) -> None:
    ann = await trial.person()
    url = f"{trial.address}/bot{trial.token}/sendDocument?chat_id={ann}"
    async with trial.http.post(url, data={"document": io.BytesIO(bytes(51 << 20))}) as response:
        assert (response.status, await response.json()) == (
            413,
            {"ok": False, "error_code": 413, "description": "Request Entity Too Large"},
        )
    await trial.world("POST", "faults", {"kind": "502"})
    async with trial.http.post(url) as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "<h1>502 Bad Gateway</h1>" in await response.text()
