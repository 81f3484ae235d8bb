"""A database taken back and forth by processes that are killed before each of their statements.

Run as a program: it imports everything once, and each process that is killed is a fork of it. Prints JSON:
`{"steps", "places": number of kills, "changed": [what a kill had changed], "revision", "rows",
"rows_before"}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Engine, event

from storage import migrate, postgresql
from storage.backup import archive
from storage.moving import moving
from storage.opening import Place

__all__ = ["archive", "postgresql"]  # imported before the first fork

MEMORY = """
SELECT 'column', table_name, column_name, data_type || is_nullable || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1, 2, 3
"""


KINDS = ("column", "index", "constraint")


def memory(place: Place) -> list[Any]:
    """All that a database holds and is, to be compared."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place)) as look:
            return list(look.iterdump())
    return asyncio.run(_memory(place))


async def _memory(url: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        found = [tuple(row) for row in await connection.fetch(MEMORY)]
        for table in sorted({row[1] for row in found if row[0] == "column"}):
            rows = await connection.fetch(f'SELECT t::text AS whole FROM "{table}" t ORDER BY 1')
            found.append((table, *(row["whole"] for row in rows)))
        return found
    finally:
        await connection.close()


def rows(place: Place) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in memory(place):
        if isinstance(one, str) and one.startswith('INSERT INTO "'):
            table = one.split('"')[1]
            found[table] = found.get(table, 0) + 1
        elif isinstance(one, tuple) and one[0] not in KINDS:
            found |= {one[0]: len(one) - 1} if len(one) > 1 else {}
    return {table: number for table, number in found.items() if table not in ("alembic_version", "epochs")}


def go(place: Place, to: str) -> None:
    async def work() -> None:
        async with moving(place) as mover:
            await mover.go(to)

    asyncio.run(work())


def killed(before: int, work: Callable[[], None]) -> bool:
    """`work` in a process of its own, killed before its n-th statement, the last of which is the COMMIT.
    False when it has none and came to its end."""
    pid = os.fork()
    if pid == 0:
        count = iter(range(1, 1_000_000))

        def statement(*_: Any) -> None:
            if next(count) == before:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", statement)
        event.listen(Engine, "commit", statement)
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL


def step(place: Place, to: str) -> tuple[int, list[str]]:
    """How many kills there were on the way to one revision, and what any of them has changed."""
    was, changed, kills = memory(place), [], 0
    while killed(kills + 1, lambda: go(place, to)):
        kills += 1
        if memory(place) != was:
            changed.append(f"killed before statement {kills} on the way to {to}")
    return kills, changed


def main(place: Place) -> None:
    every, kills = migrate.revisions(), 0
    changed: list[str] = []
    before = rows(place)
    there_and_back = [*every[:-1][::-1], *every[1:]]
    for to in there_and_back:
        more, found = step(place, to)
        kills, changed = kills + more, changed + found
    found_at = {"revision": asyncio.run(_revision(place)), "rows": rows(place), "rows_before": before}
    print(json.dumps({"steps": len(there_and_back), "places": kills, "changed": changed} | found_at))


async def _revision(place: Place) -> str | None:
    async with moving(place) as mover:
        return await mover.current()


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1].startswith("postgresql:") else Path(sys.argv[1]))
