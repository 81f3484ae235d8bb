"""What people type about days and hours, in English and Indonesian, made one plain way of writing it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.week import CODES, EVERY_DAY


class Fault(StrEnum):
    """What is wrong with what was typed; the words to it say what is allowed."""

    UNREADABLE = "unreadable"
    TIME = "time"
    DAYS = "days"
    SAME = "same"
    OVERLAP = "overlap"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    PAST = "past"
    ORDER = "order"
    NOT_WITHIN = "not_within"
    NO_DAY = "no_day"
    PRICE = "price"
    FAR_PRICE = "far_price"
    PRICES = "prices"
    MINUTES = "minutes"
    TWICE = "twice"
    TOO_MANY_CHOICES = "too_many_choices"


@dataclass(frozen=True, slots=True)
class Problem:
    """`value` is what was typed; `other` what it does not go with."""

    fault: Fault
    value: str
    other: str = ""


_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_INDONESIAN = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
NAMES: Mapping[str, int] = {
    **CODES,
    **{name: number for number, name in enumerate(_LONG)},
    **{f"{name}s": number for number, name in enumerate(_LONG)},
    **{name: number for number, name in enumerate(_INDONESIAN)},
    **{name[:3]: number for number, name in enumerate(_INDONESIAN)},
    "tues": 1,
    "wednes": 2,
    "thur": 3,
    "thurs": 3,
    "ahad": 6,
}
"""Every way of naming a weekday. Monday is 0."""
CLOSED = r"(?:closed|off|tutup|libur)"
TIME = r"\d{1,2}(?:[:.]\d{2})?(?:\s?[ap]m)?"
WINDOW = rf"{TIME}-{TIME}"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s?([ap])m)?")
_DASH = re.compile(r"\s*(?:[-‐‑‒–—―−~]|\b(?:to|until|till|sampai|hingga)\b|\bs/d\b|\bs\.d\.)\s*")
_SAME = (
    (re.compile(r"\b(?:every ?day|all days|(?:se)?tiap hari|semua hari)\b"), EVERY_DAY),
    (re.compile(r"\b(?:weekdays|hari kerja)\b"), "mon-fri"),
    (re.compile(r"\b(?:weekends?|akhir pekan)\b"), "sat-sun"),
    (re.compile(r"\b(?:round the clock|24 ?(?:h|hours|jam))\b"), "0-24"),
    (re.compile(r"\bhari ini\b"), "today"),
    (re.compile(r"\bbesok\b"), "tomorrow"),
    (re.compile(r"\ball day\b|\bsepanjang hari\b|\bseharian\b"), " "),
    (re.compile(r"\b(?:from|dari|pukul|jam|at|on|pada|only|hanya|saja|hari|tanggal|the)\b"), " "),
    (re.compile(r"\s*(?:&|\+|\band\b|\bdan\b)\s*"), ", "),
)


def plainly(text: str) -> str:
    """Small letters, one kind of dash without spaces round it, one word for each meaning."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("jum'at", "jumat")
    plain = _DASH.sub("-", plain)
    for pattern, word in _SAME:
        plain = pattern.sub(word, plain)
    return re.sub(r"[^\S\n]+", " ", plain).strip()


def minutes_of(text: str) -> int | None:
    """`9`, `9:30`, `9.30`, `9pm`, `24:00`: minutes of the day, to 1,440."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= 24 * 60 else None
