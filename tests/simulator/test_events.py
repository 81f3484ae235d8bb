from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.simulator.driver import Trial


class Stream:
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response
        self.last = ""

    async def event(self) -> tuple[str, Any]:
        """The next event's name and data; comments are passed over."""
        fields: dict[str, str] = {}
        while True:
            raw = await asyncio.wait_for(self.response.content.readline(), 5)
            assert raw, "the stream ended"
            line = raw.decode().rstrip("\n")
            if not line and fields:
                self.last = fields["id"]
                return fields["event"], json.loads(fields["data"])
            name, colon, value = line.partition(": ")
            if colon and name:
                fields[name] = value

    async def until(self, name: str) -> Any:
        while True:
            found, data = await self.event()
            if found == name:
                return data


@asynccontextmanager
async def stream(trial: Trial, last: str = "") -> AsyncIterator[Stream]:
    headers = {"Last-Event-ID": last} if last else {}
    async with trial.http.get(f"{trial.address}/world/events", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        await response.content.readline()
        await response.content.readline()
        yield Stream(response)


async def test_everything_that_happens_is_told(trial: Trial) -> None:
    ann = await trial.person()
    async with stream(trial) as events:
        hers = (await trial.act(ann, "send", text="hi"))["message_id"]
        told = await events.until("message")
        assert told == {"person_id": ann, "message": (await trial.chat(ann))[-1]}
        await trial.ask("sendChatAction", chat_id=ann, action="typing")
        assert (await events.until("typing"))["person_id"] == ann
        assert (await trial.world("GET", f"people/{ann}/chat"))["typing"] is True
        ours = await trial.said(ann, "a", reply_markup={"keyboard": [["Yes"]]})
        assert (await events.until("message"))["message"]["message_id"] == ours
        assert (await events.until("person"))["unread"] == 1
        assert (await events.until("keyboard"))["keyboard"] == [["Yes"]]
        assert (await events.until("call"))["method"] == "sendMessage"
        await trial.act(ann, "edit", message_id=hers, text="ho")
        assert (await events.until("message_edited"))["message"]["edited"] is True
        await trial.act(ann, "unsend", message_id=hers)
        assert await events.until("message_deleted") == {"person_id": ann, "message_id": hers}
        await trial.world("POST", "clock", {"advance": 60})
        assert (await events.until("clock"))["offset"] == 60
        await trial.world("POST", "faults", {"kind": "500"})
        assert (await events.until("faults"))[0]["kind"] == "500"
        await trial.refusal("getMe")
        assert await events.until("faults") == []
        await trial.ask("setMyCommands", commands=[])
        assert await events.until("commands") == {"person_id": None}
        await trial.act(ann, "block")
        assert (await events.until("person"))["blocked"] is True
        await trial.world("POST", "reset")
        assert await events.until("reset") == {}


async def test_resume_where_it_broke_off(trial: Trial) -> None:
    ann = await trial.person()
    async with stream(trial) as events:
        await trial.act(ann, "send", text="one")
        await events.until("message")
        last = events.last
    await trial.act(ann, "send", text="two")
    await trial.act(ann, "send", text="three")
    async with stream(trial, last) as events:
        assert (await events.until("message"))["message"]["text"] == "two"
        assert (await events.until("message"))["message"]["text"] == "three"


async def test_too_old_to_resume(trial: Trial) -> None:
    for last in ("17", str(10**15)):
        async with stream(trial, last) as events:
            name, _ = await events.event()
            assert name == "reset"


async def test_the_chat_says_where_to_resume_from(trial: Trial) -> None:
    ann = await trial.person()
    cursor = (await trial.world("GET", f"people/{ann}/chat"))["event_id"]
    await trial.act(ann, "send", text="after the reading")
    async with stream(trial, str(cursor)) as events:
        assert (await events.until("message"))["message"]["text"] == "after the reading"
