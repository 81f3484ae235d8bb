"""What each blow must not do, asked of the product and of the adapters that are known to be wrong."""

from __future__ import annotations

from tests.faults.paired import Paired
from tests.world import http, wait_for

ROUNDS = 3


def killed_once_acknowledged(pair: Paired) -> list[str]:
    """What was lost: Telegram holds a message no more, and the program dies."""
    lost = []
    for number in range(ROUNDS):
        text = f"Heard and killed {number}"
        pair.customer.send(text)
        wait_for(lambda: pair.unacknowledged() == 0, "the acknowledgement")
        pair.kill_worker()
        pair.quiet()
        if not pair.rows(text):
            lost.append(text)
    return lost


def brought_twice(pair: Paired) -> list[str]:
    """What was answered twice, of what Telegram brought a second time under the same number."""
    http("POST", f"{pair.world}/world/faults", {"kind": "duplicate", "count": 2 * ROUNDS})
    doubled, asked = [], []
    for number in range(ROUNDS):
        asked.append(pair.customer.send("/privacy"))
        text = f"Brought twice {number}"
        pair.customer.send(text)
        pair.quiet()
        if pair.copies(pair.therapist, text) != 1:
            doubled.append(text)
    wait_for(lambda: not pair.faults(), "every update brought twice")
    pair.quiet()
    answers = pair.customer.from_bot(asked[0])
    if len(answers) > ROUNDS:
        doubled.append(f"{len(answers)} answers to {ROUNDS} commands")
    return doubled


def cut_off_after_it_arrived(pair: Paired) -> list[str]:
    """What a reader was shown twice although nobody pressed Retry."""
    doubled = []
    for number, fault in enumerate(("cut_after", "cut_after", "502")):
        text = f"Arrived, and nobody said so {number}"
        more = {"after_effect": True} if fault == "502" else {}
        pair.fault(fault, "sendMessage", chat=pair.therapist.id, count=1, **more)
        pair.customer.send(text)
        pair.quiet()
        pair.mend()
        if (copies := pair.copies(pair.therapist, text)) != 1:
            doubled.append(f"{text}: {copies} times")
    return doubled
