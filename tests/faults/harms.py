"""What each blow must not do, asked of the product and of the adapters that are known to be wrong."""

from __future__ import annotations

from tests.faults.ledger import await_quiet
from tests.faults.paired import Paired
from tests.faults.test_row_35_to_37_replicas import Pair, answered, everything, renewed
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


def woken_past_its_lease(pair: Pair) -> list[str]:
    """What a replica changed of what others had taken over, with an answer that came while it stood still."""
    text = "Left, and nobody was awake to hear of it"
    victim, epoch = pair.in_hand(text)
    victim.freeze()
    try:
        wait_for(lambda: pair.state_of(text) == ["uncertain"], "what it had in hand taken over", 120)
        await_quiet(pair.fleet)
        wait_for(lambda: answered(pair, text), "Telegram's answer to the one that stands still", 30)
        before = everything(pair.fleet)
    finally:
        victim.thaw()
    wait_for(
        lambda: renewed(pair.fleet, victim, epoch) or everything(pair.fleet) != before,
        "a new epoch of the one that woke, or what it changed",
        180,  # a worker that was never warm starts cold
    )
    await_quiet(pair.fleet)
    after = everything(pair.fleet)
    return [
        f"{table}: {sorted(set(before[table]) ^ set(after[table]))}"
        for table in before
        if before[table] != after[table]
    ]
