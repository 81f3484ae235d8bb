"""One program for all journeys that do not need one of their own: each hires people of its own there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import ROUND_THE_CLOCK
from tests.world import Program


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("journeys")
    started = Program(folder).start()
    try:
        keep_maya_to_massages(started, folder)
        yield started
    finally:
        started.stop()


@pytest.fixture
def own_program(tmp_path: Path) -> Iterator[Program]:
    """Not started: for journeys that stop it, break it or look at its first start."""
    mine = Program(tmp_path)
    try:
        yield mine
    finally:
        mine.stop()


def keep_maya_to_massages(program: Program, folder: Path) -> None:
    """The sample therapist does everything, so she would be asked for every journey's own treatment too."""
    roster = folder / "sample"
    roster.mkdir()
    for name, rows in {
        "services": "code,name,minutes,price\nbalinese,Balinese massage,60,250000\n",
        "therapists": "code,name,gender,services,sample\nmaya,Maya,female,balinese,yes\n",
        "hours": f"therapist,days,opens,closes\nmaya,{ROUND_THE_CLOCK}\n",
    }.items():
        (roster / f"{name}.csv").write_text(rows)
    said = program.run("import", str(roster))
    assert said.returncode == 0, said.stdout + said.stderr
