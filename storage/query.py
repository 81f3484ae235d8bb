"""A query has a name and says what it is for; its statement is made once per engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Executable, Select, Table, UpdateBase, bindparam

from storage.columns import metadata
from storage.dialect import InsertMaker, insert_for

Made = Callable[[InsertMaker], Executable]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    name: str
    about: str
    statement: Executable | Made | Mapping[str, Executable]
    """One for both engines, or one for each."""
    held: bool = False
    """What a unit that writes has read here stays so until it commits, where several work at once."""
    _made: dict[str, Executable] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return isinstance(self.on("sqlite"), UpdateBase)

    @property
    def tables(self) -> frozenset[str]:
        """Every table it names, read or written."""
        return _tables(self)

    def on(self, dialect: str, *, holding: bool = False) -> Executable:
        if holding and self.held and dialect == "postgresql":
            return self._holding()
        if isinstance(self.statement, Executable):
            return self.statement
        if isinstance(self.statement, Mapping):
            return self.statement[dialect]
        if dialect not in self._made:
            self._made[dialect] = self.statement(insert_for(dialect))
        return self._made[dialect]

    def _holding(self) -> Executable:
        if "holding" not in self._made:
            assert isinstance(self.statement, Select)
            self._made["holding"] = self.statement.with_for_update(read=True)
        return self._made["holding"]


@lru_cache(maxsize=1024)
def _tables(query: Query) -> frozenset[str]:
    words = set(re.findall(r"\w+", str(query.on("sqlite"))))
    return frozenset(words & metadata.tables.keys())


def upsert(table: Table, key: Sequence[str], *, but: Sequence[str] = ()) -> Made:
    """One row per `key`: makes it, or replaces every other column but `but`."""

    def made(insert: InsertMaker) -> Executable:
        fresh = insert(table)
        names = [c.name for c in table.columns if not c.primary_key and c.name not in {*key, *but}]
        return fresh.on_conflict_do_update(
            index_elements=list(key), set_={name: fresh.excluded[name] for name in names}
        )

    return made


def given(name: str) -> BindParameter[Any]:
    """A list given at execution time, for `in_`."""
    return bindparam(name, expanding=True)
