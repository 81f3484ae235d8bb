"""Calls as they come over the wire: short ones are read here, others by aiohttp; nobody can tell which."""

from __future__ import annotations

import asyncio
import json
import re
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


ODD_FIELDS = [
    ("X: plain",), ("Content-Length : 26",), (" Content-Length: 26",), ("X: a\nY: b",),
    ("X: a", "  folded"), ("nocolon",), (": x",), ("X\x00: a",), ("X: a\x00b",), ("X: a\rb",), ("X: \x7f",),
    ("\xff: z",), ("X(y): z",), ("X y: z",), ("X: \xff",), ("X:",), ("Host: y",),
    ("Content-Type: application/json",), ("Content-Length: 26",), ("Connection : close",),
    ("Proxy-Connection: close",), ("Transfer-Encoding : chunked",), ("Expect : 100-continue",),
    ("Content-Encoding : gzip",), ("Content-Encoding: gzip",), ("X: " + "y" * 9000,),
    tuple(f"X{at}: y" for at in range(200)), ("Keep-Alive: timeout=0",), ("Upgrade: websocket",),
]  # fmt: skip
ODD_TARGETS = [
    "getMe", "getMe/", "/getMe", "getMe/x", "test/getMe", "./getMe", "../getMe", "get%4de", "getMe%2f",
    "getMe%3fa=1", "getMe#x", "getMe?#x", "get\xc3\xa9", "get\xff", "get%ff", "get%zz", "getMe\x00",
    "getMe\x7f", 'get"Me', "get<Me", "getMe;x", "getMe ", "sendMessage?text=a&text=b",
    "sendMessage?text=a#b", "sendMessage?a=1#&text=x", "sendMessage?text=\xff", "sendMessage?text=%ff",
    "sendMessage?text=\xc3\xa9", "sendMessage?text=%zz%", "sendMessage?text=a;text=b",
    "sendMessage?text=a+b%20c", "sendMessage?text", "sendMessage?text=a=b?c", "sendMessage?=x&&text=a&",
    "sendMessage?text=%ed%a0%80", 'sendMessage?text=["]', "?getMe", "sendMessage?text=" + "a" * 9000,
]  # fmt: skip
ODD_LENGTHS = ["26", " 26\t", "026", "+26", "2_6", "\xb2", "26\xa0", "26\x0b", "26, 26", "9" * 5000]


def odd_requests(trial: Trial, person: int) -> list[bytes]:
    form = f"chat_id={person}&text=z".encode()
    to, kind = f"/bot{trial.token}/", "Content-Type: application/x-www-form-urlencoded"

    def request(target: str, *fields: str, length: str = str(len(form)), host: str = "Host: x") -> bytes:
        lines = [f"POST {to}{target} HTTP/1.1", host, kind, f"Content-Length: {length}", *fields]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + form

    asked = [request("sendMessage", *fields) for fields in ODD_FIELDS]
    asked += [request(target) for target in ODD_TARGETS]
    asked += [request("sendMessage", length=length.replace("26", str(len(form)))) for length in ODD_LENGTHS]
    asked += [request("sendMessage", host=host) for host in ("X: y", "Host:", "Host: a b")]
    return [
        *asked,
        *(request("getMe").replace(b"HTTP/1.1", kind) for kind in (b"HTTP/1.0", b"http/1.1", b"")),
    ]


LAST = b"GET /bot1:x/getMe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
# What differs from one call to the next, and how a connection says that it will end.
DIFFERS = re.compile(rb'Date: [^\r]*\r\n|Content-Length: \d+\r\n|"(?:message_id|date)":\d+')


@pytest.mark.provokes
async def test_odd_requests_are_read_as_aiohttp_reads_them(trial: Trial) -> None:
    person = await trial.person()
    for asked in odd_requests(trial, person):
        told = []
        # After the first a connection is aiohttp's.
        for before in (b"GET /world/clock HTTP/1.1\r\nHost: x\r\n\r\n", b""):
            async with line(trial) as wire:
                if before:
                    wire.send(before)
                    assert (await wire.answer())[0] == 200
                wire.send(asked + LAST)
                told.append(DIFFERS.sub(b"", await wire.reader.read()))
        assert told[0] == told[1], asked[:300]
        assert trial.token.encode() not in told[1]
    assert trial.token not in trial.complaints()


async def test_who_does_not_read_is_not_read_on_and_on(trial: Trial) -> None:
    body = json.dumps({"chat_id": await trial.person(), "text": "x" * 4000}).encode()
    asked = post(f"/bot{trial.token}/sendMessage", body) * 10
    async with line(trial) as wire:
        wire.writer.transport.set_write_buffer_limits(high=1)
        for _ in range(2_000):
            wire.send(asked)
            try:
                await asyncio.wait_for(wire.writer.drain(), 1)
            except TimeoutError:
                break
        else:
            raise AssertionError("all of it was taken, though nothing was read")
        wire.writer.transport.abort()
    await trial.ask("getMe")


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
        HEAD.replace(b"\r", b"") + b"\n",
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
