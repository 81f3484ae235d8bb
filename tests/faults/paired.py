"""A program with one pair whose room is open, the faults of its Telegram, and deaths of every size."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.faults.ledger import await_quiet, read
from tests.main_job import pair
from tests.world import Phone, Program, add_person, http, phone, wait_for


@dataclass
class Paired:
    program: Program
    customer: Phone
    therapist: Phone
    operator: Phone
    anchor: int = 0
    """What told the therapist of their room: a reply to it is for this room, whatever others there are."""

    @property
    def world(self) -> str:
        return self.program.world

    @property
    def url(self) -> str:
        return self.program.url

    def answer(self, text: str) -> None:
        """The therapist, to this customer."""
        self.therapist.send(text, self.anchor)

    # Telegram

    def fault(self, kind: str, method: str, **more: Any) -> int:
        return int(http("POST", f"{self.world}/world/faults", {"kind": kind, "method": method} | more)["id"])

    def faults(self) -> list[dict[str, Any]]:
        """Those that have not struck as often as they were to."""
        found: list[dict[str, Any]] = http("GET", f"{self.world}/world/faults")
        return found

    def mend(self) -> None:
        http("DELETE", f"{self.world}/world/faults")

    def calls(self, method: str = "", *, chat: int | None = None, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = http("GET", f"{self.world}/world/calls?after={after}")
        of_chat = [one for one in found if chat is None or one["chat"] == chat]
        return [one for one in of_chat if not method or one["method"] == method]

    def newest_call(self) -> int:
        return max((one["seq"] for one in self.calls()), default=0)

    def struck(self, kind: str, after: int) -> dict[str, Any]:
        """The call that the fault has hit since."""

        def look() -> dict[str, Any] | None:
            return next((one for one in self.calls(after=after) if one["fault"] == kind), None)

        found: dict[str, Any] = wait_for(look, f"a call with {kind}", 20)
        return found

    def unacknowledged(self) -> int:
        token = http("GET", f"{self.world}/world/bot")["token"]
        info = http("GET", f"{self.world}/bot{token}/getWebhookInfo")
        return int(info["result"]["pending_update_count"])

    def quiet(self, patience: float = 60) -> None:
        await_quiet(self, patience)

    # What there is

    def rows(self, text: str) -> list[Any]:
        """What the database holds of somebody's words."""
        quoted = text.replace("'", "''")
        return read(self, f"SELECT * FROM messages WHERE text = '{quoted}'")

    def copies(self, reader: Phone, text: str) -> int:
        return sum(1 for one in reader.from_bot() if one["text"] == text)

    # Deaths

    def kill_worker(self) -> None:
        """Back when it works again."""
        self.program.kill_worker()
        await_working(self.program)

    def kill_tree(self) -> None:
        """Parent, worker and simulator at once; started again on the same folder and ports."""
        fell(self.program)
        self.program.start()


def fell(program: Program) -> None:
    process = program.process
    assert process is not None
    tree = [process.pid, *children(process.pid)]
    for pid in tree:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(10)
    if process.stdout:
        process.stdout.close()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in tree), "the end of all of them", 10)


def await_warm(program: Program) -> None:
    """Once it has announced itself the parent imports what its next worker will need; then it rests."""
    assert program.process is not None
    stat = Path(f"/proc/{program.process.pid}/stat")

    def used() -> list[str]:
        return stat.read_text().rpartition(")")[2].split()[11:13]

    before: list[str] = []
    while before != (now := used()):
        before = now
        time.sleep(1)  # a parent that imports uses the processor all the time


def children(parent: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def await_working(program: Program) -> None:
    wait_for(lambda: healthy(program.web), "a program that works again", 120)


def healthy(web: str) -> bool:
    try:
        return bool(http("GET", f"{web}/healthz", timeout=5)["ok"])
    except (OSError, HTTPException, AssertionError, ValueError):
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def paired(folder: Path, url: str = "", *, wiring: str = "", **env: str) -> Iterator[Paired]:
    """A customer and the sample therapist, who can write to each other. The simulator's port is kept."""
    kept = {"ROOMLINE_SIMULATOR__PORT": str(free_port())}
    program = Program(folder, env=kept | env, url=url, wiring=wiring).start()
    try:
        customer = add_person(program.world, "Ana")
        both = Paired(program, customer, phone(program.world, "therapist"), phone(program.world, "operator"))
        customer.start()
        customer.see("book a visit")
        pair(customer, both.therapist)
        both.anchor = both.therapist.see(f"You and {customer.name} can write")["message_id"]
        both.quiet()
        yield both
    finally:
        program.stop()
