"""What stands there at the end of an act, without what differs from one time to the next: numbers, days,
references. Two conversations that went well look the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from tests.faults.ledger import Book, Kept, read
from tests.world import Phone

DOUBTS = ("Telegram did not say whether", "It is not known whether")
"""Said to the sender of a line whose sending a death cut off: not a notice that is repeated."""
_REFERENCE = re.compile(r"RL-\w+")
_DAY = re.compile(r"\b(Mon|Tues?|Wed|Wednes|Thu|Thurs|Fri|Sat|Satur|Sun)(day)?\b")
_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b")
_NUMBER = re.compile(r"\d+")

# What there is to be of each, whatever was killed. Messages have a ledger of their own.
_TABLES = {
    "bookings": "SELECT status, cancelled_by, no_show FROM bookings",
    "offers": "SELECT status FROM offers",
    "rooms": "SELECT status, reason, generation FROM rooms",
    "rooms of bookings": "SELECT live FROM room_bookings",
    "time held": "SELECT hold FROM occupancy",
    "changes": "SELECT thing, before, after, by FROM changes",
    "deadlines": "SELECT kind, state FROM deadlines",
    "events": "SELECT kind FROM events WHERE channel NOT LIKE 'messages.%'",
    "updates": "SELECT state FROM updates",
    "conversations": "SELECT state FROM conversations",
    "people": "SELECT name, reachable FROM people",
}

_IN_HAND = {
    "an update": "SELECT state, error FROM updates WHERE state <> 'done'",
    "a row": "SELECT code, state, error FROM outbox WHERE state NOT IN ('sent', 'cancelled', 'uncertain')",
    "a deadline": "SELECT kind, state FROM deadlines WHERE state = 'waiting' AND epoch <> 0",
}

Shown = Counter[tuple[int, str]]


def plain(text: str) -> str:
    for pattern, instead in ((_REFERENCE, "RL"), (_DAY, "day"), (_MONTH, "month"), (_NUMBER, "#")):
        text = pattern.sub(instead, text)
    return text


def shown(phones: Iterable[Phone], book: Book) -> Shown:
    """By chat and words, how often: everything that the bot said of its own."""
    lines = {line.text for line in book.lines} | {line.text.partition(", dear")[0] for line in book.lines}
    return Counter(
        (phone.id, plain(one["text"]))
        for phone in phones
        for one in phone.from_bot()
        if one["text"] not in lines and not any(doubt in one["text"] for doubt in DOUBTS)
    )


def held(kept: Kept) -> Counter[tuple[str, ...]]:
    """By table and what it says, how often."""
    return Counter(
        (table, *(str(value) for value in row))
        for table, query in _TABLES.items()
        for row in read(kept, query)
    )


def in_hand(kept: Kept) -> list[str]:
    """What should not be left once all is quiet."""
    return [f"{name}: {list(row)}" for name, query in _IN_HAND.items() for row in read(kept, query)]
