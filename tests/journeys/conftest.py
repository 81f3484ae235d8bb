"""One program for all journeys that do not need one of their own: each hires people of its own there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.house import keep_maya_to_massages
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
