"""The simulator's rate, method by method, beside a bare aiohttp echo server's in the same run.

    ./run bench simulator

Three processes: an aiohttp server that reads a JSON body and answers it, the simulator as anybody starts it
(with every check, each answer only once it survives a kill; its rates off, as nobody could measure past
them), and this one, which asks over kept-open raw sockets, one request under way on each. Echo and method
take turns, and a ratio compares neighbours, so that a machine that others use too weighs on both. Beside the
rates stands what processor time an answer took each server: where others crowd the machine, that says more.
"""

from __future__ import annotations

import contextlib
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from bench._wire import Next, Slice, Wire, always, as_form, as_json, request
from tests.world import ROOT

CONNECTIONS, ROUNDS, SECONDS, PROMISED = 4, 7, 0.8, 0.5
TEXT = (
    "Your visit is <b>confirmed</b> for <i>Friday, 14:30</i> &amp; Tara looks forward to it."
    "\nAnything else? /help"
)


@dataclass
class Taken:
    """A method's slices, each with the echo server's beside it."""

    method: str
    pairs: list[tuple[Slice, Slice]] = field(default_factory=list)

    def line(self) -> str:
        rates = [ours.rate for ours, _ in self.pairs]
        ratios = sorted(ours.rate / echo.rate for ours, echo in self.pairs)
        cpu = sum(o.cpu for o, _ in self.pairs) / sum(o.count for o, _ in self.pairs)
        bare = sum(e.cpu for _, e in self.pairs) / sum(e.count for _, e in self.pairs)
        return (
            f"{self.method:34} {statistics.median(rates):6.0f}/s  {self.ratio:5.2f} of echo's rate"
            f" ({ratios[0]:.2f} to {ratios[-1]:.2f})  processor {cpu * 1e6:4.0f} us, echo {bare * 1e6:3.0f}:"
            f" {bare / cpu:.2f}"
        )

    @property
    def ratio(self) -> float:
        return statistics.median(ours.rate / echo.rate for ours, echo in self.pairs)


class Bot:
    """The calls of the bench: four people, a connection each."""

    def __init__(self, wire: Wire, token: str) -> None:
        self.wire, self.path = wire, f"/bot{token}/"
        self.people = [self._person(number) for number in range(CONNECTIONS)]

    def _person(self, number: int) -> int:
        made = self.wire.once(as_json("/world/people", first_name=f"Person {number}", note="bench"))
        self.wire.once(as_json(f"/world/people/{made['id']}/start"))
        return int(made["id"])

    def methods(self) -> dict[str, list[Next]]:
        send = self.path + "sendMessage"
        return {
            "getMe": [always(as_json(self.path + "getMe"))] * CONNECTIONS,
            "sendMessage, JSON": [always(as_json(send, **self.text(one))) for one in self.people],
            "sendMessage, urlencoded": [always(as_form(send, **self.text(one))) for one in self.people],
            "editMessageText": [self._edits(one) for one in self.people],
            "copyMessage": [self._copies(one) for one in self.people],
            "a person's send, then getUpdates": [self._turns(one) for one in self.people],
        }

    def text(self, person: int) -> dict[str, Any]:
        return {"chat_id": person, "text": TEXT, "parse_mode": "HTML"}

    def _sent(self, person: int) -> int:
        answer = self.wire.once(as_json(self.path + "sendMessage", **self.text(person)))
        return int(answer["result"]["message_id"])

    def _edits(self, person: int) -> Next:
        """To and fro between two texts: the same text again would be refused."""
        edited = {"chat_id": person, "message_id": self._sent(person), "parse_mode": "HTML"}
        path = self.path + "editMessageText"
        texts = cycle([as_json(path, **edited, text=f"{word} {TEXT}") for word in ("Once", "Again")])
        return lambda _: next(texts)

    def _copies(self, person: int) -> Next:
        source = {"from_chat_id": person, "message_id": self._sent(person)}
        return always(as_json(self.path + "copyMessage", chat_id=person, **source))

    def _turns(self, person: int) -> Next:
        """A line from the person, then a poll that confirms all but the newest update."""
        said = as_json(f"/world/people/{person}/send", text="Could it be an hour later? /move")
        both = cycle([said, as_json(self.path + "getUpdates", offset=-1)])
        return lambda _: next(both)


@contextlib.contextmanager
def started(*words: str) -> Iterator[tuple[int, str]]:
    """A server's process id and the first line it prints."""
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process.pid, process.stdout.readline()
        finally:
            process.terminate()


def connected(ready: tuple[int, str], connections: int = CONNECTIONS) -> tuple[Wire, str]:
    """To a simulator that has just said where it is; with the bot's token."""
    line = json.loads(ready[1])
    return Wire(int(line["simulator"].rpartition(":")[2]), ready[0], connections), line["token"]


@contextlib.contextmanager
def listening(port: int) -> Iterator[None]:
    """Somebody looks on: a stream of all events, read as fast as it comes."""

    def read() -> None:
        while stream.recv(1 << 20):
            pass

    with socket.create_connection(("127.0.0.1", port)) as stream:
        stream.sendall(b"GET /world/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        reader = threading.Thread(target=read)
        reader.start()
        yield
        stream.shutdown(socket.SHUT_RDWR)
        reader.join()


def ceiling() -> float:
    with started("bench._fixed") as (pid, port):
        wire = Wire(int(port), pid, CONNECTIONS)
        asked = [always(request("/", b"{}"))] * CONNECTIONS
        wire.drive(asked, count=1000)
        return max(wire.drive(asked, SECONDS).rate for _ in range(3))


def measured(echo: Wire, wires: dict[str, Wire], asked: dict[str, list[Next]], body: bytes) -> list[Taken]:
    bare = [always(request("/", body))] * CONNECTIONS
    taken = [Taken(method) for method in asked]
    for number in range(ROUNDS + 1):
        for one in taken:
            pair = wires[one.method].drive(asked[one.method], SECONDS), echo.drive(bare, SECONDS)
            if number:  # the first round warms up
                one.pairs.append(pair)
    return taken


def main() -> None:
    print(f"the client's own ceiling, against a server that answers without reading: {ceiling():.0f}/s")
    with (
        tempfile.TemporaryDirectory() as folder,
        started("bench._echo") as bare,
        started("simulator", "--headless", "--port=0", "--rates=off", f"--folder={folder}") as ready,
    ):
        setting_up, token = connected(ready)
        bot = Bot(setting_up, token)
        asked = bot.methods()
        body = json.dumps(bot.text(bot.people[0])).encode()
        echo = Wire(int(bare[1]), bare[0], CONNECTIONS)
        wires = {method: connected(ready)[0] for method in asked}
        taken = measured(echo, wires, asked, body)
        with listening(int(json.loads(ready[1])["simulator"].rpartition(":")[2])):
            last = "sendMessage, JSON, a page open"
            alone = {last: asked["sendMessage, JSON"]}
            taken += measured(echo, {last: connected(ready)[0]}, alone, body)
        for one in taken:
            print(one.line(), flush=True)
        worst = min(taken, key=lambda one: one.ratio)
        held = "held" if worst.ratio >= PROMISED else "NOT HELD on this machine"
        print(f"worst: {worst.method}, {worst.ratio:.2f} (promised {PROMISED}: {held})")
