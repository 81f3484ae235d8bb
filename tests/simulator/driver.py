"""A simulator process and ways to talk to it as the bot, as a person, and as whoever runs the trial."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "simulator", "--headless", "--port", "0", "--folder", str(folder), *words]


@dataclass
class Trial:
    process: subprocess.Popen[str]
    address: str
    token: str
    http: aiohttp.ClientSession
    seen: int = 0
    errors: Path = field(default=Path())
    bot_api: str = ""
    """The bot's own address."""

    async def call(self, method: str, **params: Any) -> Json:
        """The whole answer of a Bot API call made with a JSON body."""
        async with self.http.post(f"{self.address}/bot{self.token}/{method}", json=params) as response:
            answer: Json = await response.json()
            assert answer["ok"] == (response.status == 200)
            assert answer.get("error_code", 200) == response.status
            return answer

    async def ask(self, method: str, **params: Any) -> Any:
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> tuple[int, str]:
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    async def updates(self, timeout: float = 0) -> list[Json]:
        """What is new since the last time; confirms what was read before."""
        found: list[Json] = await self.ask("getUpdates", offset=self.seen + 1, timeout=timeout)
        if found:
            self.seen = found[-1]["update_id"]
        return found

    async def drain(self) -> None:
        while await self.updates():
            pass

    async def world(self, verb: str, path: str, body: Any = None, status: int = 0) -> Any:
        """A world API call; `status` 0 means that it must succeed."""
        async with self.http.request(verb, f"{self.address}/world/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == status if status else response.status < 300, answer
            return answer

    async def act(self, person: int, what: str, status: int = 0, **body: Any) -> Any:
        return await self.world("POST", f"people/{person}/{what}", body, status)

    async def person(self, *, started: bool = True, **wanted: Any) -> int:
        """A new person, whose Start the bot has already fetched."""
        made = await self.world("POST", "people", {"first_name": "Ann", **wanted})
        if started:
            await self.act(made["id"], "start")
            await self.drain()
        return int(made["id"])

    async def chat(self, person: int, after: int = 0) -> list[Json]:
        messages: list[Json] = (await self.world("GET", f"people/{person}/chat?after={after}"))["messages"]
        return messages

    async def said(self, person: int, text: str = "Hello", **params: Any) -> int:
        """The id of a new message from the bot."""
        return int((await self.ask("sendMessage", chat_id=person, text=text, **params))["message_id"])

    async def findings(self) -> list[Json]:
        """What broke the Bot API since the last time this was asked."""
        found: list[Json] = await self.world("GET", "conformance")
        await self.world("DELETE", "conformance")
        return found

    async def calls(self, method: str) -> list[Json]:
        return [call for call in await self.world("GET", "calls") if call["method"] == method]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def complaints(self) -> str:
        return self.errors.read_text()


def spawned(
    folder: Path, words: tuple[str, ...], errors: Path, inherited: Sequence[int] = ()
) -> subprocess.Popen[str]:
    with errors.open("a") as trouble:
        return subprocess.Popen(
            command(folder, *words),
            stdout=subprocess.PIPE,
            stderr=trouble,
            text=True,
            cwd=ROOT,
            pass_fds=inherited,
        )


@asynccontextmanager
async def running(
    folder: Path, *words: str, rates: str = "off", inherited: Sequence[int] = ()
) -> AsyncIterator[Trial]:
    """Tests send faster than Telegram allows: its limits are off, unless `rates` says "on" or nothing."""
    words = (f"--rates={rates}", *words) if rates else words
    errors = folder.parent / f"{folder.name}-errors.txt"
    process = spawned(folder, words, errors, inherited)
    assert process.stdout
    try:
        line = await asyncio.to_thread(process.stdout.readline)
        ready = json.loads(line)
        assert ready["pid"] == process.pid
        async with aiohttp.ClientSession() as http:
            trial = Trial(
                process, ready["simulator"], ready["token"], http, errors=errors, bot_api=ready["bot_api"]
            )
            yield trial
            if process.poll() is None:
                found = await trial.findings()
                assert found == [], f"the Bot API was broken: {found}"
    finally:
        process.stdout.close()
        if process.poll() is None:
            process.terminate()
            process.wait(10)


async def media(trial: Trial, person: int, *kinds: str) -> list[Json]:
    """`InputMedia` for files that a person has sent before."""
    found = []
    for kind in kinds:
        sent = (await trial.act(person, "send", kind=kind))[kind]
        file = sent[-1] if isinstance(sent, list) else sent
        found.append({"type": kind, "media": file["file_id"]})
    await trial.drain()
    return found
