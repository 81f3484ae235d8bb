from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.complaints import CannotBegin
from app.owner import acquire, lock_file, mount_kind, refuse_network_mount

HOLD = """
import sys, os
from pathlib import Path
from app.owner import acquire
acquire(Path(sys.argv[1]))
if sys.argv[2:] == ["fork"] and os.fork() == 0:
    sys.stdin.read(); os._exit(0)
print("held", flush=True)
if sys.argv[2:] == ["fork"]:
    os.kill(os.getpid(), 9)
sys.stdin.read()
"""


@contextmanager
def another_process(*words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_process_is_refused_and_told_whose_it_is(tmp_path: Path) -> None:
    database = tmp_path / "deep" / "roomline.db"
    with another_process(str(database)) as first:
        with pytest.raises(
            CannotBegin, match=f"already running on {database}: process {first.pid}, since 20"
        ):
            acquire(database)
        first.kill()
        first.wait()
        os.close(acquire(database))
    assert lock_file(database).read_text().startswith(f"{os.getpid()} ")


def test_a_worker_keeps_the_lock_after_its_parent_was_killed(tmp_path: Path) -> None:
    database = tmp_path / "roomline.db"
    with another_process(str(database), "fork") as parent:
        parent.wait()
        with pytest.raises(CannotBegin, match="already running"):
            acquire(database)
        assert parent.stdin is not None
        parent.stdin.close()  # the worker's end
        os.close(acquire(database))


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        ("/dev/a / ext4 rw 0 0\nnas:/x {home} nfs4 rw 0 0\n", "nfs4"),
        ("/dev/a / ext4 rw 0 0\n//nas/x {home} cifs rw 0 0\n/dev/b {home} ext4 rw 0 0\n", "ext4"),
        ("nas:/ / nfs rw 0 0\n/dev/a {home} xfs rw 0 0\n", "xfs"),
        ("/dev/a / ext4 rw 0 0\nnas:/x {home}lier nfs rw 0 0\n", "ext4"),
    ],
)
def test_the_deepest_and_latest_mount_counts(tmp_path: Path, mounts: str, kind: str) -> None:
    assert mount_kind(tmp_path / "var", mounts.replace("{home}", str(tmp_path))) == kind


def test_a_mount_point_with_a_space_is_read(tmp_path: Path) -> None:
    assert mount_kind(tmp_path / "my data", f"nas:/x {tmp_path}/my\\040data nfs rw 0 0\n") == "nfs"


def test_a_network_mount_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nnas:/x {tmp_path} nfs4 rw 0 0\n")
    with pytest.raises(CannotBegin, match=r"network file system \(nfs4\)"):
        refuse_network_mount(tmp_path / "var", mounts)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotBegin, match=r"cannot be made for the database \(database.url\)"):
        acquire(tmp_path / "file" / "roomline.db")
