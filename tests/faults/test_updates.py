"""Updates that no schema knows, that always fail, whose ids jump and fall: nobody else waits for them."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import count, read
from tests.faults.raw_telegram import RawTelegram, message
from tests.world import Program, wait_for

OPERATOR, ANA = 99, 500
GREETED = "book a visit"
APOLOGY = "something went wrong on our side"
ALERT = "could not be handled and was put aside"


@contextmanager
def running(folder: Path) -> Iterator[tuple[RawTelegram, Program]]:
    """A program without a simulator, whose operator has pressed Start."""
    with RawTelegram() as telegram:
        env = telegram.env | {"ROOMLINE_OPERATORS": str(OPERATOR)}
        program = Program(folder, env=env).start()
        try:
            telegram.give(message(1, OPERATOR, "/start"), message(2, ANA, "/start"))
            for one in (OPERATOR, ANA):
                greeted(telegram, one)
            yield telegram, program
        finally:
            program.stop()


def greeted(telegram: RawTelegram, chat: int) -> None:
    wait_for(lambda: any(GREETED in text for text in telegram.said_to(chat)), f"a welcome to {chat}")


def told(telegram: RawTelegram, chat: int, part: str) -> Any:
    return wait_for(lambda: [text for text in telegram.said_to(chat) if part in text], f"{part!r} to {chat}")


def settled(program: Program) -> bool:
    return count(program.database, "updates WHERE state = 'pending'") == 0


def parked(program: Program) -> list[sqlite3.Row]:
    return read(program.database, "SELECT * FROM updates WHERE state = 'parked'")


POISONS = {
    "a date before all time": message(100, ANA, "hi", date=-(10**15)),
    "a message id that no database holds": message(100, ANA, "/nonsense", message_id=2**70),
    "a text that is no text": message(100, ANA, "hi", text={"very": "new"}),
}
"""Each of them fails whenever it is handled, and only when it is handled."""


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_an_update_that_always_fails_is_parked_after_three_tries(
    tmp_path: Path, poison: dict[str, Any]
) -> None:
    with running(tmp_path) as (telegram, program):
        others = range(600, 605)
        telegram.give(poison, message(101, ANA, "/help"), *(message(n, n, "/start") for n in others))
        began = time.monotonic()
        for one in others:
            greeted(telegram, one)
        others_after = time.monotonic() - began
        assert others_after < 1, "the others waited for the one that fails"
        told(telegram, OPERATOR, ALERT)
        told(telegram, ANA, APOLOGY)
        wait_for(lambda: len(telegram.said_to(ANA)) == 3, "a welcome, an apology and what came after")
        wait_for(lambda: settled(program), "all handled")
        (row,) = parked(program)
        print(f"\ntries {row['tries']}, others answered after {others_after:.2f} s, error: {row['error']}")
        assert (row["update_id"], row["tries"], json.loads(row["raw"])) == (100, 3, poison)
        assert len([text for text in telegram.said_to(OPERATOR) if ALERT in text]) == 1
        assert len([text for text in telegram.said_to(ANA) if APOLOGY in text]) == 1


def test_a_locked_database_is_not_a_try(tmp_path: Path) -> None:
    with running(tmp_path) as (telegram, program):
        with closing(sqlite3.connect(program.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            telegram.give(message(100, ANA, "/help"))
            wait_for(lambda: None in telegram.offsets[-1:], "the fetch of it")
            time.sleep(2)  # what passes here is the time in which tries would be counted
            assert telegram.unconfirmed == [100], "acknowledged what could not be stored"
            other.execute("ROLLBACK")
        wait_for(lambda: len(telegram.said_to(ANA)) == 2, "the answer")
        wait_for(lambda: settled(program), "all handled")
        rows = read(program.database, "SELECT tries, state, error FROM updates")
        assert {tuple(row) for row in rows} == {(0, "done", "")}


UNKNOWN = {
    "of a new kind": {"update_id": 100, "quantum_message": {"id": 1}},
    "of no kind": {"update_id": 100},
    "of a known kind in a new shape": {"update_id": 100, "message": ["not", "an", "object"]},
    "with numbers beyond 64 bits": {"update_id": 100, "message": {"chat": {"id": 2**80}, "date": 2**90}},
}


@pytest.mark.parametrize("odd", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_an_update_no_schema_knows_first_in_a_batch_of_21(tmp_path: Path, odd: dict[str, Any]) -> None:
    with running(tmp_path) as (telegram, program):
        people = range(1000, 1020)
        began = time.monotonic()
        telegram.give(odd, *(message(n, n, "/start") for n in people))
        for one in people:
            greeted(telegram, one)
        print(f"\n20 of 20 answered after {time.monotonic() - began:.2f} s")
        told(telegram, OPERATOR, ALERT)
        wait_for(lambda: settled(program), "all handled")
        (row,) = parked(program)
        assert (row["update_id"], json.loads(row["raw"])) == (100, odd)
        wait_for(lambda: not telegram.unconfirmed, "all of it acknowledged")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cut in the middle", '{"update_id":100,"message":{"message_id":7,"da}'),
        ("nested beyond any stack", '{"update_id":100,"message":' + "[" * 20_000 + "]" * 20_000 + "}"),
        ("a lone half of an emoji", json.dumps(message(100, ANA, "/start \ud83c"))),
    ],
)
def test_an_update_that_is_hardly_json_first_in_a_batch_of_21(tmp_path: Path, name: str, text: str) -> None:
    with running(tmp_path) as (telegram, program):
        people = range(1000, 1020)
        rest = [(n, json.dumps(message(n, n, "/start"))) for n in people]
        telegram.give_raw((100, text), *rest)
        for one in people:
            greeted(telegram, one)
        wait_for(lambda: settled(program), "all handled")
        (row,) = read(program.database, "SELECT state, raw FROM updates WHERE update_id = 100")
        print(f"\n20 of 20 answered; the odd one is {row['state']}")
        wait_for(lambda: not telegram.unconfirmed, "all of it acknowledged")


def test_ids_that_jump_and_fall_are_all_handled(tmp_path: Path) -> None:
    with running(tmp_path) as (telegram, program):
        ids = [3, 4_000_000, 4_000_001, 17, 2**62, 16, 900, 5]
        for turn, number in enumerate(ids):
            telegram.give(message(number, 2000 + turn, "/start"))
            wait_for(lambda: not telegram.unconfirmed, f"{number} acknowledged")
        mixed = [70, 80_000, 60, 81_000, 50]
        telegram.give(*(message(number, 3000 + turn, "/start") for turn, number in enumerate(mixed)))
        for one in [*range(2000, 2000 + len(ids)), *range(3000, 3000 + len(mixed))]:
            greeted(telegram, one)
        wait_for(lambda: not telegram.unconfirmed, "all acknowledged")
        wait_for(lambda: settled(program), "all handled")
        assert count(program.database, "updates WHERE state = 'done'") == 2 + len(ids) + len(mixed)
        counts = [len(telegram.said_to(one)) for one in range(2000, 2000 + len(ids))]
        print(f"\n{len(ids) + len(mixed)} of {len(ids) + len(mixed)} handled, {counts} answers each")
        assert set(counts) == {1}
