"""A PostgreSQL server of one test's own, to be stopped, killed, and succeeded by another."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.storage import postgres

# What was answered for is in the system's memory, at least: these servers die, this machine does not.
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "", "wal_level": "replica"}


@dataclass
class OwnServer:
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://roomline@/{name}?host={self.folder}"

    def begin(self) -> OwnServer:
        how = ("--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "roomline", "--no-sync")
        postgres.run([self._binary("initdb"), "-D", self.data, *how], self.folder)
        return self

    def start(self, *, wait: bool = True, **settings: str) -> OwnServer:
        chosen = _SETTINGS | self.settings | settings
        options = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
        command = [str(one) for one in (self._binary("postgres"), "-D", self.data, "-k", self.folder)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=self.folder,
                stderr=log,
                stdout=log,
                preexec_fn=postgres.ends_with_us,
                **postgres.AS_NOBODY,
            )
        if wait:
            postgres.wait(self.process, self.folder)
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT cuts everybody off first, SIGQUIT takes no leave."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def kill(self) -> None:
        """All of it at once, without a word."""
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(30)
        self.process = None

    def pids(self) -> list[int]:
        """The first of its processes, which starts the others, first."""
        assert self.process is not None
        first = self.process.pid
        others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, others)]

    def freeze(self) -> None:
        for pid in self.pids():
            os.kill(pid, signal.SIGSTOP)

    def thaw(self) -> None:
        for pid in self.pids()[::-1]:
            os.kill(pid, signal.SIGCONT)

    def kill_a_backend(self, pid: int) -> None:
        """The server takes itself for damaged then, cuts everybody off and recovers."""
        os.kill(pid, signal.SIGKILL)

    def copy(self, folder: Path) -> OwnServer:
        """A standby of it, with all it has, in another folder; not started."""
        words = ["-h", self.folder, "-U", "roomline", "-D", folder / "data", "-R", "-c", "fast", "--no-sync"]
        postgres.run([self._binary("pg_basebackup"), *words], folder)
        return OwnServer(folder)

    def promote(self) -> None:
        """From now on this one is written to."""
        words = ["promote", "-D", self.data, "-w", "-t", "20"]
        postgres.run([self._binary("pg_ctl"), *words], self.folder)

    def _binary(self, name: str) -> Path:
        return postgres.binaries(self.folder) / name


@contextmanager
def own_folder() -> Iterator[Path]:
    """Short, for the socket, and the server's own."""
    folder = Path(tempfile.mkdtemp(prefix="roomline-pg-"))
    try:
        if postgres.AS_NOBODY:
            shutil.chown(folder, "nobody", "nogroup")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_server(**settings: str) -> Iterator[OwnServer]:
    with own_folder() as folder:
        server = OwnServer(folder, settings).begin().start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)
