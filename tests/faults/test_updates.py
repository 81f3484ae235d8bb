"""Updates that no schema knows, that always fail, whose ids jump and fall: nobody else waits for them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count as numbers
from typing import Any

import pytest

from tests.faults.ledger import count, read
from tests.faults.raw_telegram import RawTelegram, message
from tests.world import Program, wait_for

OPERATOR = 99
GREETED = "book a visit"
APOLOGY = "something went wrong on our side"
ALERT = "could not be handled and was put aside"
_blocks = numbers(10_000, 1000)


@dataclass
class Wire:
    """A program without a simulator, whose operator has pressed Start."""

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


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with RawTelegram() as telegram:
        env = telegram.env | {"ROOMLINE_OPERATORS": str(OPERATOR)}
        program = Program(tmp_path_factory.mktemp("updates"), env=env).start()
        try:
            made = Wire(telegram, program)
            telegram.give(message(1, OPERATOR, "/start"))
            made.greeted(OPERATOR)
            yield made
        finally:
            program.stop()


@pytest.fixture
def base() -> int:
    """The first of a thousand numbers that no other test uses, for updates and for chats."""
    return next(_blocks)


POISONS: dict[str, dict[str, Any]] = {
    "a date before all time": {"date": -(10**15)},
    "a message id that no database holds": {"message_id": 2**70},
    "a text that is no text": {"text": {"very": "new"}},
}
"""Each of them fails whenever it is handled, and only when it is handled."""


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_an_update_that_always_fails_is_parked_after_three_tries(
    wire: Wire, base: int, poison: dict[str, Any]
) -> None:
    ana, telegram, alerts = base, wire.telegram, wire.saying(OPERATOR, ALERT)
    telegram.give(message(base, ana, "/start"))
    wire.greeted(ana)
    others = range(base + 100, base + 105)
    poisoned = message(base + 1, ana, "/nonsense", **poison)
    began = time.monotonic()
    telegram.give(poisoned, message(base + 2, ana, "/help"), *(message(n, n, "/start") for n in others))
    for one in others:
        wire.greeted(one)
    others_after = time.monotonic() - began
    wire.told(ana, APOLOGY)
    wait_for(lambda: len(telegram.said_to(ana)) == 3, "a welcome, an apology and what came after", 30)
    wait_for(lambda: wire.saying(OPERATOR, ALERT) > alerts, "an alert", 30)
    wire.settled()
    row = wire.row(base + 1)
    print(f"\ntries {row['tries']}, others answered after {others_after:.2f} s, error: {row['error']}")
    assert (row["state"], row["tries"], json.loads(row["raw"])) == ("parked", 3, poisoned)
    assert (wire.saying(ana, APOLOGY), wire.saying(OPERATOR, ALERT)) == (1, alerts + 1)
    assert others_after < 1, "the others waited for the one that fails"


def test_a_locked_database_is_not_a_try(wire: Wire, base: int) -> None:
    with closing(sqlite3.connect(wire.program.database, isolation_level=None, timeout=5)) as other:
        other.execute("BEGIN IMMEDIATE")
        wire.telegram.give(message(base, base, "/start"))
        time.sleep(2)  # what passes here is the time in which tries would be counted
        assert wire.telegram.unconfirmed == [base], "acknowledged what could not be stored"
        other.execute("ROLLBACK")
    wire.greeted(base)
    wire.settled()
    row = wire.row(base)
    assert (row["tries"], row["state"], row["error"]) == (0, "done", "")


UNKNOWN: dict[str, dict[str, Any]] = {
    "of a new kind": {"quantum_message": {"id": 1}},
    "of no kind": {},
    "of a known kind in a new shape": {"message": ["not", "an", "object"]},
    "with numbers beyond 64 bits": {"message": {"chat": {"id": 2**80}, "date": 2**90}},
}


@pytest.mark.parametrize("content", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_update_no_schema_knows_first_in_a_batch_of_21(
    wire: Wire, base: int, content: dict[str, Any]
) -> None:
    odd, people, alerts = (
        {"update_id": base} | content,
        range(base + 1, base + 21),
        wire.saying(OPERATOR, ALERT),
    )
    began = time.monotonic()
    wire.telegram.give(odd, *(message(n, n, "/start") for n in people))
    for one in people:
        wire.greeted(one)
    print(f"\n20 of 20 answered after {time.monotonic() - began:.2f} s")
    wait_for(lambda: wire.saying(OPERATOR, ALERT) > alerts, "an alert", 30)
    wire.settled()
    row = wire.row(base)
    assert (row["state"], json.loads(row["raw"])) == ("parked", odd)


HARDLY = {
    "cut in the middle": '{{"update_id":{},"message":{{"message_id":7,"da}}',
    "nested beyond any stack": '{{"update_id":{},"message":' + "[" * 20_000 + "]" * 20_000 + "}}",
    "a lone half of an emoji": '{{"update_id":{},"message":{{"text":"\\ud83c"}}}}',
}


@pytest.mark.parametrize("text", HARDLY.values(), ids=HARDLY.keys())
def test_an_update_that_is_hardly_json_first_in_a_batch_of_21(wire: Wire, base: int, text: str) -> None:
    people = range(base + 1, base + 21)
    rest = [(n, json.dumps(message(n, n, "/start"))) for n in people]
    wire.telegram.give_raw((base, text.format(base)), *rest)
    for one in people:
        wire.greeted(one)
    wire.settled()
    assert wire.row(base)["state"] == "parked"


def test_ids_that_jump_and_fall_are_all_handled(wire: Wire, base: int) -> None:
    ids = [3, 4_000_000, 4_000_001, 17, 2**62, 16, 900, 5]
    for chat, number in enumerate(ids, base):
        wire.telegram.give(message(number, chat, "/start"))
        wait_for(lambda: not wire.telegram.unconfirmed, f"{number} acknowledged", 30)
    mixed = [70, 80_000, 60, 81_000, 50]
    wire.telegram.give(*(message(number, chat, "/start") for chat, number in enumerate(mixed, base + 100)))
    chats = [*range(base, base + len(ids)), *range(base + 100, base + 100 + len(mixed))]
    for one in chats:
        wire.greeted(one)
    wire.settled()
    assert {wire.row(number)["state"] for number in ids + mixed} == {"done"}
    answers = [len(wire.telegram.said_to(one)) for one in chats]
    print(f"\n{len(chats)} of {len(ids + mixed)} handled, {answers} answers each")
    assert set(answers) == {1}
