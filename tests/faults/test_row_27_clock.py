"""Clocks that jump, that change twice a year, and a day that comes every four: nothing twice, what is
overdue once, and a day before is a day before by the clock on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.faults.paired import await_working, free_port, paired
from tests.journeys.house import FIRST, HOUR, SEND, SKIP, Hire, Studio, hire, place_of, reference_of, walk
from tests.journeys.visiting import ahead, days, ever_reminded, exactly, skip_to, starts_at
from tests.main_job import next_question
from tests.world import Phone, Program, skip_ahead, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

DAY = 24 * HOUR
BERLIN = ZoneInfo("Europe/Berlin")


def studio_in(program: Program, folder: Path, *hires: Hire) -> Studio:
    program.env["ROOMLINE_SIMULATOR__PORT"] = str(free_port())
    studio = hire(program.start(), folder, *hires)
    studio.operator.start()
    return studio


def reminded(*people: Phone) -> list[int]:
    return [ever_reminded(one) for one in people]


def await_reminded(people: Sequence[Phone], wanted: list[int], when: str) -> None:
    """As often as this, and not once more."""
    wait_for(lambda: sum(reminded(*people)) >= sum(wanted), f"reminders: {when}", 30)
    assert reminded(*people) == wanted, when


def test_jumps_of_an_hour_either_way(tmp_path: Path, database: Callable[[], str]) -> None:
    program = Program(tmp_path, url=database())
    try:
        studio = studio_in(program, tmp_path, Hire("Yuni"), Hire("Xena"))
        both = studio.customer("Lena"), studio.therapists[0]
        start = starts_at(studio, ahead(studio, *both))
        skip_to(studio, start - DAY - HOUR / 2)
        studio.quiet()
        assert reminded(*both) == [0, 0]
        for jump in (HOUR, -HOUR, HOUR, -HOUR):
            studio.skip(jump)
            await_reminded(both, [1, 1], f"after {jump} s")
            studio.quiet()
        program.kill_worker()
        await_working(program)
        studio.skip(HOUR)
        studio.quiet()
        assert reminded(*both) == [1, 1]

        waiting = studio.customer("Nora")
        reference = studio.request(waiting, whom="Xena")
        card = studio.therapists[1].see("Answer by")
        studio.skip(-HOUR)
        studio.quiet()
        assert (
            studio.rows(f"SELECT status FROM bookings WHERE reference = '{reference}'")[0]["status"]
            == "requested"
        )
        studio.skip(HOUR + 6 * 60)
        waiting.see("did not answer in time")
        for jump in (-HOUR, HOUR):
            studio.skip(jump)
        studio.quiet()
        told = [
            one for one in waiting.from_bot(card["message_id"]) if "did not answer in time" in one["text"]
        ]
        assert len(told) == 1

        talking = studio.customer("Olga")
        studio.pair(talking, studio.therapists[0])
        for number, jump in enumerate((HOUR, -HOUR, -HOUR, HOUR)):
            talking.send(f"line {number}")
            studio.skip(jump)
        studio.therapists[0].see("line 3")
        studio.quiet()
        lines = [one["text"] for one in studio.therapists[0].from_bot() if one["text"].startswith("line ")]
        assert lines == [f"line {number}" for number in range(4)]
    finally:
        program.stop()


def test_a_flood_s_seconds_do_not_become_hours(tmp_path: Path, database: Callable[[], str]) -> None:
    """A clock that is set back by hours: what was to wait for seconds still waits for seconds."""
    with paired(tmp_path, database()) as pair:
        pair.fault("429", "sendMessage", chat=pair.therapist.id, retry_after=3)
        newest = pair.newest_call()
        pair.customer.send("Before the clock is set back")
        pair.struck("429", newest)
        began = time.monotonic()
        skip_ahead(pair.program.web, -2 * 3600)
        wait_for(lambda: pair.copies(pair.therapist, "Before the clock is set back"), "the copy", 20)
        assert time.monotonic() - began > 1, "and the flood is still waited out"


VISITS = {
    "the night that loses an hour": (datetime(2027, 3, 26, 9, tzinfo=BERLIN), 28, 23),
    "the night that gains an hour": (datetime(2027, 10, 29, 9, tzinfo=BERLIN), 31, 25),
    "the day after a leap day": (datetime(2028, 2, 27, 9, tzinfo=BERLIN), 1, 24),
    "a leap day": (datetime(2032, 2, 27, 9, tzinfo=BERLIN), 29, 24),
}
"""What lies in between; when it is booked, by the studio's clock, for ten in the morning of which day; and
how many hours the day before really has."""


def test_a_day_before_is_one_by_the_clock_on_the_wall(tmp_path: Path, database: Callable[[], str]) -> None:
    program = Program(tmp_path, url=database(), env={"ROOMLINE_STUDIO__TIMEZONE": "Europe/Berlin"})
    try:
        studio = studio_in(program, tmp_path, Hire("Zita", hours=("daily,10:00,18:00",)))
        for name, (now, day, hours) in VISITS.items():
            skip_to(studio, now.timestamp())
            studio.quiet()
            both = studio.customer(f"Guest {hours} {day}"), studio.therapists[0]
            before = reminded(*both)
            start = datetime.fromtimestamp(booked_for(studio, *both, day), BERLIN)
            assert (start.day, start.hour, start.minute) == (day, 10, 0)
            due = start - timedelta(days=1)
            assert start.timestamp() - due.timestamp() == hours * HOUR
            skip_to(studio, due.timestamp() - 60)
            studio.quiet()
            assert reminded(*both) == before, f"{name}: too soon"
            studio.skip(61)
            await_reminded(both, [one + 1 for one in before], name)
            for jump in (-HOUR, HOUR):
                studio.skip(jump)
            skip_to(studio, start.timestamp() - 2 * HOUR + 1)
            await_reminded(both, [one + 2 for one in before], f"{name}, and two hours ahead")
            skip_to(studio, start.timestamp() + 2 * HOUR)
            print(f"\n{name}: reminded at {due:%d %B %H:%M}, {hours} hours before {start:%d %B %H:%M}")
    finally:
        program.stop()


def booked_for(studio: Studio, customer: Phone, therapist: Phone, day: int) -> float:
    """That day's first time, accepted. Answers its start in epoch seconds."""
    asked = customer.send("/book")
    walk(customer, *studio.way(whom=therapist.name), "Pick a day", asked=asked)
    card = customer.see("Which day?", after=asked)
    if str(day) not in days(card):
        customer.click("›", after=asked)
        wait_for(lambda: str(day) in days(customer.see("Which day?", after=asked)), "the next month")
        card = customer.see("Which day?", after=asked)
    customer.press(exactly(card, str(day)))
    times = next_question(customer, asked, card["text"])
    customer.press(place_of(times, FIRST))
    for label in (SKIP, SEND):
        customer.click(label, after=asked)
    reference = reference_of(customer.see("Request sent", after=asked))
    therapist.click("Accept", after=therapist.see(reference)["message_id"] - 1)
    customer.see(f"Confirmed · {reference}")
    return starts_at(studio, reference)
