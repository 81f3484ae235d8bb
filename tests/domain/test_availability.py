from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.availability import (
    Diary,
    Held,
    Opening,
    Want,
    arrival,
    bounds,
    may_start,
    now_start,
    openings,
    slots,
    want,
)
from domain.booking import Mode, PlaceKind
from domain.hours import at_work, working_windows
from domain.people import Readiness
from domain.rules import BookingRules
from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from tests.domain.minute_model import MinuteModel, readings, shifts

ZONES = ["Asia/Jakarta", "Europe/Berlin", "America/New_York", "Australia/Adelaide", "Australia/Lord_Howe"]
# Midnights (UTC) two days before a clock change of 2026, in one of the zones or another.
CHANGES = [
    date(2026, 3, 27),
    date(2026, 10, 23),
    date(2026, 3, 6),
    date(2026, 10, 30),
    date(2026, 4, 2),
    date(2026, 10, 1),
]
RULES = BookingRules()
NONE = timedelta(0)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def utc(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def weekly(*hours: tuple[str, str], days: Sequence[int] = range(7)) -> tuple[WeeklyWindow, ...]:
    return tuple(
        WeeklyWindow(day, Window(time.fromisoformat(opens), time.fromisoformat(closes)))
        for day in days
        for opens, closes in hours
    )


def local(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


five_minutes = st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5))
near_changes = st.integers(0, 23).map(lambda n: time(1 + n // 12 * 1, n % 12 * 5)) | st.sampled_from(
    [time(2, 30), time(3), time(2), time(1, 30), time(0)]
)
windows = st.builds(Window, five_minutes | near_changes, five_minutes | near_changes)


@st.composite
def some_spans(draw: st.DrawFn, first: datetime) -> list[Span]:
    """Short and long ones, some within others."""
    lengths = st.integers(1, 24) | st.integers(60, 200)
    chosen = draw(st.lists(st.tuples(st.integers(0, 5 * 288), lengths), max_size=5))
    starts = [(first + timedelta(minutes=5 * at), timedelta(minutes=5 * length)) for at, length in chosen]
    return [Span(start, start + length) for start, length in starts]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Schedule, list[Span], datetime]:
    day = draw(st.sampled_from(CHANGES) | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    first = utc(day)
    every_day = [
        WeeklyWindow(on, window) for window in draw(st.lists(windows, max_size=2)) for on in range(7)
    ]
    one_day = draw(st.lists(st.builds(WeeklyWindow, st.integers(0, 6), windows), max_size=3))
    dates = st.integers(0, 5).map(lambda n: day + timedelta(days=n))
    exceptions = draw(st.dictionaries(dates, st.lists(windows, max_size=2), max_size=2))
    schedule = Schedule(
        draw(st.sampled_from(ZONES)),
        (*every_day, *one_day),
        tuple(DateException(on, tuple(instead)) for on, instead in exceptions.items()),
        tuple(draw(some_spans(first))),
    )
    return schedule, draw(some_spans(first)), first


@settings(max_examples=80, deadline=None)
@given(
    situations(),
    st.sampled_from([60, 90, 120]),
    st.sampled_from([0, 30]),
    st.sampled_from([15, 30, 45]),
    st.integers(0, 2 * 288),
)
def test_slots_are_those_of_somebody_who_looks_every_minute(
    situation: tuple[Schedule, list[Span], datetime], duration: int, buffer: int, step: int, wait: int
) -> None:
    schedule, busy, first = situation
    within = Opening(first + timedelta(days=1, minutes=5 * wait), first + timedelta(days=3, hours=12))
    model = MinuteModel(schedule, busy, first - timedelta(days=2), 6 * 1440 + 360)
    wanted = Want(timedelta(minutes=duration), timedelta(minutes=buffer), NONE, Mode.SCHEDULED)
    held = [Held(span, span) for span in busy]
    found = slots(Diary(schedule, Readiness.BUSY, held), wanted, within, timedelta(minutes=step))
    assert found == model.slots(duration, buffer, step, within.first, within.last)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "hours",
    [
        [("09:00", "12:00"), ("13:00", "17:30")],
        [("20:00", "02:30")],
        [("02:30", "06:00")],
        [("00:00", "00:00")],
    ],
)
def test_a_year_of_hours(zone: str, hours: list[tuple[str, str]]) -> None:
    """Every half hour of a year: at work if and only if the wall says so."""
    first, half_hours = utc(date(2026, 1, 5)), 366 * 48
    schedule = Schedule(zone, weekly(*hours))
    whole = Span(first, first + timedelta(minutes=30) * half_hours)
    spans = list(at_work(working_windows(schedule, whole), ()))
    on_the_wall = list(shifts(schedule, date(2026, 1, 1), 380))
    position = 0
    for instant, wall in readings(zone, first, half_hours, timedelta(minutes=30)):
        while on_the_wall[position].closes <= wall:
            position += 1
        expected = on_the_wall[position].opens <= wall
        while spans and spans[0].ends_at <= instant:
            spans.pop(0)
        assert (bool(spans) and spans[0].starts_at <= instant) == expected, (instant, wall)


def hours_on(zone: str, day: str, opens: str, closes: str) -> list[Span]:
    on = date.fromisoformat(day)
    window = Window(time.fromisoformat(opens), time.fromisoformat(closes))
    around = Span(utc(on) - timedelta(days=2), utc(on) + timedelta(days=3))
    return working_windows(Schedule(zone, (), (DateException(on, (window,)),)), around)


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("zone", "day", "opens", "closes", "expected"),
    [
        # 2026-03-29: 02:00 becomes 03:00, which is 01:00 UTC.
        (BERLIN, "2026-03-29", "02:30", "06:00", ("2026-03-29T01:00", "2026-03-29T04:00")),
        (BERLIN, "2026-03-28", "20:00", "02:30", ("2026-03-28T19:00", "2026-03-29T01:00")),
        (BERLIN, "2026-03-29", "02:10", "02:50", None),
        # 2026-10-25: 03:00 becomes 02:00 again, which is 01:00 UTC.
        (BERLIN, "2026-10-25", "02:30", "06:00", ("2026-10-25T00:30", "2026-10-25T05:00")),
        (BERLIN, "2026-10-24", "20:00", "02:30", ("2026-10-24T18:00", "2026-10-25T00:30")),
        (BERLIN, "2026-10-24", "20:00", "03:00", ("2026-10-24T18:00", "2026-10-25T02:00")),
        # Half an hour only: 2026-10-04, 02:00 becomes 02:30, which is 15:30 UTC the day before.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "04:00", ("2026-10-03T15:30", "2026-10-03T17:00")),
        # A whole day that was never on the wall.
        ("Pacific/Apia", "2011-12-30", "09:00", "17:00", None),
    ],
)
def test_hours_of_a_clock_change(
    zone: str, day: str, opens: str, closes: str, expected: tuple[str, str] | None
) -> None:
    spans = [] if expected is None else [Span(*(datetime.fromisoformat(f"{one}Z") for one in expected))]
    assert hours_on(zone, day, opens, closes) == spans


def test_windows_that_touch_on_the_wall_touch_in_time() -> None:
    schedule = Schedule(BERLIN, weekly(("22:00", "02:30"), ("02:30", "08:00")))
    for day in (date(2026, 3, 28), date(2026, 10, 24)):
        merged = list(at_work(working_windows(schedule, Span(utc(day, 21), utc(day, 23))), ()))
        whole = list(
            at_work(working_windows(schedule, Span(utc(day, 20), utc(day, 20) + timedelta(days=1))), ())
        )
        assert len(merged) == 1
        assert whole[0].ends_at >= utc(day, 20) + timedelta(hours=9)


def diary(
    *busy: Span,
    readiness: Readiness = Readiness.AVAILABLE,
    hours: tuple[str, str] = ("09:00", "18:00"),
    time_off: tuple[Span, ...] = (),
) -> Diary:
    return Diary(Schedule("UTC", weekly(hours), (), time_off), readiness, [Held(span, span) for span in busy])


def span(start: tuple[int, int], end: tuple[int, int]) -> Span:
    return Span(NOON.replace(hour=start[0], minute=start[1]), NOON.replace(hour=end[0], minute=end[1]))


HOUR_AND_BUFFER = Want(timedelta(minutes=60), timedelta(minutes=30), NONE, Mode.SCHEDULED)


@pytest.mark.parametrize(
    ("start", "fits"),
    [
        ((9, 0), True),
        ((8, 59), False),
        ((11, 30), True),  # ends 12:30, turn-around until 13:00, where the next begins
        ((11, 31), False),
        ((14, 29), False),
        ((14, 30), True),
        ((17, 0), True),  # the turn-around may lie after hours
        ((17, 1), False),
    ],
)
def test_between_one_booking_and_the_end_of_hours(start: tuple[int, int], fits: bool) -> None:
    busy = diary(span((13, 0), (14, 30)))
    assert may_start(busy, HOUR_AND_BUFFER, NOON.replace(hour=start[0], minute=start[1])) is fits


def test_openings_are_all_starts_that_fit() -> None:
    found = openings(
        diary(span((13, 0), (14, 30))), HOUR_AND_BUFFER, Opening(NOON.replace(hour=0), NOON.replace(hour=23))
    )
    at = NOON.replace
    assert found == [
        Opening(at(hour=9), at(hour=11, minute=30)),
        Opening(at(hour=14, minute=30), at(hour=17)),
    ]


def test_a_gap_that_fits_exactly_is_one_start() -> None:
    busy = diary(span((10, 30), (14, 0)), span((15, 30), (18, 0)))
    at = NOON.replace
    whole_day = Opening(at(hour=0), at(hour=23))
    assert openings(busy, HOUR_AND_BUFFER, whole_day) == [
        Opening(at(hour=9), at(hour=9)),
        Opening(at(hour=14), at(hour=14)),
    ]
    assert slots(busy, HOUR_AND_BUFFER, whole_day, timedelta(minutes=30)) == [at(hour=9), at(hour=14)]


@pytest.mark.parametrize(
    ("readiness", "mode", "fits"),
    [
        (Readiness.AVAILABLE, Mode.NOW, True),
        (Readiness.AVAILABLE, Mode.SCHEDULED, True),
        (Readiness.BUSY, Mode.NOW, False),
        (Readiness.BUSY, Mode.SCHEDULED, True),
        (Readiness.AWAY, Mode.NOW, False),
        (Readiness.AWAY, Mode.SCHEDULED, False),
    ],
)
def test_readiness(readiness: Readiness, mode: Mode, fits: bool) -> None:
    wanted = Want(timedelta(minutes=60), NONE, NONE, mode)
    assert may_start(diary(readiness=readiness), wanted, NOON) is fits


def test_time_off_and_a_treatment_over_midnight() -> None:
    off = diary(hours=("00:00", "00:00"), time_off=(span((12, 30), (14, 0)),))
    wanted = Want(timedelta(minutes=120), timedelta(minutes=30), NONE, Mode.SCHEDULED)
    starts = [
        NOON.replace(hour=hour, minute=minute)
        for hour, minute in ((10, 30), (10, 35), (13, 55), (14, 0), (23, 0))
    ]
    assert [may_start(off, wanted, start) for start in starts] == [True, False, False, True, True]


def test_time_off_within_time_off() -> None:
    off = diary(time_off=(span((12, 0), (16, 0)), span((13, 0), (14, 0))))
    assert openings(off, HOUR_AND_BUFFER, Opening(NOON.replace(hour=11), NOON.replace(hour=20))) == [
        Opening(NOON.replace(hour=11), NOON.replace(hour=11)),
        Opening(NOON.replace(hour=16), NOON.replace(hour=17)),
    ]


@pytest.mark.parametrize(
    ("at", "start"),
    [
        ("12:00", "12:50"),  # 5 minutes to answer, 45 on the way
        ("12:00:01", "12:55"),
        ("12:04:59.9", "12:55"),
        ("12:05", "12:55"),
        ("23:40", "00:30"),
    ],
)
def test_now_starts_when_a_therapist_can_be_there(at: str, start: str) -> None:
    now = datetime.combine(NOON.date(), time.fromisoformat(at), UTC)
    begins = now_start(now, RULES)
    assert begins.strftime("%H:%M") == start
    assert begins > now
    assert bounds(Mode.NOW, now, RULES) == Opening(begins, begins)
    assert arrival(begins, RULES) == Span(begins, begins + timedelta(minutes=15))


def test_a_scheduled_visit_lies_between_notice_and_horizon() -> None:
    allowed = bounds(Mode.SCHEDULED, NOON, RULES)
    assert allowed == Opening(NOON + timedelta(minutes=60), NOON + timedelta(days=30))
    assert openings(diary(), HOUR_AND_BUFFER, Opening(NOON, NOON - timedelta(minutes=1))) == []


def test_the_buffer_is_the_place_s() -> None:
    buffers = {place: want(90, place, Mode.NOW, RULES).turn_around for place in PlaceKind}
    half_an_hour = timedelta(minutes=30)
    assert buffers == {
        PlaceKind.STUDIO: timedelta(0),
        PlaceKind.HOME: half_an_hour,
        PlaceKind.HOTEL: half_an_hour,
    }
