"""FAULTS 31: a database on a network mount is refused; an SQLite with the WAL-reset bug works with one
connection that writes and checkpoints, and that is said, never refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.owner import NETWORK, mount_kind
from tests.faults.far_away import mounted_far_away
from tests.faults.paired import await_working
from tests.world import Program, phone, wait_for

pytestmark = pytest.mark.slow

BUGGY = (3, 7, 0) <= sqlite3.sqlite_version_info <= (3, 51, 2)


def test_a_network_mount_is_refused(tmp_path: Path) -> None:
    with mounted_far_away(tmp_path / "far") as far:
        program = Program(tmp_path, url=f"sqlite:///{far / 'roomline.db'}")
        program.spawn()
        assert program.process is not None
        with program.process as process:
            assert process.wait(60) == 2
        for said in (program.log(), program.run("migrate").stderr):
            assert "network file system (fuse.sshfs)" in said and "database.url" in said, said
        linked = tmp_path / "near.db"
        linked.symlink_to(far / "roomline.db")
        said = Program(tmp_path, url=f"sqlite:///{linked}").run("migrate").stderr
        assert "network file system (fuse.sshfs)" in said, "through a link on this machine's disk"


@pytest.mark.parametrize("kind", sorted(NETWORK))
def test_every_kind_that_is_known(kind: str, tmp_path: Path) -> None:
    mounts = f"/dev/a / ext4 rw 0 0\nelsewhere {tmp_path} {kind} rw 0 0\n"
    assert mount_kind(tmp_path / "var", mounts) in NETWORK


def test_one_connection_writes_and_the_version_is_said(tmp_path: Path) -> None:
    program = Program(tmp_path, wiring="tests.faults.traced_sqlite").start()
    try:
        operator = phone(program.world, "operator")
        operator.start()
        operator.see("You are an operator")
        worker = program.kill_worker()
        wait_for(lambda: program.worker() != worker, "another worker")
        await_working(program)
        assert program.run("backup").returncode == 0
        shown = program.run("status").stdout
        asked = operator.send("/status")
        answer = operator.see("Database", after=asked)["text"]
        version = f"SQLite {sqlite3.sqlite_version}"
        assert (version in shown, version in answer) == (BUGGY, BUGGY), (shown, answer)
        assert ("one connection" in answer) == BUGGY, answer
    finally:
        program.stop()
    one_wrote_at_a_time((tmp_path / "sqlite.trace").read_text().splitlines())


def one_wrote_at_a_time(lines: list[str]) -> None:
    """Of each process: once another connection has written, an earlier one never does again."""
    writers: dict[str, list[str]] = {}
    checkpoints: dict[str, set[str]] = {}
    for line in lines:
        process, connection, what = line.split()
        if what == "checkpoint":
            checkpoints.setdefault(process, set()).add(connection)
        elif writers.setdefault(process, [""])[-1] != connection:
            writers[process].append(connection)
    order = {process: each[1:] for process, each in writers.items()}
    print(f"\nSQLite {sqlite3.sqlite_version}; connections that wrote, in order: {order}, {checkpoints}")
    assert len(order) == 2, "a worker, and the one after it"
    # The early journal's, the one that looks at the shape, the writer's.
    assert all(len(set(each)) == len(each) <= 3 for each in order.values()), order
    assert all(each <= set(order[process][-1:]) for process, each in checkpoints.items())
