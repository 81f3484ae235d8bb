"""Facts of ours, for whoever follows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, func, insert, select

from storage.query import Query
from storage.statements import Statements
from storage.tables import events as t

ADD = Query("events.add", "One fact on one channel.", insert(t))
_start = bindparam("start", type_=Text())
ON_CHANNEL = Query(
    "events.on_channel",
    "How many facts there are on channels whose names begin so.",
    select(func.count().label("number"))
    .select_from(t)
    .where(func.substr(t.c.channel, 1, func.length(_start)) == _start),
)


class SqlEvents:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def add(self, channel: str, kind: str, payload: Mapping[str, Any], at: datetime) -> None:
        self._do.write(ADD, channel=channel, kind=kind, payload=dict(payload), at=at)
        self._do.marks.add("events")
