from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    days_of_any,
    may_start,
    now_start,
    openings,
    slots,
    slots_of_any,
    want,
)
from domain.booking import Mode, PlaceKind
from domain.hours import at_work, working_windows
from domain.people import Readiness
from domain.rules import BookingRules
from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from domain.wallclock import day_span
from tests.domain.minute_model import MinuteModel, readings, shifts

ZONES = [
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
]
YEARS = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))


def changes_of(zone: str) -> list[date]:
    """The dates in both years on which the clocks there are changed, by looking every day at noon."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(2 * 365)]
    offsets = [datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset() for day in days]
    return [
        day for day, before, after in zip(days[1:], offsets, offsets[1:], strict=False) if before != after
    ]


# Midnights (UTC) two days before a clock change, by zone.
CHANGES = {zone: [day - timedelta(days=2) for day in changes_of(zone)] for zone in ZONES}
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
def some_holds(draw: st.DrawFn, first: datetime) -> list[Held]:
    """As bookings make them, with any turn-around and way, in no order; some lie within others."""
    five = timedelta(minutes=5)
    around = st.tuples(st.sampled_from([0, 0, 3, 6, 12]), st.sampled_from([0, 0, 3, 6, 12]))
    return [
        Held(Span(one.starts_at, one.ends_at + turn * five), Span(one.starts_at - way * five, one.ends_at))
        for one in draw(some_spans(first))
        for turn, way in [draw(around)]
    ]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Schedule, list[Held], datetime]:
    zone = draw(st.sampled_from(ZONES))
    anywhen = st.dates(YEARS.starts_at.date(), YEARS.ends_at.date() - timedelta(days=6))
    day = draw(st.sampled_from(CHANGES[zone]) | anywhen if CHANGES[zone] else anywhen)
    first = utc(day)
    every_day = [
        WeeklyWindow(on, window) for window in draw(st.lists(windows, max_size=2)) for on in range(7)
    ]
    one_day = draw(st.lists(st.builds(WeeklyWindow, st.integers(0, 6), windows), max_size=3))
    dates = st.integers(0, 5).map(lambda n: day + timedelta(days=n))
    exceptions = draw(st.dictionaries(dates, st.lists(windows, max_size=2), max_size=2))
    schedule = Schedule(
        zone,
        (*every_day, *one_day),
        tuple(DateException(on, tuple(instead)) for on, instead in exceptions.items()),
        tuple(draw(some_spans(first))),
    )
    return schedule, draw(some_holds(first)), first


def modelled(schedule: Schedule, busy: Sequence[Held], first: datetime) -> MinuteModel:
    behind, before = [one.after for one in busy], [one.before for one in busy]
    return MinuteModel(schedule, behind, before, first - timedelta(days=2), 6 * 1440 + 360)


def test_every_zone_that_changes_its_clocks_does_so_four_times_in_two_years() -> None:
    counts = {zone: len(days) for zone, days in CHANGES.items()}
    assert counts == {zone: 0 if zone.startswith("Asia") else 4 for zone in ZONES}


LOOKED_AT = (
    situations(),
    st.sampled_from([60, 90, 120]),
    st.sampled_from([(0, 0), (30, 0), (0, 30), (30, 30), (15, 45)]),
    st.sampled_from([15, 30, 45]),
    st.integers(0, 2 * 288),
)
Situation = tuple[Schedule, list[Held], datetime]


@settings(max_examples=30, deadline=None)
@given(*LOOKED_AT)
def test_slots_are_those_of_somebody_who_looks_every_minute(
    situation: Situation, duration: int, around: tuple[int, int], step: int, wait: int
) -> None:
    compared(situation, duration, around, step, wait)


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(*LOOKED_AT)
def test_the_same_six_hundred_times(
    situation: Situation, duration: int, around: tuple[int, int], step: int, wait: int
) -> None:
    compared(situation, duration, around, step, wait)


def compared(situation: Situation, duration: int, around: tuple[int, int], step: int, wait: int) -> None:
    schedule, busy, first = situation
    within = Opening(first + timedelta(days=1, minutes=5 * wait), first + timedelta(days=3, hours=12))
    turn_around, way = around
    spans = (timedelta(minutes=duration), timedelta(minutes=turn_around), timedelta(minutes=way))
    wanted = Want(*spans, Mode.SCHEDULED)
    found = slots(Diary(schedule, Readiness.BUSY, busy), wanted, within, timedelta(minutes=step))
    model = modelled(schedule, busy, first)
    assert found == model.slots(duration, turn_around, way, step, within.first, within.last)
    # What is listed is what Send request takes.
    assert all(may_start(Diary(schedule, Readiness.BUSY, busy), wanted, start) for start in found)


@settings(max_examples=8, deadline=None)
@given(situations(), situations(), st.sampled_from(ZONES))
def test_the_days_of_several_are_those_on_which_one_of_them_has_a_slot(
    one: tuple[Schedule, list[Held], datetime], other: tuple[Schedule, list[Held], datetime], studio: str
) -> None:
    """Each has hours in a zone of their own; days are the studio's."""
    first, step = one[2], timedelta(minutes=30)
    # As if they had met in the same week.
    shift = first - other[2]
    moved = [
        Held(*(Span(side.starts_at + shift, side.ends_at + shift) for side in (held.after, held.before)))
        for held in other[1]
    ]
    both = [(one[0], one[1]), (replace(other[0], time_off=()), moved)]
    zone = ZoneInfo(studio)
    days = [day_span((first + timedelta(days=n)).astimezone(zone).date(), zone) for n in (1, 2)]
    within = Opening(days[0].starts_at, days[-1].ends_at - timedelta(microseconds=1))
    wanted = Want(timedelta(minutes=60), timedelta(minutes=30), NONE, Mode.SCHEDULED)
    diaries = [Diary(schedule, Readiness.BUSY, busy) for schedule, busy in both]
    expected = {
        start
        for schedule, busy in both
        for start in modelled(schedule, busy, first).slots(60, 30, 0, 30, within.first, within.last)
    }
    assert slots_of_any(diaries, wanted, within, step) == sorted(expected)
    assert days_of_any(diaries, wanted, within, step, days) == [
        number for number, day in enumerate(days) if any(day.starts_at <= at < day.ends_at for at in expected)
    ]


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
def test_two_years_of_hours(zone: str, hours: list[tuple[str, str]]) -> None:
    """Every half hour of two years: at work if and only if the wall says so."""
    first, half_hours = utc(date(2026, 1, 5)), 2 * 366 * 48
    schedule = Schedule(zone, weekly(*hours))
    whole = Span(first, first + timedelta(minutes=30) * half_hours)
    spans = list(at_work(working_windows(schedule, whole), ()))
    on_the_wall = list(shifts(schedule, date(2026, 1, 1), 2 * 366 + 14))
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


def starts_of(schedule: Schedule, day: date, *busy: Held, minutes: int = 60) -> list[str]:
    """Every half hour of that date's wall."""
    zone = ZoneInfo(schedule.zone)
    whole = day_span(day, zone)
    within = Opening(whole.starts_at, whole.ends_at - timedelta(microseconds=1))
    wanted = Want(timedelta(minutes=minutes), NONE, NONE, Mode.SCHEDULED)
    found = slots(Diary(schedule, Readiness.BUSY, busy), wanted, within, timedelta(minutes=30))
    return [start.astimezone(zone).strftime("%H:%M%z") for start in found]


def test_time_off_that_covers_a_window_partly() -> None:
    day = date(2026, 6, 1)
    off = (Span(utc(day, 10, 20), utc(day, 11, 40)), Span(utc(day, 14), utc(day, 20)))
    schedule = Schedule("UTC", weekly(("09:00", "15:00")), (), off)
    assert starts_of(schedule, day) == [
        f"{clock}+0000" for clock in ("09:00", "12:00", "12:30", "13:00")
    ]  # until 10:00, from 11:40, and a last one that ends at 14:00


def test_an_exception_on_the_day_of_a_clock_change() -> None:
    window = Window(time(1, 30), time(4))
    forward, back = date(2026, 3, 29), date(2026, 10, 25)
    schedule = Schedule(
        BERLIN, weekly(("09:00", "10:00")), tuple(DateException(day, (window,)) for day in (forward, back))
    )
    # An hour and a half in spring, three and a half in autumn, two of which are shown twice.
    assert starts_of(schedule, forward) == ["01:30+0100", "03:00+0200"]
    assert starts_of(schedule, back) == [
        "01:30+0200",
        "02:00+0200",
        "02:30+0200",
        "02:00+0100",
        "02:30+0100",
        "03:00+0100",
    ]
    assert starts_of(schedule, forward + timedelta(days=1)) == ["09:00+0200"]


def test_no_gap_between_two_is_no_slot_and_none_is_needed() -> None:
    day = date(2026, 6, 1)
    whole = Schedule("UTC", weekly(("09:00", "12:00")))
    held = [Held(one, one) for one in (Span(utc(day, 9), utc(day, 10)), Span(utc(day, 11), utc(day, 12)))]
    assert starts_of(whole, day, *held) == ["10:00+0000"]
    between = Span(utc(day, 10), utc(day, 11))
    assert starts_of(whole, day, *held, Held(between, between)) == []


def test_many_windows_a_day() -> None:
    hours = [(f"{hour:02}:00", f"{hour + 1:02}:00") for hour in range(0, 23, 2)]
    schedule = Schedule("UTC", weekly(*hours))
    assert starts_of(schedule, date(2026, 6, 1)) == [f"{hour:02}:00+0000" for hour in range(0, 23, 2)]
    assert starts_of(schedule, date(2026, 6, 1), minutes=61) == []


def test_a_leap_day_is_a_day() -> None:
    leap = date(2028, 2, 29)
    only = Schedule("UTC", weekly(("22:00", "01:00"), days=[leap.weekday()]))
    assert starts_of(only, leap) == ["22:00+0000", "22:30+0000", "23:00+0000", "23:30+0000"]
    assert starts_of(only, date(2028, 3, 1)) == ["00:00+0000"]
    assert starts_of(Schedule("UTC", (), (DateException(leap, (Window(time(9), time(10)),)),)), leap) == [
        "09:00+0000"
    ]


def test_of_turn_around_and_way_the_longer_lies_between_two() -> None:
    day, hour = date(2026, 6, 1), timedelta(hours=1)
    schedule = Schedule("UTC", weekly(("00:00", "00:00")))
    end = utc(day, 12)
    for turn, way, first in ((30, 30, 30), (30, 0, 30), (0, 30, 30), (0, 0, 0), (15, 45, 45), (45, 15, 45)):
        held = Held(Span(end - hour, end + timedelta(minutes=turn)), Span(end - hour, end))
        wanted = Want(hour, NONE, timedelta(minutes=way), Mode.SCHEDULED)
        (opening,) = openings(Diary(schedule, Readiness.BUSY, [held]), wanted, Opening(end, end + 3 * hour))
        assert opening.first == end + timedelta(minutes=first), (turn, way)
