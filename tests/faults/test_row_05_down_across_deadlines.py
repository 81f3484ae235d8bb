"""Row 5: down across due deadlines, for seconds, minutes and days. What is still of use is done late and
once, what is stale is skipped by rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.paired import await_working, free_port
from tests.journeys.house import HOUR, Hire, Studio, hire
from tests.journeys.test_restart import world_alone
from tests.journeys.visiting import ahead, ever_reminded, reminders, skip_to, starts_at
from tests.world import Phone, Program, http, wait_for

DAY = 24 * HOUR


def down_for(studio: Studio, seconds: float) -> None:
    """The world goes on without the program."""
    studio.quiet()
    studio.program.stop()
    with world_alone(studio.program) as world:
        http("POST", f"{world}/world/clock", {"advance": seconds})
    studio.program.start()
    studio.quiet()


def reminded(*people: Phone) -> list[int]:
    return [ever_reminded(one) for one in people]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_down_for_seconds_for_minutes_and_for_days(tmp_path: Path, database: Callable[[], str]) -> None:
    program = Program(tmp_path, {"ROOMLINE_SIMULATOR__PORT": str(free_port())}, database())
    try:
        studio = hire(program.start(), tmp_path, Hire("Yuni"))
        both = studio.customer("Lena"), studio.therapists[0]
        first = ahead(studio, *both)
        start = starts_at(studio, first)

        skip_to(studio, start - DAY - 60)
        studio.quiet()
        studio.skip(58)
        down_for(studio, 4)
        assert reminded(*both) == [1, 1]

        skip_to(studio, start - 2 * HOUR - 60)
        down_for(studio, 600)
        assert reminded(*both) == [2, 2]
        assert [len(reminders(one)) for one in both] == [1, 1]

        skip_to(studio, start + 3 * HOUR)
        other = studio.customer("Nora")
        second = ahead(studio, other, both[1])
        skip_to(studio, starts_at(studio, second) - DAY - 60)
        down_for(studio, 2 * DAY)
        due = [row["n"] for row in studio.rows(REMINDERS)]
        assert due == [2, 2], "the second visit is over: there is nothing left to be told of"
        assert reminded(other) == [0]
        assert not studio.rows("SELECT 1 FROM deadlines WHERE kind LIKE 'reminder%'")
        print(f"\ndown 4 s, 10 min, 2 days: reminded {due} times of 2 each still of use")
    finally:
        program.stop()


GAP = "I could not be reached from"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_line_in_each_room_that_may_have_missed_something(tmp_path: Path) -> None:
    program = Program(tmp_path, env={"ROOMLINE_SIMULATOR__PORT": str(free_port())})
    try:
        studio = hire(program.start(), tmp_path, Hire("Wati"), Hire("Yanti"))
        soon, later = studio.customer("Olga"), studio.customer("Petra")
        studio.pair(soon, studio.therapists[0])
        ahead(studio, later, studio.therapists[1])
        people = (soon, studio.therapists[0], later, studio.therapists[1])
        wait_for(lambda: studio.rows("SELECT 1 FROM moments"), "a note that updates come in")
        down_for(studio, 60)
        down_for(studio, 600)
        soon.see(GAP)
        studio.therapists[0].see(GAP)
        studio.quiet()
        program.kill_worker()
        await_working(program)
        studio.quiet()
        assert [gaps(one) for one in people] == [1, 1, 0, 0], "once, where there are buttons to press"
        down_for(studio, DAY + HOUR)
        assert "Please send again what matters" in later.see(GAP)["text"]
        studio.quiet()
        assert [gaps(one) for one in people[2:]] == [1, 1]
    finally:
        program.stop()


def gaps(person: Phone) -> int:
    return sum(GAP in one["text"] for one in person.from_bot())


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_killed_as_a_reminder_falls_due(tmp_path: Path, database: Callable[[], str]) -> None:
    program = Program(tmp_path, {"ROOMLINE_SIMULATOR__PORT": str(free_port())}, database())
    try:
        studio = hire(program.start(), tmp_path, Hire("Zita"))
        both = studio.customer("Mats"), studio.therapists[0]
        start = starts_at(studio, ahead(studio, *both))
        skip_to(studio, start - DAY - 60)
        studio.quiet()
        kills = (61, 1, 1)
        for seconds in kills:
            program.kill_worker()
            http("POST", f"{program.world}/world/clock", {"advance": seconds})
            await_working(program)
        studio.quiet()
        due, shown = studio.rows(REMINDERS), reminded(*both)
        print(
            f"\n{len(kills)} kills: each reminder came due {[row['n'] for row in due]} times, shown {shown}"
        )
        assert [row["n"] for row in due] == [1, 1]
        assert all(1 <= number <= 1 + len(kills) for number in shown), (
            "one in flight at a kill may come again"
        )
    finally:
        program.stop()


REMINDERS = """
SELECT person_id, count(*) AS n FROM outbox
WHERE fresh AND CAST(content AS TEXT) LIKE '%reminder_until%' GROUP BY person_id
"""
"""What was put in line for each: the deadline's effect."""
