"""Moved across the night in which the clocks change: the treatment is as long as it was, what is held is
right to the second, and the reminder comes at the same hour of the day before."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.schedule import Schedule, WeeklyWindow, Window
from services.move_answers import Answered, AnswerMove
from services.move_slots import MoveSlots
from services.moves import Asked, AskToMove, MayMove
from services.ports import UnitOfWork
from tests.booking.moving import HOUR, MINUTES, agreed, takes, wish
from tests.services.studio import RULES, studio


@pytest.mark.parametrize(
    ("zone", "now", "change"),
    [
        ("Europe/Berlin", datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 23, 8, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 3, 0, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ],
)
async def test_from_the_evening_before_to_the_morning_after(
    tmp_path: Path, zone: str, now: datetime, change: datetime
) -> None:
    there = ZoneInfo(zone)
    async with studio(tmp_path) as at:
        at.clock.at = now
        all_day = tuple(WeeklyWindow(day, Window(time(0), time(0))) for day in range(7))
        await at.hours(at.dewi, Schedule(zone, all_day))
        booking = await agreed(at, hours=(change - 4 * HOUR - now) / HOUR)
        slots = MoveSlots(at.clock, RULES, there)
        day = (change + 4 * HOUR).astimezone(there).date()

        async def listed(unit: UnitOfWork) -> list[datetime]:
            found = await at.do.ask_to_move.may(unit, booking.id, at.ann)
            side = found.side  # type: ignore[union-attr]  # she may
            return list(await slots(unit, booking, side, day=day))

        free = await at.house.units.look(listed)
        hours = {one.astimezone(there).hour for one in free}
        assert all(one.astimezone(there).date() == day for one in free)
        spring = there.utcoffset(change.replace(tzinfo=None)) == there.utcoffset(now.replace(tzinfo=None))
        assert len(hours) >= 22, spring
        assert {one.astimezone(there).minute for one in free} == {0, 30}
        wanted = next(one for one in free if one.astimezone(there).time() == time(9))
        ask = AskToMove(MayMove(at.clock, RULES), slots)
        assert await at.house.do(ask, booking.id, at.ann, wanted, booking.version) is Asked.ASKED
        answer, dewi = AnswerMove(at.clock, RULES, there), await at.person(at.dewi)
        proposal = await wish(at, booking)
        assert await at.house.do(answer, proposal.id, dewi, yes=True) is Answered.MOVED
        moved = await at.booking(booking)
        assert moved.span.ends_at - moved.span.starts_at == HOUR
        (kept,) = await takes(at, at.dewi)
        assert (kept.starts_at, kept.ends_at) == (wanted, wanted + HOUR + 30 * MINUTES)
        query = "SELECT due_at FROM deadlines WHERE kind = 'reminder_day' AND subject = ?"
        due = [datetime.fromtimestamp(at_ / 1_000_000, UTC) for (at_,) in at.rows(query, booking.id)]
        (told,) = due
        local = told.astimezone(there)
        assert (local.time(), local.date()) == (time(9), day - timedelta(days=1))
