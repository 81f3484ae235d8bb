"""Every row of Telegram's errors, made by a real server, read through the real client."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendMessage, TelegramMethod
from aiohttp import ClientTimeout, web

from bot.classifier import classify
from bot.session import LIMITS, sending_bot
from services.outgoing import (
    CardLost,
    Gone,
    NotSent,
    Outcome,
    Refused,
    RetryAfter,
    Sent,
    Shut,
    Uncertain,
)
from tests.bot.wire import TOKEN, dismiss, no, ok, serving

SEND = SendMessage(chat_id=1001, text="see you at the blue door")
EDIT = EditMessageText(chat_id=1001, message_id=44, text="see you at the blue door")
PRESS = AnswerCallbackQuery(callback_query_id="1")
PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def asked(base: str, method: TelegramMethod[Any], limits: ClientTimeout = LIMITS) -> Outcome:
    bot = sending_bot(TOKEN, base, limits)
    editing = method.message_id if isinstance(method, EditMessageText) else None
    try:
        await bot(method)
    except Exception as error:  # noqa: BLE001 - telling them apart is what is shown
        return classify(error, editing=editing)
    finally:
        await dismiss(bot)
    return Sent(0)


async def answered(respond: Callable[[], web.StreamResponse], method: TelegramMethod[Any]) -> Outcome:
    async def handle(_: web.Request) -> web.StreamResponse:
        return respond()

    async with serving(handle) as (base, _):
        return await asked(base, method)


NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)


@pytest.mark.parametrize(
    ("method", "code", "description", "outcome"),
    [
        (SEND, 401, "Unauthorized: invalid token specified", Shut),
        (SEND, 404, "Not Found", Shut),
        (SEND, 404, "Not Found: method not found", Refused("method", "Not Found: method not found")),
        (SEND, 429, "Too Many Requests: retry after 60", RetryAfter(60)),
        (SEND, 429, "Too Many Requests: retry after 10072", RetryAfter(10_072)),
        (SEND, 429, "Too Many Requests", RetryAfter(5)),
        (SEND, 400, "Bad Request: chat not found", Gone("unknown_chat")),
        (SEND, 403, "Forbidden: bot was blocked by the user", Gone("blocked")),
        (SEND, 403, "Forbidden: user is deactivated", Gone("deactivated")),
        (SEND, 403, "Forbidden: bot can't initiate conversation with a user", Gone("never_started")),
        (SEND, 403, "Forbidden: a kind nobody has seen yet", Gone("forbidden")),
        (SEND, 400, "Bad Request: message text is empty", "empty"),
        (SEND, 400, "Bad Request: message is too long", "too_long"),
        (EDIT, 400, NOT_MODIFIED, Sent(44)),
        (EDIT, 400, "Bad Request: message to edit not found", CardLost()),
        (EDIT, 400, "Bad Request: message can't be edited", CardLost()),
        (SEND, 400, "Bad Request: message to be replied not found", "reply_gone"),
        (SEND, 400, "Bad Request: message to copy not found", "source_gone"),
        (SEND, 400, "Bad Request: message thread not found", "thread_gone"),
        (SEND, 400, "Bad Request: message to delete not found", "bad_request"),
        (SEND, 400, "Bad Request: message can't be deleted for everyone", "stays"),
        (
            PRESS,
            400,
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
            "bad_request",
        ),
        (
            SEND,
            400,
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
            "entities",
        ),
        (SEND, 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", "voice_forbidden"),
        (SEND, 413, "Request Entity Too Large", "too_large"),
        (SEND, 409, "Conflict: something is in the way", NotSent("conflict")),
        (SEND, 418, "I'm a teapot", "unknown"),
        (SEND, 500, "Internal Server Error", NotSent("server")),
        (SEND, 500, "Internal Server Error: restart", Uncertain("server")),
        (
            SEND,
            500,
            "Internal Server Error: sent message was immediately deleted and can't be returned",
            Uncertain("server"),
        ),
        (SEND, 502, "Bad Gateway", Uncertain("gateway")),
        (SEND, 504, "Gateway Timeout", Uncertain("gateway")),
    ],
)
async def test_what_telegram_says(
    method: TelegramMethod[Any], code: int, description: str, outcome: Outcome | type[Shut] | str
) -> None:
    found = await answered(lambda: no(code, description), method)
    if isinstance(outcome, str):
        assert found == Refused(outcome, description)
    elif isinstance(outcome, type):
        assert isinstance(found, outcome)
    else:
        assert found == outcome


async def test_a_flood_with_parameters() -> None:
    found = await answered(lambda: no(429, "Too Many Requests: retry after 1386", retry_after=1386), SEND)
    assert found == RetryAfter(1386)


async def test_a_group_that_moved() -> None:
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    found = await answered(lambda: no(400, said, migrate_to_chat_id=-100123), SEND)
    assert isinstance(found, Refused) and found.reason == "moved"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (500, NotSent("server")),
        (502, Uncertain("gateway")),
        (503, Uncertain("gateway")),
        (504, Uncertain("gateway")),
        (429, RetryAfter(5)),
        (200, Uncertain("undecodable")),
        (302, Uncertain("undecodable")),
    ],
)
async def test_a_page_instead_of_an_answer(status: int, outcome: Outcome) -> None:
    page = PAGE.format(f"{status} of a gateway")
    respond = lambda: web.Response(status=status, text=page, content_type="text/html")  # noqa: E731
    assert await answered(respond, SEND) == outcome


async def test_a_page_that_says_too_large_is_not_tried_again() -> None:
    found = await answered(lambda: web.Response(status=413, text=PAGE.format("413")), SEND)
    assert isinstance(found, Refused) and found.reason == "too_large"


async def test_an_error_without_a_description() -> None:
    found = await answered(lambda: web.json_response({"ok": False}, status=502), SEND)
    assert found == Uncertain("gateway")


async def test_a_page_that_is_no_text_at_all() -> None:
    def respond() -> web.Response:
        return web.Response(body=b"\xff\xfe\x00", content_type="text/html", charset="utf-8")

    assert isinstance(await answered(respond, SEND), Uncertain)


async def test_a_message_that_was_sent_counts_as_sent_also_in_a_shape_we_do_not_know() -> None:
    found = await answered(lambda: ok({"message_id": 77, "date": "yesterday", "chat": []}), SEND)
    assert found == Sent(77)


async def test_no_answer_shows_up_with_its_content_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await answered(lambda: ok({"message_id": "x", "text": "the gate code is 4711"}), SEND)
    assert "4711" not in caplog.text
    assert TOKEN not in caplog.text


async def _after_reading(request: web.Request) -> None:
    await request.read()
    assert request.transport is not None
    request.transport.abort()


async def _hung(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError("held for a minute")


async def _cut(request: web.Request) -> web.StreamResponse:
    await _after_reading(request)
    return web.Response()


async def _half(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(json.dumps({"ok": True})[:6].encode())
    await _after_reading(request)
    return response


@pytest.mark.parametrize(
    ("handle", "outcome"),
    [(_hung, Uncertain("no_answer")), (_cut, Uncertain("cut")), (_half, Uncertain("cut"))],
)
async def test_silence_after_it_left(handle: Handler, outcome: Outcome) -> None:
    async with serving(handle) as (base, _):
        assert await asked(base, SEND, ClientTimeout(total=0.4, connect=0.2)) == outcome


def test_connecting_fails_before_the_whole_does() -> None:
    """Else a line that was never opened would look like an answer that never came."""
    assert LIMITS.connect is not None and LIMITS.total is not None
    assert LIMITS.connect < LIMITS.total <= 15


async def test_a_refused_connection_means_that_it_never_left() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert await asked(f"http://127.0.0.1:{port}", SEND) == NotSent("unreachable")


async def test_a_name_that_cannot_be_found_means_that_it_never_left() -> None:
    assert await asked("http://telegram.invalid", SEND) == NotSent("unreachable")


async def test_a_line_that_cannot_be_opened_means_that_it_never_left() -> None:
    limits = ClientTimeout(total=12, connect=0.2)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        # Nobody accepts: once the short queue is full, the system leaves callers without an answer.
        callers = [await _call(full.getsockname()[1]) for _ in range(4)]
        base = f"http://127.0.0.1:{full.getsockname()[1]}"
        assert await asked(base, SEND, limits) == NotSent("unreachable")
        for caller in callers:
            caller.close()


async def _call(port: int) -> socket.socket:
    caller = socket.socket()
    caller.setblocking(False)
    try:
        async with asyncio.timeout(0.1):
            await asyncio.get_running_loop().sock_connect(caller, ("127.0.0.1", port))
    except TimeoutError:
        pass
    return caller


def test_what_nobody_thought_of_is_uncertain() -> None:
    assert classify(RuntimeError("?")) == Uncertain("RuntimeError")
