"""A program without a simulator: what it is given and what it asks for is the test's, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.ledger import count, read
from tests.faults.raw_telegram import RawTelegram, message
from tests.world import Program, wait_for

OPERATOR = 99
GREETED = "book a visit"
APOLOGY = "something went wrong on our side"
ALERT = "could not be handled and was put aside"


@dataclass
class Wire:
    """Its operator has pressed Start."""

    telegram: RawTelegram
    program: Program

    def greeted(self, chat: int) -> None:
        self.told(chat, GREETED)

    def told(self, chat: int, part: str) -> None:
        wait_for(lambda: self.saying(chat, part), f"{part!r} to {chat}", 30)

    def saying(self, chat: int, part: str) -> int:
        return sum(1 for text in self.telegram.said_to(chat) if part in text)

    def settled(self) -> None:
        """Everything acknowledged, and handled or parked."""
        wait_for(lambda: not self.telegram.unconfirmed, "all of it acknowledged", 30)
        wait_for(lambda: not count(self.program, "updates WHERE state = 'pending'"), "all handled", 30)

    def row(self, update: int) -> Any:
        (found,) = read(self.program, f"SELECT * FROM updates WHERE update_id = {update}")
        return found


@contextmanager
def wired(folder: Path, url: str = "") -> Iterator[Wire]:
    with RawTelegram() as telegram:
        env = telegram.env | {"ROOMLINE_OPERATORS": str(OPERATOR)}
        program = Program(folder, env=env, url=url).start()
        try:
            made = Wire(telegram, program)
            telegram.give(message(1, OPERATOR, "/start"))
            made.greeted(OPERATOR)
            yield made
        finally:
            program.stop()
