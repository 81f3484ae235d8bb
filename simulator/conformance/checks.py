"""Checkers for values of Bot API types, compiled from the table once and quick to run: an object's
plain fields cost a look-up each. A checker answers None for a value that is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.errors import Json

# Where (a path like `media[].type`), what is wrong, and the value that is.
Wrong = tuple[str, str, Any]
Check = Callable[[Any], "list[Wrong] | None"]

PLAIN: dict[str, type] = {"Integer": int, "String": str, "Boolean": bool}
NOT_THE_WORD = "is none of "


def called(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", int: "a whole number"}
    return names.get(type(value), "a fraction" if isinstance(value, float) else "null")


def expected(what: str, value: Any) -> list[Wrong]:
    return [("", f"is {called(value)} instead of {what}", value)]


class Checks:
    def __init__(self, types: Json) -> None:
        self._types = types
        self._made: dict[str, Check] = {"Float": _float, "True": _true, "InputFile": _file}

    def of(self, written: str) -> Check:
        """The checker of a type as the table writes it, such as `Message` or `[Integer|String]`."""
        if written not in self._made:
            self._make(written)
        return self._made[written]

    def _make(self, written: str) -> None:
        # A type that holds itself finds its own checker, so that is kept before its parts are made.
        if written in PLAIN:
            self._made[written] = _plain(PLAIN[written], written)
        elif written.startswith("="):
            self._made[written] = _one_of(frozenset(written[1:].split("|")))
        elif written.startswith("["):
            self._made[written] = _list_of(self.of(written[1:-1]))
        elif isinstance(parts := self._types.get(written, written), str):
            members: list[Check] = []
            self._made[written] = _either(members)
            members.extend(self.of(member) for member in _alternatives(parts))
        else:
            fields = _Fields(written)
            self._made[written] = fields.checker()
            fields.fill(parts, self)


class _Fields:
    def __init__(self, name: str) -> None:
        self.name = name
        self.plain: dict[str, type] = {}
        self.deep: dict[str, Check] = {}
        self.required: set[str] = set()

    def fill(self, fields: Json, checks: Checks) -> None:
        for name, written in fields.items():
            bare = written.removesuffix("!")
            if bare != written:
                self.required.add(name)
            if bare in PLAIN:
                self.plain[name] = PLAIN[bare]
            self.deep[name] = checks.of(bare)

    def checker(self) -> Check:
        plain, deep, required = self.plain, self.deep, self.required

        def check(value: Any) -> list[Wrong] | None:
            if type(value) is not dict:
                return expected(self.name, value)
            found: list[Wrong] | None = None
            for key, item in value.items():
                if plain.get(key) is type(item):
                    continue
                if (wrong := deep[key](item) if key in deep else self._unknown(item)) is not None:
                    found = [*(found or []), *((_joined(key, path), *rest) for path, *rest in wrong)]
            if not required <= value.keys():
                missing = sorted(required - value.keys())
                found = [*(found or []), *((key, "is missing", value) for key in missing)]
            return found

        return check

    def _unknown(self, item: Any) -> list[Wrong]:
        return [("", f"is no field of {self.name}", item)]


def _joined(key: str, path: str) -> str:
    return f"{key}.{path}" if path and path[0] != "[" else key + path


def _alternatives(written: str) -> list[str]:
    """Split at the bars that stand outside of brackets."""
    parts, depth = [""], 0
    for char in written:
        depth += (char == "[") - (char == "]")
        if char == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _plain(kind: type, written: str) -> Check:
    return lambda value: None if type(value) is kind else expected(written, value)


def _float(value: Any) -> list[Wrong] | None:
    return None if type(value) in (int, float) else expected("Float", value)


def _true(value: Any) -> list[Wrong] | None:
    return None if value is True else [("", "is not True", value)]


def _file(value: Any) -> list[Wrong] | None:
    """Bytes lie in a part of the request, which the value names."""
    attached = isinstance(value, str) and value.startswith("attach://")
    return None if attached else expected("InputFile", value)


def _one_of(words: frozenset[str]) -> Check:
    def check(value: Any) -> list[Wrong] | None:
        if type(value) is str and value in words:
            return None
        return [("", NOT_THE_WORD + ", ".join(sorted(words)), value)]

    return check


def _list_of(member: Check) -> Check:
    def check(value: Any) -> list[Wrong] | None:
        if type(value) is not list:
            return expected("a list", value)
        found: list[Wrong] = []
        for item in value:
            if (wrong := member(item)) is not None:
                found += [
                    (f"[]{'.' if path and path[0] != '[' else ''}{path}", *rest) for path, *rest in wrong
                ]
        return found or None

    return check


def _either(members: list[Check]) -> Check:
    def check(value: Any) -> list[Wrong] | None:
        tried: list[list[Wrong]] = []
        for member in members:
            if (wrong := member(value)) is None:
                return None
            tried.append(wrong)
        return min(tried, key=_distance)

    return check


def _distance(wrong: list[Wrong]) -> tuple[bool, bool, int]:
    """How far a value is from a type: not even of its shape, of another name, or just faulty."""
    other_shape = any(not path for path, _, _ in wrong)
    other_name = any(what.startswith(NOT_THE_WORD) for _, what, _ in wrong)
    return other_shape, other_name, len(wrong)
