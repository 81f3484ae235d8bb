"""That it comes back by itself, from either death, and takes updates before it can do anything else.

How soon is measured by `./run bench comeback`: a figure depends on the machine, what comes back does not.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import held
from tests.faults.ledger import read
from tests.faults.paired import Paired, await_warm, fell, paired
from tests.faults.raw_telegram import RawTelegram, message
from tests.world import Program, wait_for

pytestmark = pytest.mark.slow


def stored(program: Program, update: int) -> bool:
    try:
        return bool(read(program, f"SELECT 1 FROM updates WHERE update_id = {update}"))
    except held.NOT_THERE:
        return False


def announced(program: Program) -> bool:
    assert program.process is not None and program.process.stdout is not None
    return bool(select.select([program.process.stdout], [], [], 0)[0])


def test_stored_long_before_a_cold_start_is_ready(tmp_path: Path) -> None:
    """Cold: a new parent, a new worker, nothing imported yet, a database that is there, updates that wait."""
    with RawTelegram() as telegram:
        program = Program(tmp_path, env=telegram.env).start()
        fell(program)
        telegram.give(message(1000, 500, "/start"))
        program.spawn()
        wait_for(partial(stored, program, 1000), "the update in the database", 30)
        assert not announced(program), "stored, but only when everything else was there"
        program.await_line()
        program.stop()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paired]:
    with paired(tmp_path_factory.mktemp("comeback")) as both:
        yield both


def test_handled_after_the_worker_s_death(pair: Paired) -> None:
    await_warm(pair.program)
    pair.program.kill_worker()
    pair.customer.send("After the worker's death")
    wait_for(lambda: pair.copies(pair.therapist, "After the worker's death"), "the copy")


def test_handled_after_the_tree_s_death(pair: Paired) -> None:
    pair.quiet()
    # The worker hears it no more, and dies with it unheard.
    os.kill(pair.program.worker(), signal.SIGSTOP)
    pair.customer.send("Said to nobody")
    fell(pair.program)
    pair.program.start()
    wait_for(lambda: pair.copies(pair.therapist, "Said to nobody"), "the copy")
