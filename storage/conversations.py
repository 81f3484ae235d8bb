"""Where a person is in a multi-step flow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select

from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import conversations as t

GET = Query("conversations.get", "A state and its data.", select(t).where(t.c.key == bindparam("of")))
PUT = Query("conversations.put", "A state and its data, whole.", upsert(t, ["key"]))
FORGET = Query("conversations.forget", "The flow is over.", delete(t).where(t.c.key == bindparam("of")))


class SqlConversations:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def get(self, key: str) -> tuple[str | None, dict[str, Any], datetime | None]:
        row = await self._do.row(GET, of=key)
        return (row.state, row.data, row.at) if row else (None, {}, None)

    def put(self, key: str, state: str | None, data: Mapping[str, Any], at: datetime) -> None:
        if state is None and not data:
            self._do.write(FORGET, of=key)
        else:
            self._do.write(PUT, key=key, state=state, data=dict(data), at=at)
