"""What was found: once for each place and fault, with a count and one example."""

from __future__ import annotations

import json
import time
import traceback
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from simulator.conformance.book import Book
from simulator.conformance.checks import Wrong
from simulator.conformance.derive import TABLE
from simulator.errors import ApiError, Json
from simulator.feed import Feed
from simulator.store import Store

if TYPE_CHECKING:
    from simulator.params import Params

MOST = 1_000
LONGEST_EXAMPLE = 200


@dataclass
class Finding:
    """`side`: `request`, `answer` or `update`; `where`: a method, or an update's kind; `first_seen`:
    a real epoch second."""

    side: str
    where: str
    path: str
    what: str
    example: str
    first_seen: float
    count: int = 1


class Conformance:
    """Says what breaks the Bot API, and never raises: what is checked goes on whatever is found."""

    def __init__(self, store: Store, feed: Feed, token: str) -> None:
        self._store = store
        self._feed = feed
        self._token = token
        self._found = {_key(one): one for one in (Finding(**body) for body in store.load("finding"))}

    def call(self, method: str, params: Params, result: Any) -> None:
        """A call and its answer, or the `ApiError` it was refused with. `method` as the Bot API spells it."""
        try:
            spelled = self._book.spelled(method)
            if isinstance(result, ApiError) and result.code == 404:
                self._absent(spelled, method)
            elif spelled:
                self._called(spelled, params, result)
        except RecursionError:
            pass  # Nothing that goes so deep is an answer, and whoever asked it is refused.
        except Exception:  # noqa: BLE001 - see the class
            traceback.print_exc()

    def _called(self, method: str, params: Params, result: Any) -> None:
        if wrong := self._book.asked(method)(params):
            self._note("request", method, wrong)
        if isinstance(result, ApiError):
            found = self._book.troubles(result.parameters or {})
        else:
            found = self._book.answer(method)(result)
        if found is not None:
            self._note("answer", method, found)

    def _absent(self, spelled: str | None, method: str) -> None:
        what = "is not in the simulator" if spelled else f"is no method of Bot API {self._book.version}"
        self._note("request", spelled or method[:64], [("", what, None)])

    def update(self, update: Json) -> None:
        try:
            if (wrong := self._book.update(update)) is not None:
                kind = next((key for key in update if key != "update_id"), "")
                self._note("update", kind, wrong)
        except Exception:  # noqa: BLE001 - see the class
            traceback.print_exc()

    def listed(self) -> list[Json]:
        return [dict(vars(finding)) for finding in self._found.values()]

    def clear(self) -> None:
        for key in self._found:
            self._store.drop("finding", key)
        self._found.clear()

    def save(self) -> None:
        """Write all of it anew, into a store that was emptied."""
        for key, finding in self._found.items():
            self._store.put("finding", key, finding)

    @cached_property
    def _book(self) -> Book:
        return Book(json.loads(TABLE.read_text("utf-8")))

    def _note(self, side: str, where: str, wrong: list[Wrong]) -> None:
        for path, what, value in wrong:
            finding = Finding(
                side, self._name(where), self._name(path), what, self._shown(value), time.time()
            )
            key = _key(finding)
            if known := self._found.get(key):
                known.count += 1
            elif len(self._found) < MOST:
                self._found[key] = finding
                self._feed.publish("conformance", dict(vars(finding)))
            if key in self._found:
                self._store.put("finding", key, self._found[key])

    def _name(self, name: str) -> str:
        """A parameter can be called anything: its own bot's token, or what no database can hold."""
        kept = name.replace(self._token, "<token>")[:LONGEST_EXAMPLE]
        return kept.encode("utf-8", "backslashreplace").decode()

    def _shown(self, value: Any) -> str:
        text = json.dumps(value, default=str).replace(self._token, "<token>")
        return text if len(text) <= LONGEST_EXAMPLE else text[:LONGEST_EXAMPLE] + "…"


def _key(finding: Finding) -> str:
    return f"{finding.side} {finding.where} {finding.path} {finding.what}"
