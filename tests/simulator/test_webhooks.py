"""Updates that are delivered in place of being fetched."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import MultipartWriter, web

from simulator.webhookretries import Tries
from tests.simulator.driver import Json, Trial, running
from tests.simulator.hook import Gate, Hook, listening

BAD = "Bad Request: bad webhook: "


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with listening(Hook()) as one:
        yield one


async def send(trial: Trial, person: int, *texts: str) -> None:
    for text in texts:
        await trial.act(person, "send", text=text)


async def until(trial: Trial, **wanted: Any) -> Json:
    """`getWebhookInfo` once it says so."""

    async def look() -> Json | None:
        info: Json = await trial.ask("getWebhookInfo")
        return info if {name: info.get(name) for name in wanted} == wanted else None

    found: Json = await seen(look)
    return found


async def seen(look: Callable[[], Awaitable[Any]]) -> Any:
    """The first true answer."""
    async with asyncio.timeout(20):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.02)


async def test_delivered_with_its_secret_and_confirmed_by_a_2xx(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    hook.answers(204)
    await trial.ask("setWebhook", url=hook.url, secret_token="So_secret-7")
    await send(trial, ann, "a", "b")
    posted = await hook.got(2)
    assert hook.texts == ["a", "b"]
    assert [update["update_id"] for update in posted] == [posted[0]["update_id"], posted[0]["update_id"] + 1]
    for headers in hook.headers:
        assert headers["X-Telegram-Bot-Api-Secret-Token"] == "So_secret-7"
        assert headers["Content-Type"] == "application/json"
    info = await until(trial, pending_update_count=0)
    assert info == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "ip_address": "127.0.0.1",
        "max_connections": 40,
    }
    await trial.ask("deleteWebhook")
    assert await trial.ask("getUpdates") == []
    assert (await trial.ask("getWebhookInfo")) == {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": 0,
    }


async def test_no_secret_no_header(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    await hook.got(1)
    assert "X-Telegram-Bot-Api-Secret-Token" not in hook.headers[0]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"url": "http://bot.example/"}, BAD + "An HTTPS URL must be provided for webhook"),
        ({"url": "http://10.0.0.1/"}, BAD + "An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://bot.example:8080/"},
            BAD + "Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://192.168.1.5/"}, BAD + "IP address 192.168.1.5 is reserved"),
        ({"url": "https://[2606:4700::1111]/"}, BAD + "IPv6-only addresses are not allowed"),
        ({"url": "https://bot.example/", "ip_address": "10.0.0.9"}, BAD + "IP address 10.0.0.9 is reserved"),
        ({"url": "https://bot.example/", "ip_address": "nowhere"}, BAD + "Invalid IP address specified"),
        ({"url": "ftp://bot.example/"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "https://"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "https://bot.example:port/"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "https://bot.example:70000/"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "https://[::1/"}, "Bad Request: invalid webhook URL specified"),
        ({"url": "https://bot example/"}, "Bad Request: invalid webhook URL specified"),
        (
            {"url": "https://bot.example/", "secret_token": "no spaces"},
            "Bad Request: secret token contains unallowed characters",
        ),
        (
            {"url": "https://bot.example/", "secret_token": "é"},
            "Bad Request: secret token contains unallowed characters",
        ),
        (
            {"url": "https://bot.example/", "secret_token": "x" * 257},
            "Bad Request: secret token is too long",
        ),
    ],
)
async def test_what_cannot_be_set(trial: Trial, params: Json, description: str) -> None:
    assert await trial.refusal("setWebhook", **params) == (400, description)
    assert (await trial.ask("getWebhookInfo"))["url"] == ""


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"url": "https://bot.example:8443/x", "max_connections": 7}, {"max_connections": 7}),
        ({"url": "bot.example/x"}, {"url": "bot.example/x", "ip_address": "<unknown>"}),
        ({"url": "https://bot.example/", "max_connections": 0}, {"max_connections": 1}),
        ({"url": "https://bot.example/", "max_connections": 1000}, {"max_connections": 100}),
        ({"url": "https://bot.example/", "ip_address": "149.154.167.220"}, {"ip_address": "149.154.167.220"}),
        ({"url": "https://bot.example/", "secret_token": "x" * 256}, {"max_connections": 40}),
        ({"url": "http://localhost:1/"}, {"ip_address": "127.0.0.1"}),
        ({"url": "http://[::1]:1/"}, {"ip_address": "::1"}),
        (
            {"url": "https://bot.example/", "allowed_updates": ["MESSAGE", "no_such", "callback_query"]},
            {"allowed_updates": ["message", "callback_query"]},
        ),
    ],
)
async def test_what_can_be_set(trial: Trial, params: Json, shown: Json) -> None:
    assert await trial.ask("setWebhook", **params) is True
    info = await trial.ask("getWebhookInfo")
    assert {name: info[name] for name in shown} == shown


async def test_nothing_leaves_this_machine(trial: Trial) -> None:
    ann = await trial.person()
    await trial.ask("setWebhook", url="https://bot.example/hook")
    await send(trial, ann, "a")
    info = await until(trial, last_error_message="Failed to resolve host: Name or service not known")
    assert info["pending_update_count"] == 1
    assert abs(info["last_error_date"] - time.time()) < 60


def test_the_delay_grows() -> None:
    tries, waits = Tries(), []
    for _ in range(12):
        tries = tries.failed(0, 77)
        waits.append(tries.wait)
    assert waits[:7] == [0, 2, 4, 8, 16, 32, 64]
    assert all(60 <= wait <= 120 for wait in waits[7:])
    again = Tries()
    assert waits == [(again := again.failed(0, 77)).wait for _ in range(12)], "the same each time"
    assert len(set(waits[7:])) > 1


@pytest.mark.parametrize(("asked", "waited"), [(1, 1), (90, 90), (3600, 3600), (10_000, 3600), (-5, 0)])
def test_the_webhook_says_when(asked: int, waited: int) -> None:
    assert Tries().failed(asked, 1).wait == waited
    later = Tries().failed(0, 1).failed(0, 1)
    assert later.failed(5, 1).failed(0, 1).wait == later.failed(0, 1).wait, "and its own delay stays"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (500, "Wrong response from the webhook: 500 Internal Server Error"),
        (404, "Wrong response from the webhook: 404 Not Found"),
        (302, "Wrong response from the webhook: 302 Found"),
        (401, "Wrong response from the webhook: 401 Unauthorized"),
    ],
)
async def test_what_is_not_taken_comes_again(trial: Trial, hook: Hook, status: int, message: str) -> None:
    ann = await trial.person()
    hook.answers(status, 200)
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    one, two = await hook.got(2)
    assert one == two
    info = await until(trial, pending_update_count=0)
    assert info["last_error_message"] == message


async def test_retry_after(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    hook.answers(503, 200, Retry_After="1")
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a", "b")
    await hook.got(3)
    assert hook.texts == ["a", "a", "b"]
    assert hook.times[1] - hook.times[0] >= 0.95


async def test_nobody_there_and_cut_off(trial: Trial) -> None:
    ann = await trial.person()
    one = Hook()
    async with listening(one):
        await trial.ask("setWebhook", url=one.url)
    await send(trial, ann, "a")
    await until(trial, last_error_message="Connection refused", pending_update_count=1)

    async def cut(update: Json) -> web.StreamResponse:
        raise asyncio.CancelledError

    one.answering = cut
    async with listening(one):
        await until(trial, last_error_message="Connection closed", pending_update_count=1)
    await trial.ask("deleteWebhook")
    assert [update["message"]["text"] for update in await trial.ask("getUpdates")] == ["a"]


async def test_a_chat_waits_for_its_answer_and_others_do_not(trial: Trial, hook: Hook) -> None:
    ann, ben = await trial.person(), await trial.person()
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "warm")
    await until(trial, pending_update_count=0)
    gate = hook.answering = Gate()
    await send(trial, ann, "a1", "a2")
    await send(trial, ben, "b1", "b2")
    await hook.got(3)
    assert sorted(hook.texts[1:]) == ["a1", "b1"]
    assert (await trial.ask("getWebhookInfo"))["pending_update_count"] == 4, "taken when answered"
    gate.open.set()
    await hook.got(5)
    assert [text for text in hook.texts if text[0] == "a"] == ["a1", "a2"]
    assert [text for text in hook.texts if text[0] == "b"] == ["b1", "b2"]
    await until(trial, pending_update_count=0)


async def test_no_more_connections_than_asked_for(trial: Trial, hook: Hook) -> None:
    people = [await trial.person() for _ in range(6)]
    await trial.ask("setWebhook", url=hook.url, max_connections=3)
    await send(trial, people[0], "warm")
    await until(trial, pending_update_count=0)
    gate = hook.answering = Gate()
    for person in people:
        await send(trial, person, "x")
    await hook.got(4)
    await trial.ask("getMe")
    assert len(hook.posted) == 4, "three are held, the others wait"
    gate.open.set()
    await hook.got(7)


async def test_one_at_a_time_until_one_was_taken(trial: Trial, hook: Hook) -> None:
    ann, ben = await trial.person(), await trial.person()
    gate = hook.answering = Gate()
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    await send(trial, ben, "b")
    await hook.got(1)
    await trial.ask("getMe")
    assert hook.texts == ["a"]
    gate.open.set()
    await hook.got(2)


def as_json(ann: int) -> web.Response:
    return web.json_response({"method": "sendMessage", "chat_id": ann, "text": "as JSON"})


def as_form(ann: int) -> web.Response:
    kind = "application/x-www-form-urlencoded"
    return web.Response(text=f"method=SENDmessage&chat_id={ann}&text=as+form", content_type=kind)


def as_parts(ann: int) -> web.Response:
    writer = MultipartWriter("form-data")
    fields = {"method": "sendDocument", "chat_id": str(ann), "caption": "as parts", "document": "attach://d"}
    for name, value in fields.items():
        writer.append(value).set_content_disposition("form-data", name=name)
    writer.append(b"bytes").set_content_disposition("form-data", name="d", filename="d.txt")
    return web.Response(body=writer)


@pytest.mark.parametrize("made", [as_json, as_form, as_parts])
async def test_a_call_in_the_answer_is_carried_out(trial: Trial, hook: Hook, made: Any) -> None:
    ann = await trial.person()

    async def answering(update: Json) -> web.StreamResponse:
        response: web.Response = made(ann)
        return response

    hook.answering = answering
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")

    async def third() -> list[Json]:
        return (await trial.chat(ann))[2:]

    last = (await seen(third))[0]
    assert last["from"] == "bot"
    assert last["text"] == made.__name__.replace("_", " ").replace("json", "JSON")
    assert (await until(trial, pending_update_count=0)).get("last_error_message") is None


async def test_a_call_in_the_answer_can_be_slow(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()

    async def answering(update: Json) -> web.StreamResponse:
        return web.json_response({"method": "sendMessage", "chat_id": ann, "text": "late"})

    hook.answering = answering
    await trial.ask("setWebhook", url=hook.url)
    await trial.world("POST", "faults", {"kind": "slow", "method": "sendMessage", "seconds": 0.3, "count": 1})
    await send(trial, ann, "a")

    async def carried_out() -> list[Json]:
        return [call for call in await trial.calls("sendMessage") if call["finished"]]

    (call,) = await seen(carried_out)
    assert (call["fault"], call["effect"], call["status"]) == ("slow", True, 200)
    assert call["duration_ms"] >= 300
    assert (await trial.chat(ann))[-1]["text"] == "late"


@pytest.mark.parametrize("method", ["getMe", "setWebhook", "deleteWebhook", "logOut", "close", "", 7, None])
async def test_calls_that_an_answer_cannot_make(trial: Trial, hook: Hook, method: Any) -> None:
    ann = await trial.person()

    async def answering(update: Json) -> web.StreamResponse:
        return web.json_response({"method": method, "url": ""})

    hook.answering = answering
    await trial.ask("setWebhook", url=hook.url)
    calls = len(await trial.world("GET", "calls"))
    await send(trial, ann, "a")
    await until(trial, pending_update_count=0)
    after = await trial.world("GET", "calls")
    assert {call["method"] for call in after[calls:]} <= {"getWebhookInfo"}


@pytest.mark.provokes
@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'"x"', b"\xff\xfe", b'{"method":"sendMessage","chat_id":{}}']
)
async def test_an_answer_that_is_none(trial: Trial, hook: Hook, body: bytes) -> None:
    ann = await trial.person()

    async def answering(update: Json) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    hook.answering = answering
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a", "b")
    await until(trial, pending_update_count=0)
    assert hook.texts == ["a", "b"]


async def test_from_polling_to_the_webhook_and_back_nothing_is_lost(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    await send(trial, ann, "a", "b")
    first = (await trial.ask("getUpdates"))[0]["update_id"]
    poll = asyncio.ensure_future(trial.refusal("getUpdates", offset=first + 2, timeout=20))
    await until(trial, pending_update_count=0)
    await trial.ask("setWebhook", url=hook.url)
    assert await poll == (409, "Conflict: terminated by setWebhook request")
    hook.answers(500)
    await send(trial, ann, "c", "d")
    await hook.got(2)
    await trial.ask("deleteWebhook")
    assert [update["message"]["text"] for update in await trial.ask("getUpdates")] == ["c", "d"]
    hook.answers(200)
    await trial.ask("setWebhook", url=hook.url)
    await until(trial, pending_update_count=0)
    assert hook.texts[-2:] == ["c", "d"]
    await trial.ask("deleteWebhook")
    assert await trial.ask("getUpdates") == []


async def test_another_webhook_takes_over(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    gate = hook.answering = Gate()
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    await hook.got(1)
    async with listening(Hook()) as other:
        await trial.ask("setWebhook", url=other.url)
        await other.got(1)
        assert other.texts == ["a"], "what was not answered for comes again"
        await until(trial, pending_update_count=0)
    gate.open.set()
    await trial.ask("deleteWebhook")


async def test_set_again_the_same_changes_nothing(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    hook.answers(500)
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    info = await until(trial, last_error_message="Wrong response from the webhook: 500 Internal Server Error")
    await trial.ask("setWebhook", url=hook.url, allowed_updates=["message"])
    now = await trial.ask("getWebhookInfo")
    assert now["allowed_updates"] == ["message"]
    assert now["last_error_message"] == info["last_error_message"]
    await trial.ask("setWebhook", url=hook.url, drop_pending_updates=True)
    assert (await trial.ask("getWebhookInfo"))["pending_update_count"] == 0
    assert await trial.refusal("setWebhook", url="http://bot.example/") == (
        400,
        BAD + "An HTTPS URL must be provided for webhook",
    )
    assert (await trial.ask("getWebhookInfo"))["url"] == "", "the old one is gone by then"


async def test_a_webhook_that_is_gone_for_23_hours_is_removed(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    hook.answers(410)
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    await hook.got(2)
    await until(trial, last_error_message="Wrong response from the webhook: 410 Gone")
    await trial.world("POST", "clock", {"advance": 23 * 3600 + 1})
    await hook.got(3)
    await until(trial, url="")
    assert [update["message"]["text"] for update in await trial.ask("getUpdates")] == ["a"]


async def test_what_waits_for_a_day_is_dropped(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    hook.answers(500)
    await trial.ask("setWebhook", url=hook.url)
    await send(trial, ann, "a")
    await hook.got(2)
    await trial.world("POST", "clock", {"advance": 86_401})
    assert (await trial.ask("getWebhookInfo"))["pending_update_count"] == 0


async def test_faults_on_the_way_to_a_webhook(trial: Trial, hook: Hook) -> None:
    ann = await trial.person()
    await trial.ask("setWebhook", url=hook.url)
    await trial.world("POST", "faults", {"kind": "duplicate"})
    await trial.world("POST", "faults", {"kind": "malformed"})
    await send(trial, ann, "a")
    odd, one, two = await hook.got(3)
    assert "unheard_of" in odd
    assert one == two
    await until(trial, pending_update_count=0)


async def test_it_outlives_the_simulator(tmp_path: Path) -> None:
    one = Hook()
    async with running(tmp_path / "w", "--fresh") as trial:
        ann = await trial.person()
        async with listening(one):
            await trial.ask("setWebhook", url=one.url, secret_token="s", allowed_updates=["message"])
            one.answers(500)
            await send(trial, ann, "a", "b")
            await one.got(1)
        trial.kill()
    one.posted.clear()
    one.answers(200)
    async with listening(one), running(tmp_path / "w") as trial:
        await one.got(2)
        assert one.texts == ["a", "b"]
        assert one.headers[-1]["X-Telegram-Bot-Api-Secret-Token"] == "s"
        assert (await until(trial, pending_update_count=0))["allowed_updates"] == ["message"]


async def test_a_certificate_of_ones_own(trial: Trial, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=bot.example",
    ]
    words += ["-addext", "subjectAltName=DNS:bot.example", "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ann = await trial.person()
    async with listening(Hook(), context) as one:
        url = f"https://bot.example:{one.port}/hook?of=bot"
        await trial.ask("setWebhook", url=url, ip_address="127.0.0.1")
        await send(trial, ann, "a")

        async def trouble() -> bool:
            return "SSL error" in (await trial.ask("getWebhookInfo")).get("last_error_message", "")

        await seen(trouble)
        form = aiohttp.FormData({"url": url, "ip_address": "127.0.0.1"})
        form.add_field("certificate", certificate.read_bytes(), filename="cert.pem")
        async with trial.http.post(f"{trial.address}/bot{trial.token}/setWebhook", data=form) as response:
            assert (await response.json())["ok"]
        await one.got(1)
        assert (await until(trial, pending_update_count=0))["has_custom_certificate"] is True
