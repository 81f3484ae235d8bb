"""How long people waited, and in what order they read: from what they sent and what Telegram was asked."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults.ledger import Book, Line
from tests.world import Phone, http


@dataclass
class TimedBook(Book):
    said_at: dict[str, float] = field(default_factory=dict)
    """By the line's text, in real epoch seconds: the simulator dates the calls it gets the same way."""

    def saying(self, text: str) -> None:
        self.said_at[text] = time.time()


@dataclass(frozen=True)
class Stall:
    """Nothing moved in a chat although something could: from when a line was sent, or the one before it in
    its reader's chat was through, until it was. On a slow machine people wait in line, but the line moves."""

    line: Line
    since: float
    until: float

    @property
    def seconds(self) -> float:
        return max(0.0, self.until - self.since)


@dataclass(frozen=True)
class Waits:
    each: dict[str, float]
    """Seconds from the sending of a line to its copy, or to what its sender is told in its place."""
    stalls: list[Stall]
    """The longest first."""
    never: list[Line]
    """Neither the one nor the other."""

    def longest_stall(self, blow: float = 0.0) -> float:
        """Seconds, from the blow on where one is named by its moment."""
        return max((one.until - max(one.since, blow) for one in self.stalls), default=0.0)

    def __str__(self) -> str:
        every = sorted(self.each.values())
        median, late = every[len(every) // 2], every[len(every) * 99 // 100]
        return (
            f"waits: median {median:.2f} s, 99 of 100 below {late:.2f} s, longest {every[-1]:.2f} s; "
            f"longest stall of a chat {self.longest_stall():.2f} s"
        )


def waits(world: str, book: TimedBook) -> Waits:
    copied: dict[tuple[int, str], float] = {}
    told: dict[tuple[int, int], float] = {}
    for call in http("GET", f"{world}/world/calls"):
        chat, asked = call["chat"], call["params"]
        if call["method"] != "sendMessage" or not call["effect"]:
            continue
        copied.setdefault((chat, str(asked.get("text"))), call["started"])
        answered = (asked.get("reply_parameters") or {}).get("message_id")
        if answered is not None:
            told.setdefault((chat, int(answered)), call["started"])
    through = {
        line: seen
        for line in book.lines
        if (seen := copied.get((line.receiver, line.text), told.get((line.sender, line.message_id))))
    }
    return Waits(
        {line.text: max(0.0, seen - book.said_at[line.text]) for line, seen in through.items()},
        _stalls(book, through),
        [line for line in book.lines if line not in through],
    )


def _stalls(book: TimedBook, through: dict[Line, float]) -> list[Stall]:
    found, last = [], dict[int, float]()
    for line, seen in sorted(through.items(), key=lambda one: one[1]):
        found.append(Stall(line, max(book.said_at[line.text], last.get(line.receiver, 0.0)), seen))
        last[line.receiver] = seen
    return sorted(found, key=lambda one: -one.seconds)


def overtaken(book: Book, phones: Iterable[Phone]) -> list[Line]:
    """Lines that stand in their reader's chat above one that the same sender had sent before them."""
    said: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in book.lines:
        said[line.sender, line.receiver].append(line)
    places = {one.id: {shown["text"]: shown["message_id"] for shown in one.from_bot()} for one in phones}
    found = []
    for (_, receiver), lines in said.items():
        newest = 0
        for line in lines:
            place = places[receiver].get(line.text)
            if place is not None and place < newest:
                found.append(line)
            newest = max(newest, place or 0)
    return found
