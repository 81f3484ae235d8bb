"""The names of a pair's channels, for every pair that has a room of some kind."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, String, cast, literal, select

from storage.tables import rooms


def pairs(start: str, between: str, which: ColumnElement[bool]) -> Select[str]:
    name = (
        literal(start)
        + cast(rooms.c.customer_id, String)
        + literal(between)
        + cast(rooms.c.therapist_id, String)
    )
    return select(name).where(which)
