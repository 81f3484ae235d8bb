"""Which reaction the bot sets for the other one."""

from __future__ import annotations

import pytest

from domain.reaction import LATE, SETTABLE, settable, shown


@pytest.mark.parametrize(
    ("theirs", "late", "expected"),
    [
        ((), False, None),
        ((), True, LATE),
        (("👍",), False, "👍"),
        (("👍",), True, "👍"),
        (("👍", "🔥"), False, "🔥"),
        (("👍", ""), False, "👍"),
        (("✅",), False, None),
        (("✅",), True, LATE),
        (("❤️",), False, "❤"),
    ],
)
def test_the_counterparts_newest_that_can_be_set_wins(
    theirs: tuple[str, ...], late: bool, expected: str | None
) -> None:
    assert shown(theirs, late=late) == expected


def test_it_is_the_documented_set() -> None:
    assert len(SETTABLE) == 73 and settable(LATE)
    assert not any(settable(one) for one in ("✅", "❌", "⚠", ""))
