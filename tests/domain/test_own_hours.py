"""A day's windows put, added to, parted by a break, copied; and a day's sheet of what is free."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain import own_hours as own
from domain.agenda import agenda
from domain.hours import at_work, working_windows
from domain.schedule import DateException, Schedule, WeeklyWindow, Window
from domain.time import Span
from domain.typed_hours import Told
from domain.typed_time import Fault, Problem
from domain.week import at_minute, clash

ZONE = ZoneInfo("Asia/Makassar")
MORNING, EVENING = Window(time(9), time(13)), Window(time(15), time(20))
NIGHT = Window(time(22), time(2))
SPLIT = Schedule(ZONE.key, (WeeklyWindow(0, MORNING), WeeklyWindow(0, EVENING), WeeklyWindow(5, NIGHT)))
EVE = date(2026, 12, 24)
"""A Thursday."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def good(found: Schedule | Problem) -> Schedule:
    assert isinstance(found, Schedule), found
    return found


def on(day: own.Day, found: Schedule | Problem) -> tuple[Window, ...]:
    return own.windows_on(good(found), day)


def test_a_day_is_replaced_and_the_others_stay() -> None:
    after = own.put(SPLIT, [Told((NIGHT,), days=(0, 1))], None)
    assert on(0, after) == on(1, after) == (NIGHT,)
    assert on(5, after) == (NIGHT,)


def test_more_hours_go_beside_and_not_over_what_is_there() -> None:
    noon = Window(time(13), time(15))
    assert on(0, own.put(SPLIT, [Told((noon,))], 0, "add")) == (MORNING, noon, EVENING)
    refused = own.put(SPLIT, [Told((Window(time(12), time(14)),))], 0, "add")
    assert refused == Problem(Fault.OVERLAP, "12:00–14:00", "09:00–13:00")


def test_the_night_before_counts() -> None:
    refused = own.put(SPLIT, [Told((Window(time(1), time(5)),), days=(6,))], None)
    assert refused == Problem(Fault.OVERLAP, "01:00–05:00", "22:00–02:00")
    assert on(6, own.put(SPLIT, [Told((Window(time(2), time(5)),), days=(6,))], None))
    monday = own.put(SPLIT, [Told((NIGHT,), days=(6,)), Told((Window(time(0), time(9)),), days=(0,))], None)
    assert isinstance(monday, Problem)


def test_several_days_at_once_may_pass_each_other() -> None:
    """Each alone would overlap with what the other held."""
    early, late = Window(time(0), time(6)), Window(time(20), time(3))
    before = good(own.put(SPLIT, [Told((late,), days=(1,)), Told((EVENING,), days=(2,))], None))
    after = own.put(before, [Told((early,), days=(2,)), Told((EVENING,), days=(1,))], None)
    assert on(2, after) == (early,)


def test_a_break_splits_a_window() -> None:
    gap = Told((Window(time(10), time(11)),))
    assert on(0, own.put(SPLIT, [gap], 0, "break")) == (
        Window(time(9), time(10)),
        Window(time(11), time(13)),
        EVENING,
    )
    past_midnight = own.put(SPLIT, [Told((Window(time(0, 30), time(1)),))], 5, "break")
    assert on(5, past_midnight) == (Window(time(1), time(2)), Window(time(22), time(0, 30)))
    at_the_end = own.put(SPLIT, [Told((Window(time(12), time(13)),))], 0, "break")
    assert on(0, at_the_end) == (Window(time(9), time(12)), EVENING)


def test_a_break_lies_within_hours() -> None:
    for hours in (Window(time(12), time(16)), Window(time(9), time(13)), Window(time(5), time(6))):
        refused = own.put(SPLIT, [Told((hours,))], 0, "break")
        assert isinstance(refused, Problem)
        assert (refused.fault, refused.other) == (Fault.NOT_WITHIN, "09:00–13:00, 15:00–20:00")


def test_a_date_stands_instead_of_its_weekday_and_goes_again() -> None:
    dated = good(own.put(SPLIT, [Told((MORNING,), dates=(EVE,))], None))
    assert (on(EVE, dated), on(3, dated)) == ((MORNING,), ())
    closed = good(own.put(dated, [Told(())], EVE))
    assert closed.exceptions == (DateException(EVE, ()),)
    assert own.without_exception(closed, EVE) == SPLIT
    monday = date(2026, 12, 28)
    assert on(monday, own.without(SPLIT, monday, EVENING)) == (MORNING,)
    assert on(0, SPLIT) == (MORNING, EVENING)


def test_hours_without_a_day_are_asked_for_one() -> None:
    assert own.put(SPLIT, [Told((MORNING,))], None) == Problem(Fault.NO_DAY, "09:00–13:00")


def test_a_day_is_copied() -> None:
    after = own.copied(SPLIT, 0, range(7))
    assert all(on(day, after) == (MORNING, EVENING) for day in range(7))
    assert isinstance(
        own.copied(good(own.put(SPLIT, [Told((MORNING,), days=(6,))], None)), 5, (6,)), Schedule
    )
    before = good(own.put(SPLIT, [Told((Window(time(0), time(5)),), days=(0,))], None))
    assert isinstance(own.copied(before, 5, (6,)), Problem), "Sunday's night would run into Monday's"


minutes = st.integers(0, 47).map(lambda half: at_minute(half * 30))
windows = st.builds(Window, minutes, minutes).filter(lambda one: one.opens != one.closes)
tolds = st.builds(Told, st.tuples(windows), days=st.sets(st.integers(0, 6), min_size=1).map(tuple))


@given(st.lists(st.tuples(tolds, st.sampled_from(["", "add", "break"])), max_size=6))
def test_whatever_is_done_no_two_windows_overlap(steps: list[tuple[Told, str]]) -> None:
    schedule = SPLIT
    for told, kind in steps:
        after = own.put(schedule, [told], None, kind)
        schedule = schedule if isinstance(after, Problem) else after
        assert clash(schedule.weekly) is None


@given(windows)
def test_a_break_takes_just_itself_out(gap: Window) -> None:
    monday = date(2026, 12, 28)
    whole = Schedule(ZONE.key, (WeeklyWindow(0, MORNING), WeeklyWindow(0, EVENING)))
    after = own.put(whole, [Told((gap,))], 0, "break")
    week = Span(at(f"{monday}T00:00"), at(f"{monday + timedelta(days=1)}T00:00"))
    pause = (
        Span(at(f"{monday}T{gap.opens}"), at(f"{monday}T{gap.closes}")) if gap.opens < gap.closes else None
    )
    if isinstance(after, Problem):
        return
    assert pause is not None
    left = list(at_work(working_windows(after, week), ()))
    assert left == list(at_work(working_windows(whole, week), [pause]))


def test_a_days_sheet() -> None:
    monday = date(2026, 12, 28)
    busy = [Span(at("2026-12-28T09:30"), at("2026-12-28T11:00"))]
    sheet = agenda(monday, SPLIT, busy, at("2026-12-28T09:15"), ZONE)
    assert list(sheet.free) == [
        Span(at("2026-12-28T09:15"), at("2026-12-28T09:30")),
        Span(at("2026-12-28T11:00"), at("2026-12-28T13:00")),
        Span(at("2026-12-28T15:00"), at("2026-12-28T20:00")),
    ]
    assert list(sheet.breaks) == [Span(at("2026-12-28T13:00"), at("2026-12-28T15:00"))]
    assert (list(sheet.off), sheet.off_all_day) == ([], False)


def test_time_off_is_no_break() -> None:
    off = Span(at("2026-12-28T12:00"), at("2026-12-28T16:00"))
    schedule = Schedule(ZONE.key, SPLIT.weekly, (), (off,))
    sheet = agenda(date(2026, 12, 28), schedule, [], at("2026-12-01T00:00"), ZONE)
    assert list(sheet.breaks) == []
    assert list(sheet.off) == [off]
    assert [one.starts_at for one in sheet.free] == [at("2026-12-28T09:00"), at("2026-12-28T16:00")]


def test_a_nights_hours_belong_to_the_day_they_begin_on() -> None:
    saturday = date(2026, 12, 26)
    days = [saturday, saturday + timedelta(days=1)]
    night, after = (agenda(day, SPLIT, [], at("2026-12-01T00:00"), ZONE) for day in days)
    assert list(night.free) == [Span(at("2026-12-26T22:00"), at("2026-12-27T02:00"))]
    assert list(after.free) == []
