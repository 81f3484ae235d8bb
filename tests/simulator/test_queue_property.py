"""Whatever polls, offsets, deaths of pollers and acts of people come in whatever order: each update is there
until it is confirmed, none after, in order."""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.simulator.driver import Json, spawned

DAY = 86_400
TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
LIMITS = st.sampled_from([1, 2, 3, 100])


class Server:
    """A simulator, asked over one connection that stays; each long poll has its own."""

    def __init__(self, ready: Json) -> None:
        parts = urllib.parse.urlsplit(ready["simulator"])
        self.place = (str(parts.hostname), int(parts.port or 0))
        self.token = ready["token"]
        self._line = http.client.HTTPConnection(*self.place, timeout=20)
        self.people = [self.world("people", {"first_name": name})["id"] for name in ("Ann", "Ben")]
        for person in self.people:
            self.world(f"people/{person}/start", {})

    def _ask(self, verb: str, path: str, body: Any = None) -> Json:
        headers = {"Content-Type": "application/json"}
        self._line.request(verb, path, None if body is None else json.dumps(body), headers)
        answer: Json = json.loads(self._line.getresponse().read())
        return answer

    def world(self, path: str, body: Any) -> Json:
        return self._ask("POST", f"/world/{path}", body)

    def poll(self, **params: int) -> list[Json]:
        answer = self._ask("POST", f"/bot{self.token}/getUpdates", params)
        assert answer["ok"], answer
        found: list[Json] = answer["result"]
        return found

    def pending(self) -> int:
        answer = self._ask("POST", f"/bot{self.token}/getWebhookInfo", {})
        return int(answer["result"]["pending_update_count"])

    def held(self, **params: int) -> Held:
        calls: Any = self._ask("GET", "/world/calls?after=0")
        seen: list[Json] = calls
        newest = int(seen[-1]["seq"]) if seen else 0
        poll = Held(self, params)
        while not self._has_come(newest):
            time.sleep(0.0005)
        return poll

    def _has_come(self, newest: int) -> bool:
        calls: Any = self._ask("GET", f"/world/calls?after={newest}")
        return any(call["method"] == "getUpdates" for call in calls)


class Held:
    """A long poll that has been asked and not yet been answered."""

    def __init__(self, server: Server, params: Json) -> None:
        self._line = http.client.HTTPConnection(*server.place, timeout=20)
        path = f"/bot{server.token}/getUpdates?{urllib.parse.urlencode(params)}"
        self._line.request("GET", path)

    def answer(self) -> Json:
        found: Json = json.loads(self._line.getresponse().read())
        self._line.close()
        return found

    def die(self) -> None:
        assert self._line.sock is not None
        self._line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._line.close()


class Queue(RuleBasedStateMachine):
    server: Server
    words = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []
        self.ids: dict[str, int] = {}
        self.newest = 0
        self.poll: Held | None = None
        self.limit = 0
        self.own: dict[int, int] = {}
        for update in self.server.poll(offset=-1):
            self.newest = update["update_id"]
            self.server.poll(offset=self.newest + 1)

    def _met(self, found: list[Json], limit: int) -> None:
        """What came is what waits, from the oldest on, under rising ids that stay."""
        assert [_text(update) for update in found] == self.waiting[:limit]
        numbers = [update["update_id"] for update in found]
        assert numbers == sorted(set(numbers))
        for update in found:
            assert self.ids.setdefault(_text(update), update["update_id"]) == update["update_id"]
        self.newest = max([self.newest, *numbers])

    def _offset(self, share: float) -> Json:
        """Confirms so much of what has been seen and still waits."""
        seen = [text for text in self.waiting if text in self.ids]
        count = round(len(seen) * share)
        if not count:
            return {}
        offset = self.ids[seen[count - 1]] + 1
        self.waiting = self.waiting[count:]
        return {"offset": offset}

    def _one_more(self, text: str) -> None:
        self.waiting.append(text)
        if self.poll:
            answer, self.poll = self.poll.answer(), None
            assert answer["ok"]
            self._met(answer["result"], self.limit)

    def _taken_over(self) -> None:
        if self.poll:
            older, self.poll = self.poll.answer(), None
            assert (older["error_code"], older["description"]) == (409, TAKEN_OVER)

    @rule(who=st.integers(0, 1))
    def send(self, who: int) -> None:
        text, person = f"t{next(self.words)}", self.server.people[who]
        self.own[person] = self.server.world(f"people/{person}/send", {"text": text})["message_id"]
        self._one_more(text)

    @precondition(lambda self: self.own)
    @rule()
    def edit(self) -> None:
        text, person = f"e{next(self.words)}", next(iter(self.own))
        self.server.world(f"people/{person}/edit", {"message_id": self.own[person], "text": text})
        self._one_more(text)

    @precondition(lambda self: self.own)
    @rule(emoji=st.sampled_from(["👍", "🔥", None]))
    def react(self, emoji: str | None) -> None:
        """The bot has not asked to hear of it."""
        person = next(iter(self.own))
        self.server.world(f"people/{person}/react", {"message_id": self.own[person], "emoji": emoji})

    @rule(share=st.floats(0, 1), limit=LIMITS)
    def fetch(self, share: float, limit: int) -> None:
        found = self.server.poll(limit=limit, **self._offset(share))
        self._taken_over()
        self._met(found, limit)

    @rule(ahead=st.integers(1000, 10**6), limit=LIMITS)
    def fetch_from_the_future(self, ahead: int, limit: int) -> None:
        found = self.server.poll(limit=limit, offset=self.newest + len(self.waiting) + ahead)
        self._taken_over()
        self._met(found, limit)

    @rule(count=st.integers(1, 4), limit=LIMITS)
    def fetch_from_the_end(self, count: int, limit: int) -> None:
        found = self.server.poll(limit=limit, offset=-count)
        self._taken_over()
        self.waiting = self.waiting[-count:]
        self._met(found, limit)

    @rule(share=st.sampled_from([0.0, 0.5, 1.0]), limit=LIMITS)
    def wait(self, share: float, limit: int) -> None:
        offset = self._offset(share)
        poll = self.server.held(limit=limit, timeout=20, **offset)
        self._taken_over()
        self.poll, self.limit = poll, limit
        if self.waiting:
            answer, self.poll = poll.answer(), None
            self._met(answer["result"], limit)

    @precondition(lambda self: self.poll)
    @rule()
    def waiter_dies(self) -> None:
        assert self.poll
        self.poll.die()
        self.poll = None

    @precondition(lambda self: self.poll is None)
    @rule()
    def fetcher_dies_before_it_reads(self) -> None:
        self.server.held(limit=100, timeout=20).die()

    @rule(days=st.sampled_from([1, 8]))
    def days_pass(self, days: int) -> None:
        """Nothing waits longer than a day, and after a quiet week ids may start anywhere."""
        self.server.world("clock", {"advance": days * DAY + 1})
        self.waiting = []

    @rule()
    def count(self) -> None:
        assert self.server.pending() == len(self.waiting)

    def teardown(self) -> None:
        if self.poll:
            self.poll.die()
            self.poll = None
        while self.waiting:
            self.fetch(1.0, 3)
        assert self.server.poll() == []


def _text(update: Json) -> str:
    return str((update.get("message") or update["edited_message"])["text"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("queue")
    process = spawned(folder / "w", ("--fresh", "--rates", "off"), folder / "errors.txt")
    assert process.stdout
    try:
        yield Server(json.loads(process.stdout.readline()))
        assert "Traceback" not in (folder / "errors.txt").read_text()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def test_each_update_until_confirmed_none_after_in_order(server: Server) -> None:
    Queue.server = server
    run_state_machine_as_test(
        Queue,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # at a server, making a failure shorter takes minutes
        ),
    )
