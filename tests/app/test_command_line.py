from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.first_look import quick_run

HOME = Path(__file__).resolve().parents[2]


def roomline(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ROOMLINE_")}
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=HOME,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["runn"], "There is no command runn; did you mean run?"),
        (["zzz"], "There is no command zzz; known are: "),
        (["run", "--headles"], "--headles"),
        (["run", "now"], "now"),
        (["run", "--config"], "--config needs the path"),
        (["--config", "/no/such.yaml", "run"], "/no/such.yaml cannot be read"),
        (["run", "--headless", "--config=/no/such.yaml"], "/no/such.yaml cannot be read"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_2(words: list[str], said: str) -> None:
    done = roomline(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_help_lists_the_commands() -> None:
    done = roomline("--help")
    assert done.returncode == 0
    for command in ("run", "simulate", "migrate"):
        assert command in done.stdout


def test_simulate_passes_its_words_on() -> None:
    done = roomline("simulate", "--help")
    assert (done.returncode, "--folder" in done.stdout) == (0, True)
    assert roomline("simulate", "--port", "lots").returncode == 2


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ([], (False, False)),
        (["run"], (False, False)),
        (["--headless"], (True, False)),
        (["run", "--fresh", "--headless"], (True, True)),
        (["run", "--help"], None),
        (["status"], None),
        (["--help"], None),
    ],
)
def test_run_is_recognised_at_first_sight(words: list[str], meant: tuple[bool, bool] | None) -> None:
    assert quick_run(words) == meant
