"""One script, three libraries whose authors know nothing of the simulator: what they ask and get must fit
their own models, and show on the phones. `pytest -s` prints the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.methods.table import BY_NAME
from simulator.methods.topics import SUPERGROUPS_ONLY
from tests.node.packages import needed
from tests.simulator.clients.play import COMMANDS, Played, player
from tests.simulator.clients.script import SCRIPT
from tests.simulator.clients.steps import Act, Call, Step, row
from tests.simulator.driver import running

PLAYED: dict[str, Played] = {}


@pytest.mark.parametrize("library", COMMANDS)
async def test_a_library_plays_the_script(library: str, tmp_path: Path) -> None:
    if library == "grammY":
        needed()
    async with running(tmp_path / "trial", "--fresh") as trial:
        async with player(library, trial) as one:
            PLAYED[library] = one.played
            await one.play(SCRIPT)
            assert one.updates.empty(), one.updates.get_nowait()
        assert "Traceback" not in trial.complaints()
        assert [one for one in await trial.findings() if one["where"] != "noSuchMethod"] == []
    complaints = one.played.complaints()
    assert not complaints, "\n".join(complaints)


def test_the_table_is_whole() -> None:
    """Comes last: shows what the libraries above have done."""
    rows = sorted({row(step) for step in every(SCRIPT)})
    wide = max(map(len, rows)) + 2
    print("\n" + "".ljust(wide) + "".join(name.ljust(22) for name in PLAYED))
    for name in rows:
        print(name.ljust(wide) + "".join(played.cell(name).ljust(22) for played in PLAYED.values()).rstrip())
    for library, played in PLAYED.items():
        assert sorted(played.steps) == rows, library


def test_nothing_the_simulator_has_is_left_out() -> None:
    calls = [step for step in every(SCRIPT) if isinstance(step, Call)]
    answered = {call.method.lower() for call in calls if not call.refused}
    met = {call.method.lower() for call in calls if call.refused}
    elsewhere = {name.lower() for name in SUPERGROUPS_ONLY}
    assert {*BY_NAME, "getupdates"} - elsewhere - answered == set()
    assert elsewhere - met == set()


def every(steps: list[Step] | tuple[Step, ...]) -> list[Step]:
    return [one for step in steps for one in (step, *every(step.meanwhile if isinstance(step, Act) else ()))]
