"""One process tree owns a database.

The lock is a `flock` on a file beside the database, taken by the parent before anything is started and
handed to each worker as an open descriptor. Such a lock belongs to the *open file*, not to a process, and
ends when the last copy of it is closed. So it survives a worker that dies (the parent still holds it), and
when the parent is killed it ends only with the worker's last breath: a new `run` can never open the file
while an old worker still writes. The simulator does not inherit it: it never touches the database, and
must not keep a dead owner's name alive.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sys
import time
from pathlib import Path

from app.complaints import CannotBegin

# fmt: off
NETWORK = frozenset({
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fhgfs", "gfs", "gfs2", "glusterfs",
    "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "panfs", "prl_fs", "pvfs2", "smb3",
    "smbfs", "vboxsf", "virtiofs", "vxfs", "fuse.ceph", "fuse.cephfs", "fuse.curlftpfs", "fuse.davfs",
    "fuse.gcsfuse", "fuse.glusterfs", "fuse.goofys", "fuse.juicefs", "fuse.moosefs", "fuse.nfs",
    "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "fuse.vmhgfs-fuse",
})
# fmt: on
"""Also what a virtual machine shares with its host: two machines may have it open."""
PATIENCE = 1.0
"""Seconds for the workers of a parent that was just killed to be gone; the kernel takes milliseconds."""


def lock_file(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def acquire(database: Path, *, server: str = "") -> int:
    """The lock's descriptor, to be kept open for life. Raises CannotBegin naming who has it.

    Of a `server`'s database, which that names, it keeps two of this machine apart; those of other machines
    meet the lock that the server holds (storage.sole).
    """
    until = time.monotonic() + PATIENCE
    while (descriptor := try_to_acquire(database, server=server)) is None:
        if time.monotonic() > until:
            raise CannotBegin(_refusal(server or str(database), lock_file(database)))
        time.sleep(0.02)
    return descriptor


def try_to_acquire(database: Path, *, server: str = "") -> int | None:
    """The same at once; None where somebody has it."""
    prepare_folder(database.parent)
    if not server:
        refuse_network_mount(database.parent)
    file = lock_file(database)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise CannotBegin(f"{file} cannot be locked: {error.strerror}.") from None
        return None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()} {time.strftime('%Y-%m-%d %H:%M:%S %z')}\n".encode(), 0)
    return descriptor


def _refusal(database: str, file: Path) -> str:
    pid, _, since = file.read_text().strip().partition(" ")
    alive = holders(file)
    left = (
        f" (which has ended, and left {_listed(alive)} behind)"
        if alive and int(pid or 0) not in alive
        else ""
    )
    return (
        f"Roomline is already running on {database}: process {pid or 'unknown'}{left}, "
        f"since {since or 'unknown'}. "
        "Stop that one first, or give this one a database of its own (database.url)."
    )


def _listed(pids: list[int]) -> str:
    return f"process{'' if len(pids) == 1 else 'es'} {', '.join(map(str, pids))}"


def holders(file: Path, processes: Path = Path("/proc")) -> list[int]:
    """Those who have the lock's file open, as far as one may look; this process is not told of itself."""
    found, wanted = [], file.resolve()
    for process in processes.glob("[0-9]*"):
        try:
            held = any(one.readlink() == wanted for one in (process / "fd").iterdir())
        except OSError:
            continue
        if held and process.name != str(os.getpid()):
            found.append(int(process.name))
    return sorted(found)


def prepare_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotBegin(
            f"{folder} cannot be made for the database (database.url): {error.strerror}."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotBegin(f"{folder} cannot be written to; the database lies there (database.url).")


def refuse_network_mount(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """SQLite's locks do not hold over a network file system; two machines would corrupt the file."""
    if sys.platform != "linux" and not mounts.exists():
        return
    kind = mount_kind(folder, mounts.read_text())
    if kind in NETWORK:
        raise CannotBegin(
            f"{folder} lies on a network file system ({kind}), where SQLite's locks do not hold; "
            "choose a folder on this machine's own disk (database.url)."
        )


def mount_kind(folder: Path, mounts: str) -> str:
    """The file system of the deepest mount point that holds the folder; a later line covers an earlier
    one."""
    deepest, kind = -1, ""
    for row in mounts.splitlines():
        _, point, found, *_ = row.split()
        place = Path(point.encode().decode("unicode_escape"))
        if folder.resolve().is_relative_to(place) and len(place.parts) >= deepest:
            deepest, kind = len(place.parts), found
    return kind
