"""`roomline migrate`, as an operator types it: forward, back, and what going back would lose."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import owner
from storage import migrate
from storage.opening import open_storage
from tests.storage import postgres, samples
from tests.storage.opened import NOW, Tasks, Woken, writing
from tests.world import Program

pytestmark = pytest.mark.slow


async def fill(place: Path | str) -> None:
    storage = await open_storage(place, tasks=Tasks(), wake=Woken(), at=NOW)
    async with writing(storage) as unit:
        _, customer, _maya, _hers = await samples.booked(unit)
        await unit.phrases.add(customer.id, "On my way")
    await storage.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Program:
    made = Program(tmp_path)
    if request.param == "sqlite":
        asyncio.run(fill(made.database))
        return made
    server: postgres.Server = request.getfixturevalue("server")
    url = asyncio.run(server.database())
    asyncio.run(fill(url))
    made.env["ROOMLINE_DATABASE__URL"] = url
    return made


def test_there_and_back(program: Program) -> None:
    here = program.run("migrate", "--json")
    assert json.loads(here.stdout) == {"was": migrate.head(), "revision": migrate.head(), "lost": []}
    asked = program.run("migrate", "--to", "0010")
    assert asked.returncode == 2 and "loses" in asked.stderr and "--yes" in asked.stderr, asked.stderr
    assert "1 row of phrases" in asked.stderr
    gone = program.run("migrate", "--to", "0010", "--yes", "--json")
    told = json.loads(gone.stdout)
    assert (told["was"], told["revision"]) == (migrate.head(), "0010")
    assert {"table": "phrases", "column": "", "rows": 1} in told["lost"]
    back = program.run("migrate", "--back", "--yes")
    assert "is at revision 0009, and was at 0010" in back.stdout, back.stderr
    again = program.run("migrate")
    assert again.returncode == 0 and f"is at revision {migrate.head()}" in again.stdout
    rows = json.loads(program.run("export", "bookings").stdout)
    assert [row["reference"] for row in rows] == ["RL-7K2M"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("--to", "9"), ("--to 9", "0001", migrate.head())),
        (("--to", "0010", "--back"), ("--back", "--to")),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, words: tuple[str, ...], parts: tuple[str, ...]) -> None:
    done = Program(tmp_path).run("migrate", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert [part for part in parts if part not in done.stderr] == [], done.stderr
    assert not (tmp_path / "roomline.db").exists()


def test_an_empty_database_has_nothing_before_it(tmp_path: Path) -> None:
    done = Program(tmp_path).run("migrate", "--back", "--yes")
    assert done.returncode == 2 and "none before it" in done.stderr


def test_not_while_somebody_runs(tmp_path: Path) -> None:
    program = Program(tmp_path)
    asyncio.run(fill(program.database))
    lock = owner.acquire(program.database)
    try:
        done = program.run("migrate", "--back", "--yes")
    finally:
        os.close(lock)
    assert done.returncode == 2 and f"process {os.getpid()}" in done.stderr
    with closing(sqlite3.connect(program.database)) as look:
        assert look.execute("SELECT version_num FROM alembic_version").fetchone() == (migrate.head(),)
