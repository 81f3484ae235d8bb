"""The promise: of what tells who somebody is, 98 in 100 are stopped; of what does not, at most 2 in 100."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.firewall import made
from tests.firewall.measure import HELD_OUT, LABELLED, load, measure

RECALL, FALSE_ALARMS = 0.98, 0.02


@pytest.mark.parametrize("path", [LABELLED, HELD_OUT], ids=["labelled", "held out"])
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_labelled_messages(path: Path, language: str) -> None:
    samples = [sample for sample in load(path) if sample.language == language]
    measured = measure(samples)
    assert measured.recall >= RECALL
    assert measured.false_alarms <= FALSE_ALARMS


def test_there_are_enough_of_them_and_half_are_clean() -> None:
    samples = load(LABELLED)
    assert len(samples) >= 400
    for language in ("en", "id"):
        bad = [sample.bad for sample in samples if sample.language == language]
        assert 0.4 <= sum(bad) / len(bad) <= 0.6
    seen = {(sample.language, repr(sample.contents)) for sample in samples}
    assert len(seen) == len(samples)
    again = [one for one in load(HELD_OUT) if (one.language, repr(one.contents)) in seen]
    assert {one.kind for one in again} <= {"contact"}


@pytest.mark.parametrize("language", ["en", "id"])
def test_numbers_that_nobody_chose_in_every_disguise(language: str) -> None:
    measured = measure([*made.bad(language, 10, seed=7), *made.clean(language, 200, seed=8)])
    assert measured.recall >= RECALL
    assert measured.false_alarms <= FALSE_ALARMS
