"""Killed at every boundary of a conversation; alive again, it goes on as if nothing had been."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.points.played import Played, read
from tests.storage.postgres import Server
from tests.world import ROOT

SHARDS, PLAYERS = 8, 2
"""So that whoever has little time reaches some of them; and two at a time, which two cores are for."""
EACH = [pytest.param(shard, marks=pytest.mark.leisurely if shard else ()) for shard in range(SHARDS)]
LEAST = 100
"""Points in a shard."""


def played(folder: Path, server: str, shard: int) -> list[Played]:
    """Every SHARDS-th conversation."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    players = []
    for player in range(PLAYERS):
        part, parts = shard + SHARDS * player, SHARDS * PLAYERS
        words = [str(folder / str(player)), server, str(part), str(parts)]
        players.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.points.play", *words],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
                cwd=ROOT,
            )
        )
    found = []
    for one in players:
        said, trouble = one.communicate()
        assert one.returncode == 0, trouble[-2000:]
        found += [read(line) for line in said.splitlines()]
    return found


def told(found: Sequence[Played]) -> str:
    points, words = Counter[str](), Counter[str]()
    for one in found:
        points.update(kind(death.at) for death in one.deaths)
        words["lost"] += len(one.lost)
        words["doubled"] += len(one.doubled)
        words["notices repeated"] += one.repeated
        words["messages in doubt"] += one.uncertain
    where = ", ".join(f"{number} {at}" for at, number in sorted(points.items()))
    what = ", ".join(f"{number} {word}" for word, number in words.items())
    return f"{points.total()} points: {what} ({where})"


def kind(at: str) -> str:
    """Of boundaries: which of those that a death can stand before or behind."""
    if at.endswith("COMMIT is done") or ("COMMIT" in at and "leaves" not in at and at.startswith("Postgre")):
        return "after a COMMIT"
    if "COMMIT" in at:
        return "before a COMMIT"
    if not at.startswith("Telegram"):
        return "before a statement"
    if at.endswith("leaves"):
        return "before a request"
    return "before its answer was read" if at.endswith("not read") else "after its answer"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", EACH)
def test_killed_at_every_boundary(tmp_path: Path, shard: int) -> None:
    judge("SQLite", played(tmp_path, "", shard))


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("shard", EACH)
def test_killed_at_every_boundary_on_postgresql(tmp_path: Path, server: Server, shard: int) -> None:
    judge("PostgreSQL", played(tmp_path, server.url("postgres"), shard))


_so_far: dict[str, list[Played]] = {}


def judge(engine: str, found: list[Played]) -> None:
    so_far = _so_far.setdefault(engine, [])
    so_far += found
    print(f"\n{told(found)}\n{engine}, so far: {told(so_far)}")
    assert [one.line() for one in found if one.lost or one.doubled or one.wrong] == []
    deaths = [death for one in found for death in one.deaths]
    assert len(deaths) >= LEAST, "the points have gone, not the deaths' effects"
    assert {"/book", "accept", "customer's photo", "yes, cancel", "the return"} <= {one.act for one in deaths}
