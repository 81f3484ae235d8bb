"""The record of who moved what, when and why."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import insert

from services.repositories import Change
from storage.query import Query
from storage.statements import Statements
from storage.tables import changes as t

ADD = Query("changes.add", "One change of one status.", insert(t))


def record(
    do: Statements,
    thing: Literal["booking", "room", "offer", "proposal", "wait", "wait_offer"],
    thing_id: int,
    before: str,
    after: str,
    change: Change,
) -> None:
    do.write(
        ADD,
        thing=thing,
        thing_id=thing_id,
        before=before,
        after=after,
        by=change.by,
        at=change.at,
        why=change.why,
    )
