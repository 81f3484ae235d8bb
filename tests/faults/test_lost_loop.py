"""A loop that breaks is no reason to live on deaf: the worker ends, and another one takes over."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.faults.lose_a_loop import ORDER, SCHEDULER
from tests.world import Program, phone, wait_for

pytestmark = pytest.mark.slow

WIRING = "tests.faults.lose_a_loop"


@pytest.mark.parametrize("loop", ["delivery", "lanes"])
def test_a_worker_that_lost_a_loop_is_replaced(tmp_path: Path, loop: str) -> None:
    program = Program(tmp_path, wiring=WIRING).start()
    try:
        customer, first = phone(program.world, "customer"), program.worker()
        customer.start()
        customer.see("You can book")
        customer.send(f"{ORDER}{loop}")
        wait_for(lambda: program.worker() != first, "another worker")
        asked = customer.send("/privacy")
        customer.see("Telegram", after=asked)
    finally:
        program.stop()


def test_a_scheduler_that_stands_still_is_red_within_ten_seconds_and_messages_flow(tmp_path: Path) -> None:
    program = Program(tmp_path, wiring=WIRING).start()
    try:
        customer = phone(program.world, "customer")
        customer.start()
        customer.see("You can book")
        wait_for(lambda: colours(program)["scheduler"] == "green", "a first sample of the ticks", 20)
        worker = program.worker()
        customer.send(f"{ORDER}{SCHEDULER}")
        began = time.monotonic()
        wait_for(lambda: colours(program)["scheduler"] == "red", "a red scheduler", 20)
        assert time.monotonic() - began < 10
        asked = customer.send("/privacy")
        customer.see("Telegram", after=asked, patience=3)
        assert program.worker() == worker
    finally:
        program.stop()


def colours(program: Program) -> dict[str, str]:
    report = json.loads(program.run("status", "--json").stdout)
    return {part["part"]: part["colour"] for part in report["parts"]}
