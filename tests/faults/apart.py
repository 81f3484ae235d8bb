"""A program whose Telegram is not its own child: with its own token, behind a line that can be spoiled."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.paired import Paired, free_port
from tests.faults.wire import Wire
from tests.journeys.house import Hire, hire
from tests.world import ROOT, Phone, Program, add_person, http, phone

TOKEN = "123456789:AAapart-apart-apart-apart-apart-apart"


@dataclass
class Telegram:
    """The simulator, in a process of its own on a port of its own; its token can be another one each time."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def world(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, token: str = TOKEN) -> None:
        words = ["--headless", f"--port={self.port}", f"--folder={self.folder}", f"--token={token}"]
        command = [sys.executable, "-m", "simulator", *words, "--rates=off"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout is not None
        assert json.loads(self.process.stdout.readline())["simulator"] == self.world

    def stop(self) -> None:
        if self.process is not None and self.process.stdout is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            self.process.stdout.close()
            self.process = None


@dataclass
class Apart(Program):
    telegram: str = ""

    def await_line(self) -> Apart:
        super().await_line()
        self.line["simulator"] = self.telegram
        return self


@dataclass
class Spoiled(Paired):
    wire: Wire = field(default_factory=Wire)
    telegram: Telegram = field(default_factory=lambda: Telegram(Path()))


@contextmanager
def apart(
    folder: Path, url: str = "", *, host: str = "127.0.0.1", wiring: str = "", **env: str
) -> Iterator[Spoiled]:
    """A customer and a therapist who can write to each other, over a line that is sound as yet."""
    telegram = Telegram(folder / "telegram")
    telegram.start()
    try:
        with Wire(telegram.port) as wire:
            operator = phone(telegram.world, "operator")
            operator.start()
            set_up = {
                "ROOMLINE_TELEGRAM__TOKEN": TOKEN,
                "ROOMLINE_TELEGRAM__API_BASE": f"http://{host}:{wire.port}",
                "ROOMLINE_OPERATORS": str(operator.id),
            }
            program = Apart(folder, env=set_up | env, url=url, wiring=wiring, telegram=telegram.world)
            try:
                program.start()
                yield _peopled(program, operator, wire, telegram)
            finally:
                program.stop()
    finally:
        telegram.stop()


def _peopled(program: Program, operator: Phone, wire: Wire, telegram: Telegram) -> Spoiled:
    customer = add_person(telegram.world, "Ana")
    customer.start()
    customer.see("book a visit")
    therapist = hire(program, program.folder, Hire("Uma")).therapists[0]
    _introduce(program, customer, therapist)
    both = Spoiled(program, customer, therapist, operator, wire=wire, telegram=telegram)
    both.quiet()
    return both


def _introduce(program: Program, customer: Phone, therapist: Phone) -> None:
    said = program.run("rooms", "open", str(customer.id), str(therapist.id))
    assert said.returncode == 0, said.stdout + said.stderr
    for one in (customer, therapist):
        one.see("can write to each other")


def fetches(telegram: Telegram, after: int) -> list[dict[str, Any]]:
    """Polls that were answered with what there was."""
    calls: list[dict[str, Any]] = http("GET", f"{telegram.world}/world/calls?after={after}")
    return [one for one in calls if one["method"] == "getUpdates" and one["status"] == 200]
