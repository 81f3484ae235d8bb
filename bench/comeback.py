"""How soon updates are safe again after a death, and handled: against a bare `import aiogram` here and now.

    ./run bench comeback

Each figure stands beside the promise it belongs to and as a multiple of the time that a new Python takes to
import aiogram on this machine in this run: that is what a bot of the usual kind needs before its first step.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from tests.faults.paired import Paired, await_warm, fell, paired
from tests.faults.raw_telegram import RawTelegram, message
from tests.faults.test_row_07_start_after_a_crash import stored
from tests.world import Program, wait_for

MOMENTS = 5
DURABLE, WARM, COLD = 1.0, 5.0, 8.0
"""Seconds that are promised: stored after a process's start, handled after the worker's death, the tree's."""


def bare_import() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import aiogram"], check=True)
    return time.monotonic() - began


def stored_after_a_cold_start(folder: Path) -> list[float]:
    took = []
    with RawTelegram() as telegram:
        program = Program(folder, env=telegram.env).start()
        for moment in range(MOMENTS):
            fell(program)
            update = 1000 + moment
            telegram.give(message(update, 500, "/start"))
            began = time.monotonic()
            program.spawn()
            wait_for(partial(stored, program, update), f"update {update}", 60)
            took.append(time.monotonic() - began)
            program.await_line()
        program.stop()
    return took


def handled_after_the_worker_s_death(pair: Paired) -> list[float]:
    took = []
    for moment in range(MOMENTS):
        text = f"After the worker's death {moment}"
        await_warm(pair.program)
        pair.program.kill_worker()
        began = time.monotonic()
        pair.customer.send(text)
        wait_for(partial(pair.copies, pair.therapist, text), text, 60)
        took.append(time.monotonic() - began)
    return took


def handled_after_the_tree_s_death(pair: Paired) -> list[float]:
    took = []
    for moment in range(MOMENTS):
        text = f"Said to nobody {moment}"
        pair.quiet()
        # The worker hears it no more, and dies with it unheard.
        os.kill(pair.program.worker(), signal.SIGSTOP)
        pair.customer.send(text)
        fell(pair.program)
        began = time.monotonic()
        pair.program.start()
        wait_for(partial(pair.copies, pair.therapist, text), text, 60)
        took.append(time.monotonic() - began)
    return took


def main() -> None:
    imports = statistics.median(bare_import() for _ in range(MOMENTS))
    print(f"a new Python imports aiogram in {imports:.2f} s (median of {MOMENTS})")
    with tempfile.TemporaryDirectory() as made:
        cold, warm = Path(made, "cold"), Path(made, "warm")
        cold.mkdir()
        warm.mkdir()
        _say("stored after a cold start", DURABLE, stored_after_a_cold_start(cold), imports)
        with paired(warm) as pair:
            _say("handled after the worker's death", WARM, handled_after_the_worker_s_death(pair), imports)
            _say("handled after the tree's death", COLD, handled_after_the_tree_s_death(pair), imports)


def _say(what: str, promised: float, took: list[float], imports: float) -> None:
    middle, worst = statistics.median(took), max(took)
    verdict = "held" if worst < promised else "NOT HELD on this machine"
    print(
        f"{what:34} p50 {middle:5.2f} s  worst {worst:5.2f} s  {middle / imports:4.2f} x the import  "
        f"(promised < {promised:.0f} s: {verdict})",
        flush=True,
    )
