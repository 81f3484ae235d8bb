"""Column types: what Python sees, kept as what both SQLite and PostgreSQL order and compare rightly."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TextClause,
    TypeDecorator,
)

from storage.instants import instant, micros

# SQLite hands out ids that are never used again only for a column declared exactly INTEGER PRIMARY KEY.
Id = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as UTC epoch microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else instant(value)


class Json(TypeDecorator[Any]):
    """JSON as text: the same bytes on both engines, and readable in a shell."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def own_id(name: str = "id") -> Column[int]:
    return Column(name, Id, primary_key=True)


def refers(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(target), nullable=nullable, index=index)


def partial_index(name: str, *columns: Column[Any], where: TextClause, unique: bool = False) -> Index:
    """`info["where"]` is for PostgreSQL: to name its option here would import that whole dialect (0.1 s)."""
    return Index(name, *columns, unique=unique, sqlite_where=where, info={"where": where})
