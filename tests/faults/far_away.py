"""A folder that lies elsewhere, really mounted: the kernel says `fuse.sshfs`, and behind it is an empty
folder that this process answers for."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# Numbers and shapes of the kernel's include/uapi/linux/fuse.h.
LOOKUP, FORGET, GETATTR, STATFS, INIT, OPENDIR, BATCH_FORGET = 1, 2, 3, 17, 26, 27, 42
_HEADER = struct.Struct("IIQQIIII")
_DIRECTORY = 0o40777


def _attributes() -> bytes:
    numbers = struct.pack("6Q3I", 1, 0, 0, 0, 0, 0, 0, 0, 0)
    return struct.pack("QII", 1, 0, 0) + numbers + struct.pack("7I", _DIRECTORY, 2, 0, 0, 0, 4096, 0)


_ANSWERS = {
    INIT: struct.pack("IIIIHHI", 7, 23, 0, 0, 0, 0, 4096) + bytes(40),
    GETATTR: _attributes(),
    STATFS: bytes(80),
    OPENDIR: bytes(16),
}


def _serve(device: int) -> None:
    """Until it is unmounted."""
    while True:
        try:
            asked = os.read(device, 1 << 17)
        except OSError:
            return
        _, opcode, unique, *_ = _HEADER.unpack_from(asked)
        if opcode in (FORGET, BATCH_FORGET):
            continue
        answer = _ANSWERS.get(opcode)
        wrong = 0 if answer is not None else -(errno.ENOENT if opcode == LOOKUP else errno.ENOSYS)
        body = answer or b""
        os.write(device, struct.pack("IiQ", 16 + len(body), wrong, unique) + body)


@contextmanager
def mounted_far_away(folder: Path) -> Iterator[Path]:
    """Without the right to mount the test is skipped, loudly."""
    folder.mkdir()
    try:
        device = os.open("/dev/fuse", os.O_RDWR)
    except OSError as error:
        pytest.skip(f"NO NETWORK MOUNT WAS TRIED: {error}")
    options = f"fd={device},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()},allow_other"
    mount = ctypes.CDLL(None, use_errno=True).mount
    if mount(b"elsewhere:/studio", os.fsencode(folder), b"fuse.sshfs", 0, options.encode()):
        os.close(device)
        pytest.skip(f"NO NETWORK MOUNT WAS TRIED: {os.strerror(ctypes.get_errno())}")
    serving = threading.Thread(target=_serve, args=(device,), daemon=True)
    serving.start()
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", os.fspath(folder)], check=True)
        os.close(device)
