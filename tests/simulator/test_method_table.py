"""docs/simulator.md says of every method what there is of it: as the code has it, and of no other method."""

from __future__ import annotations

import json
import re

from simulator.conformance.derive import TABLE
from simulator.methods.table import SPELLED
from tests.simulator.driver import ROOT

ROW = re.compile(r"^\| ((?:`\w+` ?)+) \| (\w+) \| (.*) \|$", re.MULTILINE)


def rows() -> list[tuple[list[str], str, str]]:
    guide = (ROOT / "docs/simulator.md").read_text()
    section = guide.split("### Method by method\n", 1)[1].split("\n### ", 1)[0]
    found = [(names.replace("`", "").split(), state, remark) for names, state, remark in ROW.findall(section)]
    assert len(found) == section.count("\n| ") - 1, "a row that is none"
    return found


def test_every_method_stands_in_one_row() -> None:
    named = [name for names, _, _ in rows() for name in names]
    assert sorted(named) == sorted(json.loads(TABLE.read_text())["methods"])


def test_it_says_what_the_code_does() -> None:
    there = {name for names, state, _ in rows() for name in names if state in ("conforms", "partial")}
    assert there == set(SPELLED.values())
    assert {state for _, state, _ in rows()} == {"conforms", "partial", "absent"}


def test_what_is_partial_says_what_is_missing() -> None:
    assert [names for names, state, remark in rows() if state == "partial" and not remark.strip()] == []
