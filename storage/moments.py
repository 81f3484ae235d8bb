"""Instants that outlive the process, by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import moments as t

AT = Query("moments.at", "One instant by its name.", select(t.c.at).where(t.c.name == bindparam("name")))
PUT = Query("moments.put", "It is later now.", upsert(t, ["name"]))
DROP = Query("moments.drop", "It is of no more use.", delete(t).where(t.c.name == bindparam("moment")))


class SqlMoments:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def at(self, name: str) -> datetime | None:
        row = await self._do.row(AT, name=name)
        at: datetime | None = row.at if row else None
        return at

    def put(self, name: str, at: datetime) -> None:
        self._do.write(PUT, name=name, at=at)

    def drop(self, name: str) -> None:
        self._do.write(DROP, moment=name)
