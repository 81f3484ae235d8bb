from __future__ import annotations

from simulator.conformance.asked import Asked
from simulator.conformance.checks import Check, Checks
from simulator.errors import Json


class Book:
    """The table, and the checkers made from it so far."""

    def __init__(self, table: Json) -> None:
        self.version: str = table["version"]
        self._methods: dict[str, Json] = table["methods"]
        self._spelled = {name.lower(): name for name in self._methods}
        self._checks = Checks(table["types"])
        self._asked: dict[str, Asked] = {}
        # The updates that `getUpdates` hands out were checked when they were made.
        self._answers: dict[str, Check] = {"getUpdates": lambda updates: None}
        self.update = self._checks.of("Update")
        self.troubles = self._checks.of("ResponseParameters")

    def spelled(self, method: str) -> str | None:
        return self._spelled.get(method.lower())

    def asked(self, method: str) -> Asked:
        if method not in self._asked:
            self._asked[method] = Asked(self._methods[method]["takes"], self._checks)
        return self._asked[method]

    def answer(self, method: str) -> Check:
        if method not in self._answers:
            self._answers[method] = self._checks.of(self._methods[method]["returns"])
        return self._answers[method]
