"""Checkers of calls: a parameter may be given as JSON or as text, since a form knows only texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator.conformance.checks import Check, Checks, Wrong, expected
from simulator.errors import Json

if TYPE_CHECKING:
    from simulator.params import Params

WHOLE = re.compile(r"-?\d+")
FLAGS = {"true", "false", "yes", "no", "1", "0", "on", "off"}


class Asked:
    """The checker of one method's parameters."""

    def __init__(self, takes: Json, checks: Checks) -> None:
        self._checks: dict[str, Check] = {}
        self._files: set[str] = set()
        self._required: set[str] = set()
        for name, written in takes.items():
            bare = written.removesuffix("!")
            self._checks[name] = _parameter(bare, checks)
            if bare != written:
                self._required.add(name)
            if "InputFile" in bare.split("|"):
                self._files.add(name)

    def __call__(self, params: Params) -> list[Wrong]:
        values, uploads = params.values, params.uploads
        found: list[Wrong] = []
        for name, value in values.items():
            check = self._checks.get(name)
            if check is None:
                found.append((name, "is no parameter of this method", value))
            elif (wrong := check(value)) is not None:
                found += [(_joined(name, path), what, item) for path, what, item in wrong]
        if not self._required <= values.keys() and (gone := self._required - values.keys() - uploads.keys()):
            found += [(name, "is missing", None) for name in sorted(gone)]
        if uploads:
            found += [
                (name, "is a file that nothing asks for", None)
                for name in uploads.keys() - self._files
                if not any(f"attach://{name}" in str(value) for value in values.values())
            ]
        return found


def _joined(name: str, path: str) -> str:
    return f"{name}.{path}" if path and path[0] != "[" else name + path


def _parameter(written: str, checks: Checks) -> Check:
    if written in AS_TEXT:
        readable, check = AS_TEXT[written], checks.of(written)
        return lambda value: (
            None if type(value) is str and readable(value) else _strict(check, value, written)
        )
    if written.startswith("=") or "String" in written.split("|") or written == "InputFile":
        return checks.of(written)
    return _json(checks.of(written))


def _strict(check: Check, value: Any, written: str) -> list[Wrong] | None:
    return expected(written, value) if type(value) is str else check(value)


def _json(check: Check) -> Check:
    def read(value: Any) -> list[Wrong] | None:
        if type(value) is str:
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return [("", "is no JSON", value)]
        return check(value)

    return read


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


AS_TEXT: dict[str, Callable[[str], bool]] = {
    "Integer": lambda text: WHOLE.fullmatch(text) is not None,
    "Float": _is_number,
    "Boolean": lambda text: text.lower() in FLAGS,
    "True": lambda text: text.lower() == "true",
}
