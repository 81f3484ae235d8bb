"""Patterns of dates and hours, as both languages write them."""

from __future__ import annotations

NOT_IN = r"(?<![\w])(?<![\d][.,:/-])"
NO_MORE = r"(?![\w]|[.,:/-]\d)"
"""Not a part of something longer."""

_YEAR = r"(?:19|20)\d\d"
_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
DATE = (
    rf"{NOT_IN}(?:{_DAY}(?P<sep>[./-]){_MONTH}(?P=sep)(?:{_YEAR}|\d\d)?|{_YEAR}[./-]{_MONTH}[./-]{_DAY}"
    rf"|{_DAY}/{_MONTH}){NO_MORE}"
)
_MONTHS = "jan|feb|mar|apr|may|mei|jun|jul|aug|agu|sep|oct|okt|nov|dec|des"
NAMED_DATE = rf"\b\d{{1,2}}(?:st|nd|rd|th)? ?(?:{_MONTHS})[a-z]{{0,7}}(?: {_YEAR})?\b"
STAMP = r"(?<!\d)20[0-4]\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?:[_ -]?[0-2]\d[0-5]\d[0-5]\d)?(?!\d)"
"""As cameras name their pictures."""

_HOUR = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?: ?[ap]m)?"
# All of a list, or none of it: pairs of digits that are not all hours are a number in disguise.
TIME = rf"{NOT_IN}{_HOUR}(?:[ ,/-]{{1,3}}{_HOUR})*+{NO_MORE}(?![ ,/-]{{1,3}}\d\d[.:]\d\d)"
_BARE_HOUR = r"(?:[01]\d|2[0-3])[0-5][05]"
BARE_TIMES = (
    rf"\b(?:jam|pukul|pkl|between|from|dari|antara|at|by|until) {_BARE_HOUR}"
    rf"(?: ?(?:-|and|to|dan|sampai|sd|s/d|until|till) ?{_BARE_HOUR})?{NO_MORE}"
)
