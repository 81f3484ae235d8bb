"""Calls as they come over the wire: short ones are read here, others by aiohttp; nobody can tell which."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from simulator.plaincalls import NotPlain, first_call
from tests.simulator.driver import Trial
from tests.simulator.test_events import stream


@dataclass
class Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)

    async def answer(self) -> tuple[int, dict[str, object]]:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line)
        body = await self.reader.readexactly(int(fields["Content-Length"]))
        return int(head.split()[1]), json.loads(body)


@asynccontextmanager
async def line(trial: Trial) -> AsyncIterator[Line]:
    host, port = trial.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield Line(reader, writer)
    finally:
        writer.close()


def post(path: str, body: bytes, *fields: str, kind: str = "application/json") -> bytes:
    head = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, *fields, "", ""]).encode() + body


@pytest.mark.parametrize(
    "fields", [(), ("Accept: */*",), ("Connection: keep-alive",), ("Expect: 100-continue",)], ids=str
)
async def test_either_way_an_answer_is_the_same(trial: Trial, fields: tuple[str, ...]) -> None:
    person = await trial.person()
    body = json.dumps({"chat_id": person, "text": "Grüße <b>x</b>", "parse_mode": "HTML"}).encode()
    async with line(trial) as wire:
        wire.send(post(f"/bot{trial.token}/sendMessage", body, *fields))
        if fields == ("Expect: 100-continue",):
            assert (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
        status, answer = await wire.answer()
    assert status == 200
    assert isinstance(answer["result"], dict)
    assert answer["result"]["text"] == "Grüße x"


@pytest.mark.provokes
async def test_one_connection_may_ask_anything_in_any_order(trial: Trial) -> None:
    person = await trial.person()
    api = f"/bot{trial.token}/"
    async with line(trial) as wire:
        wire.send(f"GET {api}sendMessage?chat_id={person}&text=a%20b HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert (await wire.answer())[0] == 200
        form = f"chat_id={person}&text=c+d%21".encode()
        wire.send(post(f"{api}sendmessage", form, kind="application/x-www-form-urlencoded; charset=UTF-8"))
        assert (await wire.answer())[0] == 200
        wire.send(post(f"{api}sendMessage", b"{", kind="application/json"))
        assert await wire.answer() == (400, trouble(400, "Bad Request: can't parse the request body"))
        wire.send(post("/bot1:x/getMe", b""))
        assert await wire.answer() == (401, trouble(401, "Unauthorized: invalid token specified"))
        wire.send(f"GET /world/people/{person}/chat HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        _, shown = await wire.answer()
        assert isinstance(shown["messages"], list)
        assert [one["text"] for one in shown["messages"]][1:] == ["a b", "c d!"]
        wire.send(post(f"{api}noSuchMethod", b"{}"))
        assert await wire.answer() == (404, trouble(404, "Not Found: method not found"))


def trouble(code: int, description: str) -> dict[str, object]:
    return {"ok": False, "error_code": code, "description": description}


async def test_what_comes_in_pieces_or_before_its_turn_is_answered_in_order(trial: Trial) -> None:
    person = await trial.person()
    texts = [str(number) * 500 for number in range(9)]
    whole = b"".join(
        post(f"/bot{trial.token}/sendMessage", json.dumps({"chat_id": person, "text": text}).encode())
        for text in texts
    )
    async with line(trial) as wire:
        for at in range(0, len(whole), 37):
            wire.send(whole[at : at + 37])
            await asyncio.sleep(0)
        answers = [(await wire.answer())[1]["result"] for _ in texts]
    assert [one["text"] for one in answers if isinstance(one, dict)] == texts


async def test_a_fault_strikes_on_a_connection_that_was_open_before(trial: Trial) -> None:
    async with line(trial) as wire:
        asked = post(f"/bot{trial.token}/getMe", b"")
        wire.send(asked)
        assert (await wire.answer())[0] == 200
        await trial.world("POST", "faults", {"kind": "500"})
        wire.send(asked)
        assert (await wire.answer())[0] == 500
        wire.send(asked)
        assert (await wire.answer())[0] == 200


async def test_a_client_that_leaves_ends_its_poll(trial: Trial) -> None:
    async with line(trial) as wire:
        wire.send(post(f"/bot{trial.token}/getUpdates", b'{"timeout":50}'))
        async with stream(trial) as events:
            await trial.ask("getMe")
            assert (await events.until("call"))["method"] == "getMe"
            wire.writer.close()
            left = await events.until("call")
    assert (left["method"], left["status"]) == ("getUpdates", None)
    assert left["description"] == "the client went away"


HEAD = b"POST /bot1:x/getMe HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Connection: close\r\n\r\n",
        HEAD + b"Content-Type: multipart/form-data; boundary=x\r\n\r\n",
        HEAD.replace(b"1.1", b"1.0") + b"\r\n",
        HEAD + b"Content-Length: 1048577\r\n\r\n",
        HEAD + b"X: " + b"x" * 20_000,
        b"POST /bot HTTP/1.1\r\n\r\n",
    ],
)
def test_whatever_is_special_is_left_to_aiohttp(data: bytes) -> None:
    with pytest.raises(NotPlain):
        first_call(data)


@pytest.mark.parametrize("size", [1, 9, len(HEAD), len(HEAD) + 20])
def test_what_is_not_whole_is_waited_for(size: int) -> None:
    whole = HEAD + b"Content-Length: 2\r\n\r\n{}"
    assert first_call(whole[:size]) is None
    call = first_call(whole + b"POST")
    assert call is not None
    assert (call.path, call.body, call.size) == ("/bot1:x/getMe", b"{}", len(whole))


@pytest.mark.provokes
async def test_people_write_and_bots_ask_on_one_connection(trial: Trial) -> None:
    person = await trial.person()
    path, api = f"/world/people/{person}/send", f"/bot{trial.token}/"
    async with line(trial) as wire:
        wire.send(post(path, b'{"text": "first"}'), post(path, b'{"text": "second"}'))
        first, second = await wire.answer(), await wire.answer()
        assert [first[1]["text"], second[1]["text"]] == ["first", "second"]
        wire.send(
            post(path, b'{"text": 5}'), post(path, b"["), post("/world/people/1/send", b'{"text": "x"}')
        )
        assert await wire.answer() == (400, {"error": "A text is a string."})
        assert await wire.answer() == (400, {"error": "The body is not JSON."})
        assert await wire.answer() == (404, {"error": "There is no person 1."})
        wire.send(post(f"{api}getUpdates", b"{}"))
        _, updates = await wire.answer()
        assert isinstance(updates["result"], list)
        assert [one["message"]["text"] for one in updates["result"][-2:]] == ["first", "second"]
        wire.send(post(path, b'{"kind": "album"}'))
        assert len((await wire.answer())[1]) == 2


async def test_a_poll_on_a_kept_connection_waits_for_what_comes(trial: Trial) -> None:
    person = await trial.person()
    async with line(trial) as wire, line(trial) as other:
        wire.send(post(f"/bot{trial.token}/getUpdates", b'{"timeout": 20}'))
        other.send(post(f"/world/people/{person}/send", b'{"text": "now"}'))
        assert (await other.answer())[0] == 200
        _, updates = await wire.answer()
        assert isinstance(updates["result"], list)
        assert updates["result"][-1]["message"]["text"] == "now"
