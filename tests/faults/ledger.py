"""Three ledgers side by side: what people sent, what the database holds, what the phones were shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests import held
from tests.world import Phone, http, wait_for


@dataclass(frozen=True)
class Line:
    """One message that a person sent, and who was to read it. `text` is like no other."""

    sender: int
    receiver: int
    text: str
    message_id: int


@dataclass
class Book:
    """What people did, written down by the test while they did it."""

    lines: list[Line] = field(default_factory=list)

    def saying(self, text: str) -> None:
        """Called before it is said, for whoever wants to know when."""

    def send(self, sender: Phone, receiver: Phone, text: str, reply_to: int | None = None) -> None:
        self.saying(text)
        self.lines.append(Line(sender.id, receiver.id, text, sender.send(text, reply_to)))


@dataclass
class Audit:
    """`lost`, `doubled`, `unmarked` and `trespassed` are PRODUCT's four zeros."""

    sent: int
    states: Counter[str]
    delivered: int
    lost: list[Line]
    """Acknowledged by the program, or at least sent, and not in its database."""
    doubled: list[Line]
    unmarked: list[Line]
    """Neither delivered nor visibly marked to its sender."""
    trespassed: list[Line]
    """Shown to somebody outside the room."""
    bookings: int
    rooms: int
    offers: int
    alerts: int
    pending: int
    parked: int
    doubled_notices: int

    def table(self, seed: int, kills: int) -> str:
        rows = [
            ("people sent", self.sent),
            ("the database holds", sum(self.states.values())),
            *((f"  of them {state}", number) for state, number in sorted(self.states.items())),
            ("the phones were shown", self.delivered),
            ("lost", len(self.lost)),
            ("neither delivered nor marked", len(self.unmarked)),
            ("delivered twice", len(self.doubled)),
            ("shown outside the room", len(self.trespassed)),
            (
                "bookings / rooms / offers / alerts",
                f"{self.bookings}/{self.rooms}/{self.offers}/{self.alerts}",
            ),
            ("updates pending / parked", f"{self.pending}/{self.parked}"),
            ("notices shown twice", self.doubled_notices),
        ]
        width = max(len(name) for name, _ in rows)
        head = f"seed {seed}, {kills} kills"
        return "\n".join([head, *(f"  {name:<{width}}  {number}" for name, number in rows)])


class Kept(Protocol):
    """A Program, or whatever knows one."""

    @property
    def url(self) -> str: ...


class Running(Kept, Protocol):
    @property
    def world(self) -> str: ...


def read(program: Kept, query: str) -> list[Any]:
    """Looks without getting in the way of the one who writes."""
    return held.rows(program.url, query)


def count(program: Kept, query: str) -> int:
    return int(read(program, f"SELECT count(*) AS n FROM {query}")[0]["n"])


def await_quiet(program: Running, patience: float = 60) -> None:
    """Until nothing waits at Telegram, nothing in the journal and nothing in the outbox.

    `patience`: seconds without any progress. A long line takes its time: Telegram lets a bot say 30 things a
    second.
    """
    token = http("GET", f"{program.world}/world/bot")["token"]

    def left() -> tuple[int, int, int]:
        unfetched = http("GET", f"{program.world}/bot{token}/getWebhookInfo")["result"][
            "pending_update_count"
        ]
        waiting = count(program, "updates WHERE state = 'pending'")
        return int(unfetched), waiting, count(program, "outbox WHERE state IN ('queued', 'sending')")

    while any(before := left()):
        wait_for(lambda seen=before: left() != seen, f"any progress with {before} left", patience)  # type: ignore[misc]  # bound now


def audit(program: Kept, book: Book, phones: Iterable[Phone]) -> Audit:
    chats = {one.id: one.chat() for one in phones}
    rows = _messages(program)
    states = {(row["sender_person"], row["text"]): row["state"] for row in rows}
    twice = Counter((row["sender_person"], row["text"]) for row in rows)
    persons = {int(row["chat_id"]): row["id"] for row in read(program, "SELECT id, chat_id FROM people")}
    shown = {who: Counter(one["text"] for one in chat if one["from"] == "bot") for who, chat in chats.items()}
    marked = {(who, one["reply_to"]) for who, chat in chats.items() for one in chat if one["from"] == "bot"}
    lost, doubled, unmarked, trespassed = [], [], [], []
    for line in book.lines:
        state = states.get((persons.get(line.sender), line.text))
        copies = shown[line.receiver][line.text]
        if state is None:
            lost.append(line)
        elif copies == 0 and (line.sender, line.message_id) not in marked:
            unmarked.append(line)
        if copies > 1 or twice[persons.get(line.sender), line.text] > 1:
            doubled.append(line)
        if any(shown[other][line.text] for other in chats if other != line.receiver):
            trespassed.append(line)
    return Audit(
        sent=len(book.lines),
        states=Counter(str(row["state"]) for row in rows),
        delivered=sum(shown[line.receiver][line.text] for line in book.lines),
        lost=lost,
        doubled=doubled,
        unmarked=unmarked,
        trespassed=trespassed,
        bookings=count(program, "bookings"),
        rooms=count(program, "rooms"),
        offers=count(program, "offers"),
        alerts=sum(1 for chat in chats.values() for one in chat if "accepted · RL-" in one["text"]),
        pending=count(program, "updates WHERE state = 'pending'"),
        parked=count(program, "updates WHERE state = 'parked'"),
        doubled_notices=_doubled_notices(book, chats),
    )


def _messages(program: Kept) -> list[Any]:
    return read(program, "SELECT sender_person, text, state FROM messages")


def _doubled_notices(book: Book, chats: dict[int, list[dict[str, Any]]]) -> int:
    """Of what is no copy: the same words, in the same chat, in reply to the same message, more than once."""
    copies = {line.text for line in book.lines}
    seen = Counter(
        (who, one["text"], one["reply_to"])
        for who, chat in chats.items()
        for one in chat
        if one["from"] == "bot" and one["text"] not in copies
    )
    return sum(number - 1 for number in seen.values())
