"""What is asked of a fault, checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from simulator.errors import Json, Refusal
from simulator.faultkinds import ALL_FIELDS, KINDS, Kind

MOST = 2**52
# Ids are positive 32-bit integers.
LARGEST_JUMP = 2**30


def _refused(field: str, what: str) -> Refusal:
    return Refusal(f"A fault's {field} is {what}.")


def _whole(least: int, most: int, what: str) -> Callable[[str, Any], int]:
    def read(field: str, value: Any) -> int:
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not is_whole or not least <= value <= most:
            raise _refused(field, what)
        return int(value)

    return read


def _number(most: float, what: str) -> Callable[[str, Any], float]:
    def read(field: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise _refused(field, what)
        return float(value)

    return read


def _text(field: str, value: Any) -> str:
    try:
        if isinstance(value, str) and value and value.encode():
            return value
    except UnicodeEncodeError:
        pass
    raise _refused(field, "a text")


def _switch(field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refused(field, "true or false")
    return value


def _place(field: str, value: Any) -> str:
    if value not in ("before", "after"):
        raise _refused(field, '"before" or "after"')
    return str(value)


_SECONDS = _number(MOST, f"a number of seconds from 0 to {MOST:.0e}")
_READ: dict[str, Callable[[str, Any], Any]] = {
    "method": _text,
    "update": _text,
    "chat": _whole(-MOST, MOST, "a chat's number"),
    "count": _whole(1, MOST, "a whole number of calls or updates, from 1"),
    "rate": _number(1, "a share of calls or updates, from 0 to 1"),
    "seed": _whole(0, MOST, "a whole number from 0"),
    "lasts": _SECONDS,
    "seconds": _SECONDS,
    "after_effect": _switch,
    "retry_after": _whole(1, 10**9, "a whole number of seconds from 1"),
    "code": _whole(400, 599, "an HTTP error, from 400 to 599"),
    "description": _text,
    "migrate_to_chat_id": _whole(-MOST, MOST, "a chat's number"),
    "by": _whole(11, LARGEST_JUMP, f"a whole number from 11 to {LARGEST_JUMP}"),
    "place": _place,
}


def read_wish(wanted: Json) -> Json:
    """A `Fault`'s fields. Raises `Refusal`."""
    kind = _kind(wanted.get("kind"))
    given = {field: value for field, value in wanted.items() if field != "kind" and value is not None}
    for field in given:
        if field not in ALL_FIELDS:
            raise Refusal(f"A fault has no field {field!r}.")
        if field not in kind.fields:
            raise Refusal(
                f"A fault of the kind {kind.code} takes no {field}, only: {', '.join(kind.fields)}."
            )
    read = kind.defaults | {field: _READ[field](field, value) for field, value in given.items()}
    if kind.code.endswith("_after"):
        read["after_effect"] = True
    lasts = read.pop("lasts", None if "seconds" in kind.defaults else given.get("seconds"))
    if kind.code not in ("down", "refused") and lasts is None and not {"count", "rate"} & set(given):
        read["count"] = 1
    until = None if lasts is None else time.time() + lasts
    return {"kind": kind.code, "until": until, **read}


def _kind(code: Any) -> Kind:
    if not isinstance(code, str) or code not in KINDS:
        raise Refusal(f"A fault's kind is one of: {', '.join(KINDS)}.")
    return KINDS[code]
