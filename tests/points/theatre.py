"""Where conversations are played: each on a copy of what was prepared once, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from app.kin import fork
from tests.points.stage import Stage


@dataclass(frozen=True)
class Theatre:
    """`server`: a server's own database, `postgres`; empty for files. Several `part`s share it."""

    folder: Path
    server: str
    part: int
    wiring: str

    def url(self, name: str) -> str:
        if not self.server:
            return f"sqlite:///{self.folder / name / 'roomline.db'}"
        return self.server.replace("/postgres?", f"/{self._database(name)}?")

    def make(self, name: str) -> None:
        (self.folder / name).mkdir(parents=True)
        if self.server:
            self._sql(f'CREATE DATABASE "{self._database(name)}"')

    def copy(self, name: str, of: str) -> None:
        shutil.copytree(self.folder / of, self.folder / name, ignore=shutil.ignore_patterns("*.sock"))
        if self.server:
            template = f'TEMPLATE "{self._database(of)}" STRATEGY FILE_COPY'
            self._sql(f'CREATE DATABASE "{self._database(name)}" {template}')

    def drop(self, name: str) -> None:
        shutil.rmtree(self.folder / name)
        if self.server:
            self._sql(f'DROP DATABASE "{self._database(name)}" WITH (FORCE)')

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        stage = Stage(self.url(name), self.folder / name, self.wiring)
        stage.open()
        try:
            stage.idle()
            yield stage
        finally:
            stage.close()

    def _database(self, name: str) -> str:
        return f"points_{self.part}_{name}"

    def _sql(self, statement: str) -> None:
        async def work() -> None:
            connection = await asyncpg.connect(self.server)
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        asyncio.run(work())


def apart(work: Callable[[], None]) -> None:
    """As who works looks into databases with threads, and a process that has those should not fork."""

    def main(_line: object) -> int:
        work()
        return 0

    kin = fork(main, forget=[])
    os.waitid(os.P_PID, kin.pid, os.WEXITED | os.WNOWAIT)
    kin.reap()
    if kin.status:
        raise RuntimeError(f"a conversation {kin.end}")
