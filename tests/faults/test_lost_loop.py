"""A loop that breaks is no reason to live on deaf: the worker ends, and another one takes over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.lose_a_loop import ORDER
from tests.world import Program, phone, wait_for


@pytest.mark.parametrize("loop", ["delivery", "lanes"])
def test_a_worker_that_lost_a_loop_is_replaced(tmp_path: Path, loop: str) -> None:
    program = Program(tmp_path, wiring="tests.faults.lose_a_loop").start()
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
