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

SHARDS, PLAYERS = 6, 2
"""So that what has little time reaches some of it; and two at a time, which two cores are for."""


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
    points, words = sum(len(one.deaths) for one in found), Counter[str]()
    for one in found:
        words["lost"] += len(one.lost)
        words["doubled"] += len(one.doubled)
        words["notices repeated"] += one.repeated
        words["messages in doubt"] += one.uncertain
    return f"{points} points: " + ", ".join(f"{number} {what}" for what, number in words.items())


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_killed_at_every_boundary(tmp_path: Path, shard: int) -> None:
    judge(played(tmp_path, "", shard), least=200)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_killed_at_every_boundary_on_postgresql(tmp_path: Path, server: Server, shard: int) -> None:
    judge(played(tmp_path, server.url("postgres"), shard), least=300)


def judge(found: list[Played], least: int) -> None:
    print(f"\n{told(found)}")
    trouble = [one.line() for one in found if one.lost or one.doubled or one.wrong]
    assert trouble == []
    assert sum(len(one.deaths) for one in found) >= least, "the points have gone, not the deaths' effects"
    acts = {death.act for one in found for death in one.deaths}
    assert {"/book", "accept", "customer's photo", "yes, cancel", "the return"} <= acts
