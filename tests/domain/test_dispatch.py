from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.booking import Mode, PlaceKind, Wish
from domain.catalogue import District
from domain.dispatch import Need, answer_by, fits, in_order, kilometres
from domain.ids import PersonId, ServiceCode, TherapistId
from domain.people import Gender, Therapist
from domain.rules import BookingRules

# Some places of Bali and how far they are from Sanur: Renon 4, Kuta 11, Ubud 20 kilometres or so.
DISTRICTS = {
    one.name: one
    for one in (
        District("Sanur", -8.6800, 115.2600),
        District("Renon", -8.6700, 115.2300),
        District("Kuta", -8.7180, 115.1690),
        District("Ubud", -8.5069, 115.2625),
    )
}
RULES = BookingRules()
MAKASSAR = ZoneInfo("Asia/Makassar")


def therapist(number: int, rating: float | None = None, home: str = "") -> Therapist:
    return Therapist(
        id=TherapistId(number),
        code=f"t{number}",
        name=f"T{number}",
        gender=Gender.FEMALE,
        person=PersonId(100 + number),
        rating=rating,
        home_district=home,
    )


def test_distance() -> None:
    north_pole, equator = District("N", 90, 0), District("E", 0, 30)
    assert kilometres(north_pole, equator) == pytest.approx(10_007.5, abs=0.1)
    assert kilometres(equator, equator) == 0
    assert kilometres(DISTRICTS["Sanur"], DISTRICTS["Ubud"]) == pytest.approx(19.2, abs=0.1)
    assert kilometres(District("W", 0, -179.5), District("E", 0, 179.5)) == pytest.approx(111.2, abs=0.1)


@pytest.mark.parametrize(
    ("why", "district", "therapists", "order"),
    [
        ("better rated", "Sanur", [therapist(1, 4.0, "Kuta"), therapist(2, 4.5, "Kuta")], [2, 1]),
        ("nearer", "Sanur", [therapist(1, 4.5, "Ubud"), therapist(2, 4.5, "Renon")], [2, 1]),
        ("nearness counts more", "Sanur", [therapist(1, 5.0, "Ubud"), therapist(2, 3.5, "Sanur")], [2, 1]),
        ("but is not all", "Sanur", [therapist(1, 5.0, "Renon"), therapist(2, 2.0, "Sanur")], [1, 2]),
        ("unknown rating", "Sanur", [therapist(1, 2.9), therapist(2), therapist(3, 3.1)], [3, 2, 1]),
        ("no home", "Sanur", [therapist(1, 4, "Kuta"), therapist(2, 4), therapist(3, 4, "Sanur")], [3, 2, 1]),
        ("the studio is no district", "", [therapist(1, 4.0, "Ubud"), therapist(2, 4.1, "Kuta")], [2, 1]),
        ("equal ones by id", "Sanur", [therapist(3), therapist(1), therapist(2)], [1, 2, 3]),
    ],
)  # fmt: skip
def test_order(why: str, district: str, therapists: list[Therapist], order: list[int]) -> None:
    assert [one.id for one in in_order(therapists, district, DISTRICTS)] == order
    assert [one.id for one in in_order(reversed(therapists), district, DISTRICTS)] == order


NEED = Need(
    service=ServiceCode("thai"),
    minutes=60,
    place=PlaceKind.HOME,
    district="Sanur",
    wish=Wish(),
    customer=PersonId(7),
)


@pytest.mark.parametrize(
    ("why", "change", "need", "expected"),
    [
        ("anybody does everything", {}, {}, True),
        ("inactive", {"active": False}, {}, False),
        ("no invite redeemed", {"person": None}, {}, False),
        ("has stopped the bot", {"reachable": False}, {}, False),
        ("the customer herself", {"person": PersonId(7)}, {}, False),
        ("offers it", {"services": frozenset({"thai"})}, {}, True),
        ("offers other things", {"services": frozenset({"deep"})}, {}, False),
        ("serves the district", {"districts": frozenset({"Sanur"})}, {}, True),
        ("serves another", {"districts": frozenset({"Ubud"})}, {}, False),
        ("no district in the studio", {"districts": frozenset({"Ubud"})}, {"place": PlaceKind.STUDIO}, True),
        ("nor of a hotel", {"districts": frozenset({"U"})}, {"place": PlaceKind.HOTEL, "district": ""}, True),
        ("the one named", {}, {"wish": Wish(therapist=TherapistId(1))}, True),
        ("another named", {}, {"wish": Wish(therapist=TherapistId(2))}, False),
        ("gender wished", {}, {"wish": Wish(gender=Gender.FEMALE)}, True),
        ("other gender wished", {}, {"wish": Wish(gender=Gender.MALE)}, False),
        ("gender unknown", {"gender": None}, {"wish": Wish(gender=Gender.MALE)}, False),
        ("probe for a customer", {"probe": True}, {}, False),
        ("therapist for a probe", {}, {"probe": True}, False),
        ("probe for a probe", {"probe": True}, {"probe": True}, True),
    ],
)  # fmt: skip
def test_who_fits(why: str, change: dict[str, object], need: dict[str, object], expected: bool) -> None:
    one = replace(therapist(1), **change)  # type: ignore[arg-type]  # fields by name, from the table
    assert fits(one, replace(NEED, **need)) is expected  # type: ignore[arg-type]  # likewise


def studio(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MAKASSAR).astimezone(UTC)


@pytest.mark.parametrize(
    ("mode", "now", "start", "expected"),
    [
        (Mode.NOW, "2026-06-01T23:30", "2026-06-02T00:20", "2026-06-01T23:35"),
        (Mode.SCHEDULED, "2026-06-01T12:00", "2026-06-01T15:00", "2026-06-01T12:30"),
        # Within twelve hours it runs at night too.
        (Mode.SCHEDULED, "2026-06-01T23:00", "2026-06-02T11:00", "2026-06-01T23:30"),
        (Mode.SCHEDULED, "2026-06-01T23:00", "2026-06-02T11:01", "2026-06-02T08:30"),
        (Mode.SCHEDULED, "2026-06-01T23:00", "2026-06-06T10:00", "2026-06-02T08:30"),
        (Mode.SCHEDULED, "2026-06-01T07:59", "2026-06-03T10:00", "2026-06-01T08:30"),
        (Mode.SCHEDULED, "2026-06-01T08:00", "2026-06-03T10:00", "2026-06-01T08:30"),
        (Mode.SCHEDULED, "2026-06-01T21:30", "2026-06-03T10:00", "2026-06-01T22:00"),
        # Twenty minutes of the evening, ten of the morning.
        (Mode.SCHEDULED, "2026-06-01T21:40", "2026-06-03T10:00", "2026-06-02T08:10"),
        (Mode.SCHEDULED, "2026-06-01T22:00", "2026-06-03T10:00", "2026-06-02T08:30"),
        # Asked again shortly before: never longer than until the visit begins.
        (Mode.SCHEDULED, "2026-06-01T12:00", "2026-06-01T12:10", "2026-06-01T12:10"),
    ],
)
def test_answer_by(mode: Mode, now: str, start: str, expected: str) -> None:
    assert answer_by(studio(start), mode, studio(now), RULES, MAKASSAR) == studio(expected)


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (time(0), time(0), "2026-06-01T23:30"),  # no night at all
        (time(2), time(18), "2026-06-01T23:30"),  # awake from 18:00 until 02:00
        (time(8, 10), time(8), "2026-06-04T08:10"),  # ten minutes a day, three days
    ],
)
def test_other_nights(starts: time, ends: time, expected: str) -> None:
    rules = replace(RULES, night_starts=starts, night_ends=ends)
    assert answer_by(
        studio("2026-06-09T10:00"), Mode.SCHEDULED, studio("2026-06-01T23:00"), rules, MAKASSAR
    ) == studio(expected)


def test_a_night_with_a_clock_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now, start = datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC)
    answered = answer_by(start, Mode.SCHEDULED, now, RULES, berlin)
    assert answered.astimezone(berlin).isoformat() == "2026-03-29T08:30:00+02:00"
    assert answered - now == timedelta(hours=8, minutes=30)
