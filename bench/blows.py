"""Kills, cuts, floods and silences: what became of every line that people wrote, here and with a usual bot.

    ./run bench blows

Ten couples write to each other through a bot, 15 or 20 lines a second in all, while something is done to it.
Three bots take the same blows: Roomline, and one that anybody writes with aiogram, twice: it sends from its
handlers, or by way of an outbox in a file. Prints the table that stands in docs/reliability.md.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from signal import SIGTERM

from bench._sides import Ours, Side, Stock, locked
from bench._talk import Count, Talk
from tests.world import NotSeen, http, wait_for

DEADLINES = "killed, and down for 4 s while 20 people were to be told something"


@dataclass(frozen=True)
class Blow:
    name: str
    strike: Callable[[Side], None]
    rate: float = 20.0
    lines: int = 60
    file: bool = False
    """Falls on a database."""
    limits: bool = False
    """With Telegram's limits on how fast a bot may send."""


def fault(side: Side, kind: str, **more: object) -> None:
    http("POST", f"{side.world}/world/faults", {"kind": kind, **more})


def three_kills(side: Side) -> None:
    for _ in range(3):
        time.sleep(0.7)  # long enough that something is in every hand
        side.kill()


def three_kills_around_sends(side: Side) -> None:
    fault(side, "slow", method="sendMessage", rate=1, seconds=0.5, after_effect=True)
    three_kills(side)


def told_to_end(side: Side) -> None:
    fault(side, "slow", method="sendMessage", count=20, seconds=1)
    time.sleep(1)
    side.kill(SIGTERM)


def then(kind: str, wait: float = 1.0, **more: object) -> Callable[[Side], None]:
    """A fault in the middle of the talk; `wait`: how long it takes."""

    def strike(side: Side) -> None:
        time.sleep(1)
        fault(side, kind, **more)
        time.sleep(wait)

    return strike


def lock(side: Side) -> None:
    assert side.file is not None
    time.sleep(1)
    with locked(side.file):
        time.sleep(7)


def nothing(side: Side) -> None:
    """The talk itself is the blow."""


BLOWS = (
    Blow("killed three times while messages come in", three_kills, rate=15, lines=150),
    Blow(
        "killed three times around sends (each answered late)", three_kills_around_sends, rate=15, lines=150
    ),
    Blow("told to end (SIGTERM) with slow sends in hand", told_to_end),
    Blow("five updates that no schema knows, each before a real one", then("malformed", count=5)),
    Blow("20 updates brought twice", then("duplicate", count=20)),
    Blow("429, five times", then("429", method="sendMessage", count=5)),
    Blow("502 as a page, five times", then("502", method="sendMessage", count=5)),
    Blow("cut off after acceptance, five times", then("cut_after", method="sendMessage", count=5)),
    Blow("a poll that is never answered", then("hang_poll", count=1)),
    Blow("Telegram away for 5 s", then("down", wait=5, seconds=5), lines=120),
    Blow("a burst of 200, within Telegram's limits", nothing, rate=200, lines=200, limits=True),
    Blow("its database locked by another for 7 s", lock, lines=180, file=True),
)


def taken(blow: Blow, side: Side) -> Count:
    http("POST", f"{side.world}/world/rates", {"on": blow.limits})
    talk = Talk(side.couples, f"Talk {chr(ord('A') + BLOWS.index(blow))}", blow.rate, blow.lines)
    with talk.going_on():
        blow.strike(side)
    found = side.settled(talk)
    http("DELETE", f"{side.world}/world/faults")
    http("POST", f"{side.world}/world/rates", {"on": False})
    return found


def missed(side: Side) -> Count:
    """Everybody is to be told something that falls due while it is down."""
    people = [one for couple in side.couples for one in couple]
    before = {one.id: max((it["message_id"] for it in one.chat()), default=0) for one in people}
    due = side.miss(4.0)

    def told() -> list[int]:
        return [sum(side.says in it["text"] for it in one.from_bot(before[one.id])) for one in people]

    with suppress(NotSeen):
        wait_for(lambda: all(told()), "everybody told", 10)
    found = told()
    late = time.time() - due if all(found) else 0.0
    doubled = sum(found) - sum(map(bool, found))
    return Count(sent=len(people), lost=found.count(0), doubled=doubled, slowest=late)


def _column(make: Callable[[Path], Ours | Stock], folder: Path, *, anew: bool) -> dict[str, str]:
    """`anew`: for each blow another one, because some never get up again."""
    cells: dict[str, str] = {}
    side: Ours | Stock | None = None
    try:
        for number, blow in enumerate([*BLOWS, None]):
            if side is None:
                side = make(_made(folder / str(number)))
            name = blow.name if blow else DEADLINES
            cells[name] = "has none" if blow and blow.file and side.file is None else str(_struck(blow, side))
            print(f"{folder.name}: {name}: {cells[name]}", file=sys.stderr, flush=True)
            if anew:
                side = side.stop()
    finally:
        if side is not None:
            side.stop()
    return cells


def _struck(blow: Blow | None, side: Side) -> Count:
    return taken(blow, side) if blow else missed(side)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _machine() -> str:
    load = os.getloadavg()[1]
    python = platform.python_version()
    return f"{os.cpu_count()} cores (load {load:.1f}), Linux {platform.release()}, Python {python}"


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        here = Path(made)
        columns = {
            "Roomline": _column(Ours, here / "Roomline", anew=False),
            "stock bot": _column(partial(Stock, outbox=False), here / "stock bot", anew=True),
            "the same with an outbox": _column(
                partial(Stock, outbox=True), here / "with an outbox", anew=True
            ),
        }
    print(f"\n{datetime.now(UTC):%Y-%m-%d}, {_machine()}\n")
    print(f"| blow | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for name in [*(blow.name for blow in BLOWS), DEADLINES]:
        print(f"| {name} | {' | '.join(column[name] for column in columns.values())} |")
