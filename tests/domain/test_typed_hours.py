"""What therapists type about their hours and days off, by table; and whatever can be written is read back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.schedule import Window
from domain.time import Span
from domain.typed_hours import MOST_WINDOWS, Told, read_hours, shown, window_of, written
from domain.typed_off import read_off
from domain.typed_time import NAMES, Fault, Problem
from domain.week import CODES, at_minute, days_of, reach
from services import roster_cells as cell
from services.csv_table import Problems, Row

TODAY = date(2026, 11, 22)
"""A Sunday."""
ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
NINE = "09:00–13:00"
HOURS = [
    ("mon-fri 9-13, 15-20", ["mon,tue,wed,thu,fri 09:00–13:00, 15:00–20:00"]),
    ("sat 22:00-02:00", ["sat 22:00–02:00"]),
    ("closed", ["closed"]),
    ("sen-jum 9.00 sampai 13.00 dan 15-20", ["mon,tue,wed,thu,fri 09:00–13:00, 15:00–20:00"]),
    ("jum'at 9-13", [f"fri {NINE}"]),
    ("9-13 15-20", ["09:00–13:00, 15:00–20:00"]),
    ("fri-mon 9-13", [f"mon,fri,sat,sun {NINE}"]),
    ("mon,wed 9-13; sat closed", [f"mon,wed {NINE}", "sat closed"]),
    ("mon | wed|sat 9-13", [f"mon,wed,sat {NINE}"]),
    ("mon-fri 9-13, sat 10-12", [f"mon,tue,wed,thu,fri {NINE}", "sat 10:00–12:00"]),
    ("mon-fri 9-13\nsun off", [f"mon,tue,wed,thu,fri {NINE}", "sun closed"]),
    ("Monday: 9:00 – 13:00", [f"mon {NINE}"]),
    ("mondays from 9am to 1pm", [f"mon {NINE}"]),
    ("sun 12am-12pm", ["sun 00:00–12:00"]),
    ("setiap hari 8.00-16.30", ["mon,tue,wed,thu,fri,sat,sun 08:00–16:30"]),
    ("daily 0-24", ["mon,tue,wed,thu,fri,sat,sun 00:00–24:00"]),
    ("weekdays 9-24", ["mon,tue,wed,thu,fri 09:00–24:00"]),
    ("on 24 Dec only 9–12", ["2026-12-24 09:00–12:00"]),
    ("closed on 25 Dec", ["2026-12-25 closed"]),
    ("25 dec closed", ["2026-12-25 closed"]),
    ("24-26 des tutup", ["2026-12-24 closed; 2026-12-25 closed; 2026-12-26 closed"]),
    ("dec 24-25 9-13", [f"2026-12-24 {NINE}; 2026-12-25 {NINE}"]),
    ("31 dec - 1 jan closed", ["2026-12-31 closed; 2027-01-01 closed"]),
    ("24/12 9-13", [f"2026-12-24 {NINE}"]),
    ("24.12. 9-13", [f"2026-12-24 {NINE}"]),
    ("24.12.2027 9-13", [f"2027-12-24 {NINE}"]),
    ("2026-12-24 9-13", [f"2026-12-24 {NINE}"]),
    ("22 nov 9-13", [f"2026-11-22 {NINE}"]),
    ("21 nov 9-13", [f"2027-11-21 {NINE}"]),
    ("29 feb 9-13", [f"2028-02-29 {NINE}"]),
    ("besok 9-13", [f"2026-11-23 {NINE}"]),
]
WRONG = [
    ("", Fault.UNREADABLE, ""),
    ("hello there", Fault.UNREADABLE, "hello there"),
    ("mon 9", Fault.UNREADABLE, "mon 9"),
    ("mon-fri 9-25", Fault.TIME, "25"),
    ("mon 9:75-12", Fault.TIME, "9:75"),
    ("mon 24-9", Fault.TIME, "24"),
    ("mon 13pm-2pm", Fault.TIME, "13pm"),
    ("monn 9-13", Fault.DAYS, "monn"),
    ("30 feb 9-13", Fault.DAYS, "30 feb"),
    ("mon 9-9", Fault.SAME, "9-9"),
    ("9-13, 12-15", Fault.OVERLAP, "12:00–15:00"),
    ("9-13, 9-13", Fault.OVERLAP, NINE),
    ("22-2, 0-3, 23-24", Fault.OVERLAP, "23:00–24:00"),
    ("1 jan 2020 closed", Fault.PAST, "1 jan 2020"),
    ("1 dec - 30 mar closed", Fault.TOO_LONG, "1 dec-30 mar"),
    ("0-1 2-3 4-5 6-7 8-9 10-11 12-13", Fault.TOO_MANY, "7"),
]


@pytest.mark.parametrize(("text", "meant"), HOURS)
def test_hours_are_read(text: str, meant: list[str]) -> None:
    found = read_hours(text, TODAY)
    assert not isinstance(found, Problem), found
    assert [written(one) for one in found] == meant


@pytest.mark.parametrize(("text", "fault", "value"), WRONG)
def test_what_is_wrong_is_named(text: str, fault: Fault, value: str) -> None:
    found = read_hours(text, TODAY)
    assert isinstance(found, Problem), found
    assert (found.fault, found.value) == (fault, value)


def test_an_overlap_names_both() -> None:
    assert read_hours("mon 12-15, 9-13", TODAY) == Problem(Fault.OVERLAP, "12:00–15:00", NINE)


minutes = st.integers(0, 24 * 60 - 1)
any_window = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1] or not pair[0])
windows = any_window.map(lambda pair: Window(*map(at_minute, pair)))


def apart(every: list[Window]) -> bool:
    return all(
        not (reach(one)[0] < reach(other)[1] and reach(other)[0] < reach(one)[1])
        for one, other in combinations(every, 2)
    )


days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: {"days": tuple(sorted(found))})
dates = st.integers(0, 800).map(lambda far: {"dates": (TODAY + timedelta(days=far),)})


@given(st.lists(windows, max_size=MOST_WINDOWS), st.one_of(days, dates, st.just({})))
def test_whatever_is_valid_can_be_written_and_is_read_back(every: list[Window], when: dict[str, Any]) -> None:
    found = read_hours(written(Told(tuple(sorted(every)), **when)), TODAY)
    if apart(every):
        assert found == (Told(tuple(sorted(every)), **when),)
    else:
        assert isinstance(found, Problem)
        assert found.fault is Fault.OVERLAP


@given(st.text(max_size=80))
def test_no_line_is_too_odd_to_be_answered(text: str) -> None:
    found = read_hours(text, TODAY)
    assert isinstance(found, Problem) or found
    assert isinstance(read_off(text, NOW, ZONE), (Problem, Span))


@given(st.sampled_from(sorted(CODES)), st.sampled_from(sorted(CODES)), windows)
def test_a_row_of_the_roster_means_the_same_in_the_chat(first: str, last: str, window: Window) -> None:
    opens, closes = shown(window).split("–")
    row = Row(2, {"days": f"{first}-{last}", "opens": opens, "closes": closes}, Problems("hours.csv", []))
    in_the_file = cell.weekdays(row, "days"), cell.window(row, "opens", "closes")
    found = read_hours(f"{first}-{last} {opens}-{closes}", TODAY)
    assert not isinstance(found, Problem)
    assert in_the_file == (found[0].days, found[0].windows[0])


def test_every_name_of_a_day_and_every_end_of_a_window() -> None:
    assert {days_of(name, NAMES) for name in NAMES} == {(day,) for day in range(7)}
    assert window_of("0", "24") == Window(time(0), time(0))
    assert window_of("9", "24:00") == Window(time(9), time(0))


def off(first: str, last: str) -> Span:
    begins, ends = (datetime.fromisoformat(one).replace(tzinfo=ZONE) for one in (first, last))
    return Span(begins.astimezone(UTC), ends.astimezone(UTC))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("24 dec", off("2026-12-24", "2026-12-25")),
        ("24-26 dec", off("2026-12-24", "2026-12-27")),
        ("24 des sampai 2 jan", off("2026-12-24", "2027-01-03")),
        ("2026-12-24 - 2026-12-26", off("2026-12-24", "2026-12-27")),
        ("14 dec 2026 - 13 dec 2027", off("2026-12-14", "2027-12-14")),
        ("23 nov - 31 dec", off("2026-11-23", "2027-01-01")),
        ("24 dec 14:00-18:00", off("2026-12-24T14:00", "2026-12-24T18:00")),
        ("24 dec 22-2", off("2026-12-24T22:00", "2026-12-25T02:00")),
        ("24 dec 22:00 - 25 dec 6:00", off("2026-12-24T22:00", "2026-12-25T06:00")),
        ("24 dec, 2pm to 26 dec, 10am", off("2026-12-24T14:00", "2026-12-26T10:00")),
        ("24 dec 18-24", off("2026-12-24T18:00", "2026-12-25")),
        ("fri", off("2026-11-27", "2026-11-28")),
        ("jum 14-18", off("2026-11-27T14:00", "2026-11-27T18:00")),
        ("sun 14-18", off("2026-11-22T14:00", "2026-11-22T18:00")),
        ("today", off("2026-11-22", "2026-11-23")),
        ("besok", off("2026-11-23", "2026-11-24")),
        ("all day fri", off("2026-11-27", "2026-11-28")),
    ],
)
def test_time_off_is_read(text: str, meant: Span) -> None:
    assert read_off(text, NOW, ZONE) == meant


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("hello", Fault.UNREADABLE),
        ("26-24 dec 2026", Fault.UNREADABLE),
        ("24 dec 25-26", Fault.TIME),
        ("1 nov 2026", Fault.PAST),
        ("today 5-6", Fault.PAST),
        ("24 dec 2028", Fault.TOO_LONG),
        ("1 dec 2026 - 30 dec 2027", Fault.TOO_LONG),
        ("14 dec - 13 dec", Fault.ORDER),
        ("14 dec 9:00 - 13 dec 18:00", Fault.ORDER),
    ],
)
def test_time_off_that_cannot_be_is_named(text: str, fault: Fault) -> None:
    found = read_off(text, NOW, ZONE)
    assert isinstance(found, Problem), found
    assert found.fault is fault
