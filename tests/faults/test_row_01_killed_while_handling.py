"""Row 1: kill -9 at any statement between receiving an update and acknowledging it. Handled once, all
or nothing. Every statement in turn is the crash points' work; here the moments are random, and what each
fell upon is said.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter

import pytest

from tests.faults.ledger import Book, audit, count, read
from tests.faults.paired import Paired, await_working
from tests.faults.pressing import figures, newcomer
from tests.faults.test_kill import seed_of_this_run
from tests.main_job import fill_form
from tests.world import Phone, wait_for

pytestmark = pytest.mark.slow

ROUNDS, REQUESTS = 12, 4
"""In each round two people write and the program is killed; in the first few somebody sends a request too."""
LATEST = 0.12
"""Seconds after the last message: longer than a handler takes, so that all moments have their share."""


def test_killed_at_random_moments_between_the_two(pair: Paired) -> None:
    seed = seed_of_this_run()
    chance, book, moments = random.Random(seed), Book(), Counter[str]()
    guests = [newcomer(pair, f"Guest{number}") for number in range(REQUESTS)]
    for number in range(ROUNDS):
        send = asked_for(pair, guests[number]) if number < REQUESTS else {}
        pair.quiet()
        worker = pair.program.worker()
        book.send(pair.customer, pair.therapist, there(number))
        book.send(pair.therapist, pair.customer, f"and back, {number}", pair.anchor)
        if send:
            guests[number].press(send)
        await_moment(pair, there(number), number, chance)
        os.kill(worker, signal.SIGKILL)
        moments[state_of(pair, there(number))] += 1
        await_working(pair.program)
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist, pair.operator, *guests])
    print("\n" + found.table(seed, ROUNDS))
    print(f"  when the kill came the first message was {dict(moments)}")
    assert len(moments) > 1, "every blow fell upon the same moment"
    assert (found.lost, found.unmarked, found.doubled, found.trespassed) == ([], [], [], [])
    assert (found.sent, found.pending, found.parked) == (2 * ROUNDS, 0, 0)
    for guest in guests:
        made = figures(pair, guest)
        print(f"  {guest.name}: {made}")
        assert {number for name, number in made.items() if name != "alerts"} == {1}
        assert 1 <= made["alerts"] <= 2, "a notice in flight may come again, once"


def asked_for(pair: Paired, guest: Phone) -> dict[str, object]:
    return fill_form(guest, therapist=pair.therapist.name, stop_before="Send request")


def await_moment(pair: Paired, text: str, number: int, chance: random.Random) -> None:
    """One round in three at random, one as soon as it is in the journal, one as soon as it is handled."""
    if kind := number % 3:
        done = "AND state = 'done'" if kind == 2 else ""
        wait_for(lambda: count(pair, f"updates WHERE raw LIKE '%{text}%' {done}"), "the update")
    else:
        time.sleep(chance.uniform(0, LATEST))


def there(number: int) -> str:
    return f"there {number} and back"


def state_of(pair: Paired, text: str) -> str:
    rows = read(pair, f"SELECT state FROM updates WHERE raw LIKE '%{text}%'")
    if not rows:
        return "not stored"
    if rows[0]["state"] == "pending":
        return "stored"
    return "handled" if pair.unacknowledged() else "acknowledged"
