"""Two replicas: one is killed, one stands still past its lease and wakes, and both have deadlines to keep."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import await_quiet, read
from tests.faults.paired import await_working
from tests.faults.stalls import TimedBook, Waits, overtaken, waits
from tests.fleet import Fleet, Replica, fleet
from tests.journeys.house import Hire, Studio, hire
from tests.storage.postgres import Server
from tests.world import Phone, http, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TAKEN_OVER, LEASE = 5.0, 4.0
"""Seconds: the row's own figure, and the longest that a replica is believed to be alive without a sign."""
FIVE_MINUTES = 5 * 60


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Fleet]:
    with fleet(tmp_path_factory.mktemp("two"), server, 2) as both:
        yield both


@pytest.fixture
def pair(two: Fleet, tmp_path: Path) -> Iterator[Pair]:
    """Two who can write to each other, new in each test; whoever was killed before is up again."""
    two.start()
    yield paired_in(two, tmp_path)
    http("DELETE", f"{two.world}/world/faults")


def paired_in(two: Fleet, folder: Path) -> Pair:
    studio = hire(two.replicas[0], folder, Hire("Petra"))
    customer, therapist = studio.customer("Quentin"), studio.therapists[0]
    studio.pair(customer, therapist)
    await_quiet(two)
    return Pair(two, studio, customer, therapist)


@dataclass
class Pair:
    fleet: Fleet
    studio: Studio
    customer: Phone
    therapist: Phone

    def in_hand(self, text: str) -> tuple[Replica, int]:
        """Somebody's line that left and whose answer does not come; who sent it, as which epoch."""
        fault = {"kind": "slow", "method": "sendMessage", "seconds": 9, "after_effect": True}
        http("POST", f"{self.fleet.world}/world/faults", fault | {"chat": self.customer.id})
        self.therapist.send(text)
        self.customer.see(text)
        (row,) = wait_for(lambda: self.sending(), "a row in hand")
        return self.fleet.of(row["epoch"]), int(row["epoch"])

    def sending(self) -> list[Any]:
        return read(self.fleet, "SELECT epoch, message_id FROM outbox WHERE state = 'sending'")

    def state_of(self, text: str) -> list[str]:
        return [row["state"] for row in read(self.fleet, f"SELECT state FROM messages WHERE text = '{text}'")]


def taken_over(pair: Pair, epoch: int, blow: float) -> float:
    """Seconds from the blow until nothing is in that epoch's hands any more."""
    left = f"SELECT 1 FROM outbox WHERE state = 'sending' AND epoch = {epoch}"
    wait_for(lambda: not read(pair.fleet, left), f"that what epoch {epoch} had in hand is taken over", 30)
    return time.time() - blow


def test_35_what_a_killed_replica_had_in_hand_is_taken_over(pair: Pair) -> None:
    """Its parent dies too: nobody but the other replica can take over."""
    victim, epoch = pair.in_hand("Left, and then the light went out")
    blow = time.time()
    victim.fell()
    took = taken_over(pair, epoch, blow)
    pair.customer.send("And I am still here")
    pair.therapist.see("And I am still here")
    await_quiet(pair.fleet)
    print(f"\nkilled with a line in flight: taken over after {took:.2f} s")
    assert pair.state_of("Left, and then the light went out") == ["uncertain"]
    assert copies(pair.customer, "Left, and then the light went out") == 1
    assert took < TAKEN_OVER


def test_35_nobody_waits_long_when_the_one_that_polls_is_killed(pair: Pair) -> None:
    book, ended = TimedBook(), threading.Event()
    talking = threading.Thread(target=talk, args=(pair, book, ended))
    talking.start()
    wait_for(lambda: len(book.lines) > 10, "a conversation")
    victim, blow = pair.fleet.polls(), time.time()
    victim.fell()
    fell = len(book.lines)
    wait_for(lambda: len(book.lines) > fell + 40, "eight seconds of talk", 60)
    ended.set()
    talking.join(30)
    await_quiet(pair.fleet)
    waited = waits(pair.fleet.world, book)
    print(f"\nthe one that polls is killed: {len(book.lines)} lines, {waited}, {since(waited, blow)}")
    assert waited.never == [] and overtaken(book, [pair.customer, pair.therapist]) == []
    assert waited.longest_stall(blow) < TAKEN_OVER


def test_36_a_replica_that_stood_still_past_its_lease_changes_nothing(pair: Pair) -> None:
    """Its answer from Telegram lies ready when it wakes: it is an answer to nothing of its own any more."""
    text = "Left, and then time stood still"
    victim, epoch = pair.in_hand(text)
    blow = time.time()
    victim.freeze()
    try:
        took = taken_over(pair, epoch, blow)
        wait_for(lambda: pair.state_of(text) == ["uncertain"], "a line that is shown as uncertain")
        pair.customer.send("Said while the other stood still")
        pair.therapist.see("Said while the other stood still")
        await_quiet(pair.fleet)
        wait_for(lambda: answered(pair, text), "Telegram's answer to the one that stands still", 30)
        before = everything(pair.fleet)
    finally:
        victim.thaw()
    await_working(victim)
    wait_for(lambda: renewed(pair.fleet, victim, epoch), "a new epoch of the one that woke", 30)
    await_quiet(pair.fleet)
    print(f"\nfrozen with a line in flight: taken over after {took:.2f} s; woken, it changed nothing")
    assert everything(pair.fleet) == before
    assert copies(pair.customer, text) == 1
    assert took < TAKEN_OVER


def test_36_nobody_waits_long_when_the_one_that_polls_stands_still(pair: Pair) -> None:
    book, ended = TimedBook(), threading.Event()
    talking = threading.Thread(target=talk, args=(pair, book, ended))
    talking.start()
    wait_for(lambda: len(book.lines) > 10, "a conversation")
    victim, blow = pair.fleet.polls(), time.time()
    victim.freeze()
    fell = len(book.lines)
    wait_for(lambda: len(book.lines) > fell + 40, "eight seconds of talk", 60)
    victim.thaw()
    woke = len(book.lines)
    wait_for(lambda: len(book.lines) > woke + 10, "some more talk", 60)
    ended.set()
    talking.join(30)
    await_quiet(pair.fleet)
    waited = waits(pair.fleet.world, book)
    print(f"\nthe one that polls stands still: {len(book.lines)} lines, {waited}, {since(waited, blow)}")
    assert waited.never == [] and overtaken(book, [pair.customer, pair.therapist]) == []
    assert all(shown <= 1 for shown in shown_of(book, pair))
    assert waited.longest_stall(blow) < TAKEN_OVER


VISITS, SILENCE = 12, "did not answer in time"


def test_37_two_schedulers_run_each_deadline_once(two: Fleet, tmp_path: Path) -> None:
    """Twelve offers run out in the same second, and whoever looks first has them; one of the two loses its
    worker as they fall due."""
    two.start()
    names = [f"Rosa{chr(ord('a') + number)}" for number in range(VISITS)]
    studio = hire(two.replicas[0], tmp_path, *(Hire(name) for name in names))
    customers = [studio.customer(f"Sam{number}") for number in range(VISITS)]
    for customer, name in zip(customers, names, strict=True):
        studio.request(customer, whom=name)
    await_quiet(two)
    http("POST", f"{two.world}/world/clock", {"advance": FIVE_MINUTES + 60})
    two.replicas[1].kill_worker()
    for customer in customers:
        customer.see(SILENCE)
    await_working(two.replicas[1])
    await_quiet(two)
    changed = read(two, "SELECT thing_id FROM changes WHERE after = 'timed_out'")
    ends = Counter(row["thing_id"] for row in changed)
    told = [sum(SILENCE in one["text"] for one in customer.from_bot()) for customer in customers]
    left = read(two, "SELECT kind, state FROM deadlines WHERE kind LIKE 'offer%'")
    print(f"\n{VISITS} offers ran out: recorded {sorted(ends.values())}, told {told}, left {left}")
    assert sorted(ends.values()) == told == [1] * VISITS
    assert left == []


def talk(pair: Pair, book: TimedBook, ended: threading.Event) -> None:
    """About five lines a second, either way in turn."""
    number = 0
    while not ended.is_set():
        number += 1
        book.send(pair.customer, pair.therapist, f"there {number}")
        book.send(pair.therapist, pair.customer, f"back {number}")
        time.sleep(0.4)


def since(waited: Waits, blow: float) -> str:
    return f"{waited.longest_stall(blow):.2f} s since the blow"


def copies(reader: Phone, text: str) -> int:
    return sum(one["text"] == text for one in reader.from_bot())


def shown_of(book: TimedBook, pair: Pair) -> list[int]:
    seen = [one["text"] for reader in (pair.customer, pair.therapist) for one in reader.from_bot()]
    return [seen.count(line.text) for line in book.lines]


def answered(pair: Pair, text: str) -> bool:
    calls = http("GET", f"{pair.fleet.world}/world/calls")
    sent = [one for one in calls if one["params"].get("text") == text]
    return len(sent) == 1 and sent[0]["finished"] is not None


def everything(fleet: Fleet) -> dict[str, list[Any]]:
    """What a late write could have changed."""
    tables = {
        "messages": "SELECT id, state, version, reason FROM messages ORDER BY id",
        "outbox": "SELECT id, state, tries, epoch, error FROM outbox ORDER BY id",
        "deadlines": "SELECT id, kind, state, version FROM deadlines ORDER BY id",
        "links": "SELECT * FROM links ORDER BY 1, 2",
        "changes": "SELECT count(*) FROM changes",
    }
    return {name: [tuple(row) for row in read(fleet, query)] for name, query in tables.items()}


def renewed(fleet: Fleet, replica: Replica, epoch: int) -> bool:
    alive = read(fleet, f"SELECT id, replica FROM epochs WHERE ended_at IS NULL AND id > {epoch}")
    return any(int(row["replica"].split(":")[-2]) == replica.pid for row in alive)
