"""Every query is named once and says what it is for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import storage
from storage import probes
from storage.query import Query


def queries() -> Iterator[Query]:
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".migrations." not in module.name:
            values = vars(importlib.import_module(module.name)).values()
            yield from (value for value in values if isinstance(value, Query))
    for pair in probes.QUERIES:
        yield from pair


def test_every_query_is_named_once_and_described() -> None:
    by_name: dict[str, set[int]] = {}
    for query in queries():
        by_name.setdefault(query.name, set()).add(id(query))
        assert query.about.endswith("."), query.name
        assert query.tables or query.name == "figures.revision", f"{query.name} touches none of our tables"
    assert len(by_name) > 80
    assert [name for name, found in by_name.items() if len(found) > 1] == []
