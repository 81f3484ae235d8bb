"""What is known to be wrong, each an adapter beside the product: the check the product passes finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import harms
from tests.faults.paired import Paired, paired
from tests.faults.test_row_35_to_37_replicas import paired_in
from tests.fleet import fleet
from tests.storage.postgres import Server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

Check = Callable[[Paired], list[str]]
MUTANTS: dict[str, tuple[str, Check]] = {
    "acknowledging first": ("tests.faults.acknowledge_first", harms.killed_once_acknowledged),
    "no dedupe": ("tests.faults.no_dedupe", harms.brought_twice),
    "blind retry": ("tests.faults.blind_retry", harms.cut_off_after_it_arrived),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_check_that_the_product_passes_finds(
    mutant: str, database: Callable[[], str], tmp_path: Path
) -> None:
    wiring, check = MUTANTS[mutant]
    assert _harm(tmp_path / "ours", database(), "", check) == []
    found = _harm(tmp_path / "theirs", database(), wiring, check)
    print(f"\n{mutant}: {found}")
    assert found, f"{check.__name__} does not notice {mutant}"


def _harm(folder: Path, url: str, wiring: str, check: Check) -> list[str]:
    folder.mkdir()
    with paired(folder, url, wiring=wiring) as pair:
        return check(pair)


def test_a_lease_that_nobody_fences(server: Server, tmp_path: Path) -> None:
    assert _late_writes(tmp_path / "ours", server, "") == []
    found = _late_writes(tmp_path / "theirs", server, "tests.faults.unfenced_lease")
    print(f"\nan unfenced lease: {found}")
    assert found, "a replica may write what is no longer its own, and nobody notices"


def _late_writes(folder: Path, server: Server, wiring: str) -> list[str]:
    folder.mkdir()
    with fleet(folder, server, 2, wiring=wiring) as two:
        return harms.woken_past_its_lease(paired_in(two, folder))
