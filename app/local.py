"""The local socket beside the database: how `status`, `rooms` and other commands reach the program that runs.

Only this user can open it (0600). The client side uses the standard library alone, because every command pays
for what it imports.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.complaints import CannotBegin

LONGEST = 100
"""A socket's path holds 108 bytes on Linux and 104 on macOS, the closing zero included."""


class CutOff(CannotBegin):
    """The program was asked and did not answer: whether it has done what it was asked is not known."""


def socket_path(database: Path) -> Path:
    """Beside the database where the name fits; else at a short place that follows from the database's own."""
    beside = database.with_name(database.name + ".sock")
    if len(os.fsencode(beside)) <= LONGEST:
        return beside
    digest = sha256(os.fsencode(database.resolve())).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"roomline-{os.getuid()}-{digest}" / "s"


def bind_local(database: Path) -> socket.socket:
    """The listening socket, with rights 0600 from its first moment. Only the holder of the owner's lock
    may call this: a socket file that is already there is then a dead program's.
    """
    path = socket_path(database)
    if path.parent != database.parent:
        _private_folder(path.parent)
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(os.fspath(path))
    finally:
        os.umask(before)
    listening.listen(64)
    listening.setblocking(False)
    return listening


def _private_folder(folder: Path) -> None:
    """The temporary folder is everybody's: a folder there under our name may have been made by somebody
    else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{folder} belongs to somebody else; remove it, or shorten the database's path")


def ask(
    database: Path, method: str, path: str, body: Any = None, timeout: float = 10
) -> tuple[int, Any] | None:
    """(HTTP status, decoded JSON) of the running program, or None when nobody runs on this database.

    Raises CutOff when it ends, or takes longer than `timeout` seconds, over the answer.
    """
    try:
        with _connected(socket_path(database), timeout) as connection:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json", "Host": "roomline"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = str(error) or type(error).__name__
        raise CutOff(
            f"The running program did not answer {method} {path} ({why}). It may have done it all the same."
        ) from None


@contextmanager
def _connected(path: Path, timeout: float) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("roomline", timeout=timeout)
    connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.sock.settimeout(timeout)
    try:
        connection.sock.connect(os.fspath(path))
        yield connection
    finally:
        connection.close()
