"""Of several programs that see the same, one tells operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.alerts import Alerts
from services.telling import SAME, TellOnce
from tests.storage import migrated, samples
from tests.storage.opened import NOW, opened, writing


@dataclass
class SetClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("worse:telegram worse:telegram better better", 2),
        ("worse:telegram better worse:telegram better", 4),
        ("worse:telegram worse:scheduler", 2),
        ("worse:telegram later worse:telegram", 2),
        ("better worse:telegram worse:telegram", 2),
    ],
)
async def test_the_same_is_said_once(tmp_path: Path, told: str, heard: int) -> None:
    clock = SetClock()
    tell = TellOnce(Alerts(clock), clock)
    async with opened(migrated.put(tmp_path / "roomline.db")) as storage:
        async with writing(storage) as unit:
            await unit.people.add(samples.person(operator=True))
        for word in told.split():
            clock.at += SAME + timedelta(seconds=1) if word == "later" else timedelta(seconds=1)
            kind, _, part = word.partition(":")
            if kind != "later":
                async with writing(storage) as unit:
                    await tell(unit, kind, [part] if part else [])
        rows = await storage.look_sql(
            lambda unit: unit.connection.exec_driver_sql("SELECT count(*) FROM outbox")
        )
        assert rows.scalar_one() == heard
