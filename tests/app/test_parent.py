"""The parent with real processes and a worker of the smallest kind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.tiny_wiring import TOKEN

HOME = Path(__file__).resolve().parents[2]
START = """
import sys
from app.complaints import CannotBegin
from app.parent import start
words = sys.argv
try:
    sys.exit(start(headless="--plain" not in words, fresh="--fresh" in words, wiring="tests.app.tiny_wiring"))
except CannotBegin as reason:
    sys.stderr.write(f"{reason}\\n")
    sys.exit(2)
"""
REAL = {
    "ROOMLINE_TELEGRAM__TOKEN": "123456789:" + "A" * 35,
    "ROOMLINE_TELEGRAM__API_BASE": "http://127.0.0.1:1",
}


class Run:
    """One `run`, in a folder of its own."""

    def __init__(self, folder: Path, *words: str, **environment: str) -> None:
        config = folder / "config.yaml"
        config.write_text("web:\n  port: 0\nsimulator:\n  port: 0\n")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ROOMLINE_")},
            **environment,
            "ROOMLINE_CONFIG": str(config),
            "PYTHONPATH": str(HOME),
        }
        self.at: dict[str, Any] = {}
        self.log = folder / "log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", START, *words],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline() or pytest.fail(self.log.read_text())

    def ready(self) -> dict[str, Any]:
        self.at = json.loads(self.line())
        return self.at

    def worker(self) -> int:
        """Who answers now; a dead worker's callers wait in the parent's listening socket for the next."""
        with urllib.request.urlopen(self.at["web"], timeout=20) as answer:
            return int(json.load(answer)["pid"])

    def next_worker(self, after: int) -> int:
        return eventually(lambda: self.worker_or_none(), lambda pid: pid not in (None, after)) or 0

    def worker_or_none(self) -> int | None:
        try:
            return self.worker()
        except OSError:
            return None

    def children(self) -> set[int]:
        pid = self.process.pid
        return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def eventually(ask: Callable[[], Any], holds: Callable[[Any], bool] = bool, seconds: float = 20) -> Any:
    until = time.monotonic() + seconds
    while not holds(found := ask()):
        assert time.monotonic() < until, f"still {found!r} after {seconds} s"
        time.sleep(0.01)
    return found


def gone(pid: int) -> bool:
    try:
        return " Z" in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    running: list[Run] = []

    def start(*words: str, **environment: str) -> Run:
        running.append(Run(tmp_path, *words, **environment))
        return running[-1]

    yield start
    for one in running:
        one.end()


def test_headless_prints_one_line_and_a_dead_worker_is_replaced(run: Callable[..., Run]) -> None:
    here = run(**REAL)
    ready = here.ready()
    assert ready.keys() == {"web", "simulator", "pid", "worker"}
    assert (ready["pid"], ready["simulator"]) == (here.process.pid, None)
    worker = here.worker()
    assert worker == ready["worker"]
    for _ in range(2):
        os.kill(worker, signal.SIGKILL)
        worker = here.next_worker(worker)
    here.process.terminate()
    rest, _ = here.process.communicate(timeout=20)
    assert (here.process.returncode, rest) == (0, "")


def is_cold(pid: int) -> bool:
    return b"app.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()


def replaced(here: Run, worker: int) -> tuple[int, float]:
    """The next worker and the seconds until it answered."""
    time.sleep(2.1)  # one that lived for two seconds is replaced without a wait
    os.kill(worker, signal.SIGKILL)
    began = time.monotonic()
    return here.next_worker(worker), time.monotonic() - began


def test_once_warm_a_worker_is_a_fork_and_there_at_once(run: Callable[..., Run]) -> None:
    here = run(**REAL)
    worker = here.ready()["worker"]
    assert is_cold(worker)
    until = time.monotonic() + 120
    while is_cold(worker):
        assert time.monotonic() < until
        worker, _ = replaced(here, worker)
    took = []
    for _ in range(3):  # the best of them: other work on this machine is not what is measured
        worker, seconds = replaced(here, worker)
        assert not is_cold(worker)
        took.append(seconds)
    assert min(took) < 0.5, took
    assert len(list(Path(f"/proc/{here.process.pid}/task").iterdir())) == 1


def test_a_worker_that_refuses_its_configuration_ends_everything(run: Callable[..., Run]) -> None:
    here = run(**REAL)
    here.ready()
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{here.at['web']}/die?code=2", timeout=20)
    assert here.process.wait(20) == 2


def test_a_worker_that_breaks_says_why_without_the_token(run: Callable[..., Run]) -> None:
    here = run(**REAL)
    worker = here.ready()["worker"]
    with contextlib.suppress(OSError):  # the answer may be cut off by the end
        urllib.request.urlopen(f"{here.at['web']}/fail", timeout=20).close()
    assert here.next_worker(worker) != worker
    said = here.log.read_text()
    assert "ConnectionError: no route to https://example.org/bot[token]/getMe" in said
    assert TOKEN not in said


def test_one_that_keeps_dying_is_not_replaced_in_a_frenzy(run: Callable[..., Run]) -> None:
    here = run(**REAL)
    worker = here.ready()["worker"]
    began = time.monotonic()
    for _ in range(4):
        os.kill(worker, signal.SIGKILL)
        worker = here.next_worker(worker)
    assert time.monotonic() - began > 0.2 + 0.4 + 0.8


@pytest.mark.parametrize("trial", [False, True])
def test_kill_9_of_the_parent_leaves_no_process_behind(run: Callable[..., Run], trial: bool) -> None:
    here = run() if trial else run(**REAL)
    here.ready()
    kin = here.children()
    assert len(kin) == (2 if trial else 1)
    here.process.kill()
    here.process.wait()
    eventually(lambda: all(gone(pid) for pid in kin), seconds=5)


def test_the_trials_simulator_comes_back_on_its_port_and_stops_with_the_rest(run: Callable[..., Run]) -> None:
    here = run()
    ready = here.ready()
    world = f"{ready['simulator']}/world/clock"
    urllib.request.urlopen(world, timeout=20).close()
    simulator = (here.children() - {ready["worker"]}).pop()
    os.kill(simulator, signal.SIGKILL)
    eventually(lambda: gone(simulator))
    urllib.request.urlopen(world, timeout=20).close()
    kin = here.children()
    here.process.send_signal(signal.SIGINT)
    assert here.process.wait(20) == 0
    assert all(gone(pid) for pid in kin)


def test_in_plain_words(run: Callable[..., Run]) -> None:
    here = run("--plain")
    said = "".join(here.line() for _ in range(7))
    assert "Open   http://127.0.0.1:" in said
    here.process.send_signal(signal.SIGINT)
    rest, _ = here.process.communicate(timeout=20)
    assert (here.process.returncode, rest.splitlines()[-1]) == (
        0,
        "Stopped. Nothing was lost; start again any time.",
    )


def test_a_second_run_is_refused_and_the_first_goes_on(run: Callable[..., Run]) -> None:
    first = run(**REAL)
    first.ready()
    second = run(**REAL)
    assert second.process.wait(20) == 2
    assert f"process {first.process.pid}" in second.log.read_text()
    assert first.worker() == first.at["worker"]


def test_a_port_in_use_is_a_sentence(run: Callable[..., Run]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        here = run(**REAL, ROOMLINE_WEB__PORT=port)
        assert here.process.wait(20) == 2
    said = here.log.read_text()
    assert f"Port {port} on 127.0.0.1 is in use" in said
    assert "web.port" in said
    assert "Traceback" not in said


def test_bad_configuration_starts_nothing(run: Callable[..., Run], tmp_path: Path) -> None:
    here = run(**REAL, ROOMLINE_WEB__PORT="soon")
    assert here.process.wait(20) == 2
    assert "web.port is 'soon'; allowed: a port" in here.log.read_text()
    assert not (tmp_path / "var").exists()


def test_fresh_throws_the_trial_away_and_refuses_with_a_real_token(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    trial = tmp_path / "var" / "trial"
    (trial / "world").mkdir(parents=True)
    for name in ("roomline.db", "roomline.db-wal", "world/old", "mine.txt"):
        (trial / name).write_text("old")
    here = run("--fresh")
    here.ready()
    assert sorted(one.name for one in trial.iterdir() if one.name != "world") == [
        "mine.txt",
        "roomline.db.lock",
    ]
    assert not (trial / "world" / "old").exists()
    here.end()
    real = run("--fresh", **REAL)
    assert real.process.wait(20) == 2
    assert "--fresh throws a trial away" in real.log.read_text()
