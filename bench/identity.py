"""The identity firewall: recall, false alarms and CPU on labelled, made-up messages; hostile input."""

from __future__ import annotations

import time

from domain.firewall import Content, inspect
from tests.firewall import made
from tests.firewall.hostile import hostile
from tests.firewall.measure import HELD_OUT, LABELLED, load, report

_LIMIT, _LONGER = 4096, 16384
"""Telegram's limit, and four times that."""


def main() -> None:
    report("labelled", load(LABELLED))
    report(
        "held out (written without a look at the rules; what they missed is among the labelled)",
        load(HELD_OUT),
    )
    for language in ("en", "id"):
        samples = made.bad(language, 50, seed=2) + made.clean(language, 500, seed=3)
        report(f"made by chance, {language}", samples)
    _hostile()


def _hostile() -> None:
    pairs = [
        (_spent(text), _spent(longer)) for text, longer in zip(hostile(_LIMIT), hostile(_LONGER), strict=True)
    ]
    worst = max(longer / spent for spent, longer in pairs)
    print(
        f"hostile: {len(pairs)} texts of {_LIMIT} characters, the slowest {max(pairs)[0] * 1e3:.1f} ms of CPU"
    )
    print(f"  four times as long: at most {worst:.1f} times as slow (16 would be the square)")


def _spent(text: str) -> float:
    """The least of three, with two messages before it that look the same."""
    return min(_once(text) for _ in range(3))


def _once(text: str) -> float:
    began = time.process_time()
    inspect(Content(text=text), [text, text])
    return time.process_time() - began
