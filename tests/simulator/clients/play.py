"""Plays a script: one library's bot in a process of its own, one simulator, and the people between them."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from simulator.samples import sample
from tests.simulator.clients import steps
from tests.simulator.clients.steps import (
    Act,
    At,
    Call,
    Download,
    File,
    Heard,
    Hook,
    Json,
    Shown,
    Step,
    World,
    row,
    unlike,
)
from tests.simulator.driver import ROOT, Trial

PATIENCE = 30
COMMANDS = {
    "aiogram": [sys.executable, "-m", "tests.simulator.clients.bot_aiogram"],
    "python-telegram-bot": [sys.executable, "-m", "tests.simulator.clients.bot_ptb"],
    "grammY": ["node", "tests/node/bot_grammy.mjs"],
}
RAISED = {
    400: ("TelegramBadRequest", "BadRequest", "GrammyError"),
    401: ("TelegramUnauthorizedError", "InvalidToken", "GrammyError"),
    403: ("TelegramForbiddenError", "Forbidden", "GrammyError"),
    404: ("TelegramNotFound", "EndPointNotFound", "GrammyError"),
    409: ("TelegramConflictError", "Conflict", "GrammyError"),
    429: ("TelegramRetryAfter", "RetryAfter", "GrammyError"),
    500: ("TelegramServerError", "NetworkError", "GrammyError"),
    502: ("ClientDecodeError", "NetworkError", "HttpError"),
    0: ("TelegramNetworkError", "NetworkError", "HttpError"),
}
"""What each library, in the order above, makes of a code. 502 is a gateway's page, 0 no answer at all."""
OWN_WORDS = (401, 404, 429, 502, 0)
"""Here the libraries speak for themselves and not in Telegram's words."""


@dataclass
class Played:
    """By the table's row: how many steps there were, and what was not as expected."""

    steps: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def cell(self, row: str) -> str:
        if row not in self.steps:
            return "-"
        return f"{len(self.wrong[row])} WRONG" if self.wrong.get(row) else f"ok {self.steps[row]}"

    def complaints(self) -> list[str]:
        return [f"{row}: {words}" for row, found in self.wrong.items() for words in found]


class Wrong(Exception):
    """Something is not as the script says, in words."""


@dataclass
class Player:
    library: str
    trial: Trial
    process: asyncio.subprocess.Process
    kept: Json = field(default_factory=dict)
    played: Played = field(default_factory=Played)
    answers: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    updates: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    asked: int = 0

    async def listen(self) -> None:
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            told = json.loads(line)
            await (self.updates if "update" in told else self.answers).put(told)
        await self.answers.put({"ended": True})

    async def ask(self, do: str, **more: Any) -> Json:
        assert self.process.stdin
        self.asked += 1
        asked = {"id": self.asked, "do": do, **more}
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        while (answer := await self.answers.get()).get("id") != self.asked:
            # What an earlier step no longer waits for is passed over.
            if "ended" in answer:
                raise Wrong("the bot's process has ended")
        return answer

    async def play(self, script: Sequence[Step]) -> None:
        for step in script:
            self.played.steps[row(step)] += 1
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._step(step)
            except (Wrong, AssertionError, LookupError, TimeoutError) as error:
                self.played.wrong[row(step)].append(f"{type(error).__name__} {error} in {step}")

    async def _step(self, step: Step) -> None:
        match step:
            case Call(patient=True):
                await self._until_right(lambda: self._call(step))
            case Call():
                await self._call(step)
            case Shown():
                await self._until_right(lambda: self._shown(step))
            case Download():
                await self._download(step)
            case Act():
                await self._act(step)
            case World():
                verb = "GET" if step.body is None else "POST"
                path = step.path.replace("{ann}", str(self.kept.get("ann", {}).get("id")))
                self._expect(step, await self.trial.world(verb, path, self._filled(step.body)))
            case Heard():
                update = (await self.updates.get())["update"]
                if step.kind not in update:
                    raise Wrong(f"another came: {update}")
                self._expect(step, update[step.kind])
            case Hook():
                self.kept[step.save] = _result(await self.ask("hook", secret=step.secret))
            case _:
                _result(await self.ask(type(step).__name__.lower()))

    async def _call(self, step: Call) -> None:
        params = self._filled(step.params)
        asked = self.ask("call", method=step.method, params=params, token=step.token)
        if step.rival:
            answer, _ = await asyncio.gather(asked, self._fetch_too())
        else:
            answer = await asked
        if step.refused:
            return self._expect_refusal(step.refused, answer)
        result = _result(answer)
        self._expect(step, result)
        if step.phone is not None:
            last = result[-1] if isinstance(result, list) else result
            person = self.kept["ann"]["id"]
            shown = await self.trial.chat(person, last["message_id"] - 1)
            self._like(step.phone, shown[0], "the phone's")
        return None

    async def _until_right(self, look: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await look()
            except Wrong:
                await asyncio.sleep(0.05)

    async def _shown(self, step: Shown) -> None:
        shown = await self.trial.chat(self._filled(At("ann.id")))
        if not [one for one in shown if not unlike(step.like, one)]:
            raise Wrong("it does not stand on the phone")

    async def _fetch_too(self) -> None:
        while True:
            if [one for one in await self.trial.calls("getUpdates") if one["finished"] is None]:
                await self.trial.call("getUpdates")
                return
            await asyncio.sleep(0.02)

    def _expect_refusal(self, wanted: steps.Refused, answer: Json) -> None:
        if "error" not in answer:
            raise Wrong(f"it was answered: {answer}")
        got = answer["error"]
        self._like(RAISED[wanted.code][list(COMMANDS).index(self.library)], got["type"], "the exception")
        self._like(wanted.retry_after, got["retry_after"], "retry_after")
        if wanted.code not in OWN_WORDS and wanted.words.lower() not in got["words"].lower():
            raise Wrong(f"the words are {got['words']!r}")

    async def _download(self, step: Download) -> None:
        found = _result(await self.ask("download", file_id=self._filled(step.file_id)))
        if base64.b64decode(found) != sample(step.is_.kind, step.is_.number)[0].data:
            raise Wrong("other bytes came back")

    async def _act(self, step: Act) -> None:
        person = self._filled(At("ann.id"))
        act = self.trial.act(person, step.what, **self._filled(step.body))
        answer, _ = await asyncio.gather(act, self.play(step.meanwhile))
        self._expect(step, answer)

    def _expect(self, step: Call | Act | World | Heard, got: Any) -> None:
        if step.save:
            self.kept[step.save] = got
        if step.gives is not ...:
            self._like(step.gives, got)

    def _like(self, wanted: Any, got: Any, whose: str = "") -> None:
        if words := unlike(self._filled(wanted), got, whose):
            raise Wrong(words)

    def _filled(self, value: Any) -> Any:
        match value:
            case At(path=path):
                found: Any = self.kept
                for name in path.split("."):
                    found = found[int(name)] if isinstance(found, list) else found[name]
                return found
            case File():
                upload, _ = sample(value.kind, value.number)
                return {"upload": base64.b64encode(upload.data).decode(), "name": upload.name}
            case dict():
                return {name: self._filled(inner) for name, inner in value.items()}
            case list():
                return [self._filled(inner) for inner in value]
        return value


def _result(answer: Json) -> Any:
    if "error" in answer:
        raise Wrong(f"{answer['error']['type']}: {answer['error']['words']}")
    return answer["result"]


@asynccontextmanager
async def player(library: str, trial: Trial) -> AsyncIterator[Player]:
    process = await asyncio.create_subprocess_exec(
        *COMMANDS[library], trial.address, trial.token,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT, limit=2**24,
    )  # fmt: skip
    one = Player(library, trial, process)
    listening = asyncio.ensure_future(one.listen())
    try:
        assert await one.answers.get() == {"ready": True}
        yield one
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
        await listening
