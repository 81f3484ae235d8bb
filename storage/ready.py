"""Buffered writes in the engine's own words, compiled once per query and set of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from storage.driver import Ready
from storage.query import Query

Into = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a query's values become a statement's parameters: in which order, and each made into what."""

    name: str
    sql: str
    order: tuple[tuple[str, Into | None], ...]
    fixed: Mapping[str, Any]

    def ready(self, values: Mapping[str, Any], *, one_row: bool) -> Ready:
        given = {**self.fixed, **values}
        parameters = [into(given[name]) if into else given[name] for name, into in self.order]
        return Ready(self.name, self.sql, parameters, one_row)


_recipes: dict[tuple[str, tuple[str, ...]], Recipe] = {}


def recipe(query: Query, dialect: Dialect, names: tuple[str, ...]) -> Recipe:
    key = (query.name, names)
    if key not in _recipes:
        _recipes[key] = _compile(query, dialect, names)
    return _recipes[key]


def _compile(query: Query, dialect: Dialect, names: tuple[str, ...]) -> Recipe:
    statement = query.on(dialect.name)
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler) and compiled.positiontup is not None
    if compiled.post_compile_params:
        raise TypeError(f"{query.name}: a list among its values cannot be written ahead")
    fixed = compiled.construct_params(dict.fromkeys(names), _check=False)
    order = tuple((name, _into(compiled, name, dialect)) for name in compiled.positiontup)
    return Recipe(query.name, str(compiled), order, fixed)


def _into(compiled: SQLCompiler, name: str, dialect: Dialect) -> Into | None:
    into: Into | None = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
    return into
