"""`roomline backup` and `restore`, as an operator types them."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest

from app import owner
from storage.opening import open_storage
from tests.storage import samples
from tests.storage.opened import NOW, Tasks, Woken, writing
from tests.world import Program


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("backup"))
    asyncio.run(fill(made.database))
    (made.folder / "notes.txt").write_text("no database")
    return made


async def fill(path: Path) -> None:
    storage = await open_storage(path, tasks=Tasks(), wake=Woken(), at=NOW)
    async with writing(storage) as unit:
        await samples.booked(unit)
    await storage.close()


def test_a_copy_lies_beside_the_database_and_only_so_many_stay(program: Program) -> None:
    folder = program.database.parent / "backups"
    for stamp in ("20260101T000000Z", "20260102T000000Z"):
        folder.mkdir(exist_ok=True)
        (folder / f"roomline-{stamp}.db").write_text("older")
    (folder / "mine.db").write_text("not ours to remove")
    done = program.run("backup", "--keep", "2", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert Path(made["file"]).parent == folder
    assert made["rows"] > 2 and made["removed"] == [str(folder / "roomline-20260101T000000Z.db")]
    assert (folder / "mine.db").exists()


@pytest.mark.slow
def test_restored_it_says_what_is_back_and_where_the_rest_is(program: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert program.run("backup", str(copy)).returncode == 0
    done = program.run("restore", str(copy), "--yes", "--json")
    assert done.returncode == 0, done.stderr
    before = json.loads(done.stdout)["before"].removeprefix("in ")
    assert Path(before).is_file() and Path(before).parent == program.database.parent
    rows = json.loads(program.run("export", "bookings").stdout)
    assert [row["reference"] for row in rows] == ["RL-7K2M"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (("restore", "nothing.db", "--yes"), ("nothing.db", "is not there")),
        (("restore", "notes.txt", "--yes"), ("notes.txt", "not a database")),
        (("backup", "notes.txt"), ("notes.txt", "exists already")),
        pytest.param(("backup", "x.db", "--keep", "3"), ("--keep 3", "a place"), marks=pytest.mark.slow),
        pytest.param(("backup", "no/such/folder/x.db"), ("No such file",), marks=pytest.mark.slow),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    program: Program, words: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    before = program.database.read_bytes()
    done = program.run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert [part for part in parts if part not in done.stderr] == [], done.stderr
    assert "Traceback" not in done.stderr
    assert program.database.read_bytes() == before


@pytest.mark.slow
def test_nothing_is_put_back_unasked_nor_while_somebody_runs(program: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert program.run("backup", str(copy)).returncode == 0
    done = program.run("restore", str(copy))
    assert done.returncode == 2 and "--yes" in done.stderr
    lock = owner.acquire(program.database)
    try:
        done = program.run("restore", str(copy), "--yes")
        beside = program.run("backup", str(tmp_path / "beside.db"))
    finally:
        os.close(lock)
    assert done.returncode == 2 and f"process {os.getpid()}" in done.stderr
    assert beside.returncode == 0, beside.stderr
