"""Couples who write to each other while something happens, and what became of every line they wrote."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from bench._load import evenly
from tests.faults.ledger import Book, Line
from tests.world import Phone, http

Couples = Sequence[tuple[Phone, Phone]]
LETTERS = str.maketrans("0123456789", "bcfghjkpvz")


@dataclass
class Talk:
    """Everybody writes in turn, `rate` lines a second in all."""

    couples: Couples
    tag: str
    """Words that nothing else holds, and that no firewall minds."""
    rate: float = 20.0
    lines: int = 60
    book: Book = field(default_factory=Book)
    at: dict[str, float] = field(default_factory=dict)
    """When each text was sent, in epoch seconds."""

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Begun at once; on the way out everything has been said."""
        talking = threading.Thread(target=evenly, args=(self.rate, self._doings()))
        talking.start()
        try:
            yield
        finally:
            talking.join()

    def _doings(self) -> Iterator[Callable[[], None]]:
        sides = [side for couple in self.couples for side in (couple, couple[::-1])]
        for number in range(self.lines):
            yield partial(self._say, *sides[number % len(sides)], number)

    def _say(self, sender: Phone, reader: Phone, number: int) -> None:
        # No digits: here and there a few lines of them could be a telephone number in pieces.
        text = f"{self.tag}, line {str(number).translate(LETTERS)}"
        self.at[text] = time.time()
        self.book.send(sender, reader, text)


@dataclass(frozen=True)
class Count:
    """`lost`: not shown to its reader, nor its writer told, nor still with Telegram. `waiting`: still there.
    `slowest`: the longest anybody's line was on its way, in seconds, or has been so far."""

    sent: int
    lost: int
    doubled: int
    slowest: float
    uncertain: int = 0
    refused: int = 0
    """Not carried, and their writers told why."""
    waiting: int = 0

    def __str__(self) -> str:
        more = [f"{self.uncertain} uncertain"] * bool(self.uncertain)
        more += [f"{self.refused} refused"] * bool(self.refused)
        more += [f"{self.waiting} still with Telegram"] * bool(self.waiting)
        figures = [f"{self.lost} lost", f"{self.doubled} doubled", *more]
        over = "> " if self.waiting else ""
        slowest = f"{over}{self.slowest:.1f} s" if self.slowest else "never"
        return f"{', '.join(figures)}; {slowest}; {self.sent} sent"


def counted(world: str, talk: Talk, uncertain: Set[str] = frozenset()) -> Count:
    """`uncertain`: the texts of which the writer was told that nobody knows."""
    chats = {one.id: one.chat() for couple in talk.couples for one in couple}
    shown = {who: Counter(one["text"] for one in chat if one["from"] == "bot") for who, chat in chats.items()}
    told = {(who, one["reply_to"]) for who, chat in chats.items() for one in chat if one["from"] == "bot"}
    lines = talk.book.lines
    missing = [one for one in lines if not shown[one.receiver][one.text]]
    spoken = [one for one in missing if (one.sender, one.message_id) in told]
    silent = [one for one in missing if one not in spoken]
    waiting = min(len(silent), with_telegram(world))
    return Count(
        sent=len(lines),
        lost=len(silent) - waiting,
        doubled=sum(max(0, shown[one.receiver][one.text] - 1) for one in lines),
        uncertain=len(uncertain),
        refused=sum(one.text not in uncertain for one in spoken),
        waiting=waiting,
        slowest=_slowest(world, talk, silent if waiting else []),
    )


def with_telegram(world: str) -> int:
    """Updates that no bot has confirmed."""
    token = http("GET", f"{world}/world/bot")["token"]
    return int(http("GET", f"{world}/bot{token}/getWebhookInfo")["result"]["pending_update_count"])


def _slowest(world: str, talk: Talk, waiting: list[Line]) -> float:
    there: dict[str, float] = {}
    for call in http("GET", f"{world}/world/calls?after=0"):
        if call["effect"] and call["method"].lower() == "sendmessage":
            there.setdefault(str(call["params"].get("text")), call["started"])
    took = [there[text] - at for text, at in talk.at.items() if text in there]
    return max(took + [time.time() - talk.at[one.text] for one in waiting], default=0.0)
