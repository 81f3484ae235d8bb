"""What is known to be wrong, each an adapter beside the product: the check the product passes finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import harms
from tests.faults.paired import Paired, paired

pytestmark = pytest.mark.slow

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
