"""Reading the roster's CSV: what is accepted, and how exactly each mistake is named."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from domain.catalogue import Choice, Money
from domain.people import Gender
from domain.schedule import WeeklyWindow, Window
from services.roster import Plan, RowProblem, parse

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
GOOD = {
    "districts.csv": "name,latitude,longitude\nSanur,-8.69,115.26\nKuta,-8.72,115.17\n",
    "services.csv": "code,name,minutes,price\nrelax,Relaxation,60,80.50\nrelax,Relaxation,90,120\n",
    "therapists.csv": "code,name,gender,services,districts,home_district\n"
    "maya,Maya,female,relax,Sanur|Kuta,Sanur\nketut,Ketut,,,,\n",
    "hours.csv": "therapist,days,opens,closes\nmaya,mon-wed,09:00,17:00\n",
    "prices.csv": "therapist,service,minutes,price\nmaya,relax,75,99\nmaya,relax,45,70\n",
}


def digits(currency: str) -> int:
    return {"JPY": 0, "EUR": 2, "KWD": 3}[currency]


def read(files: dict[str, str | bytes], currency: str = "EUR") -> Plan | list[RowProblem]:
    raw = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    return parse(raw, zone="Asia/Makassar", currency=currency, exponent=digits)


def plan_of(**changed: str | bytes) -> Plan:
    found = read({**GOOD, **{f"{name}.csv": text for name, text in changed.items()}})
    assert isinstance(found, Plan), found
    return found


def problems_of(file: str, text: str | bytes, currency: str = "EUR") -> list[RowProblem]:
    found = read({**GOOD, file: text}, currency)
    assert isinstance(found, list), "this should not have been accepted"
    return found


def weekly(day: int, opens: str, closes: str) -> WeeklyWindow:
    return WeeklyWindow(day, Window(time.fromisoformat(opens), time.fromisoformat(closes)))


def test_good_files_say_what_stands_in_them() -> None:
    plan = plan_of()
    (service,) = plan.services
    assert service.choices == (Choice(60, Money(8050, "EUR")), Choice(90, Money(12000, "EUR")))
    maya, ketut = plan.therapists
    assert maya.gender is Gender.FEMALE
    assert (maya.services, maya.districts) == (frozenset({"relax"}), frozenset({"Sanur", "Kuta"}))
    assert (ketut.gender, ketut.services, ketut.home_district, ketut.sample) == (None, frozenset(), "", False)
    assert plan.hours == {"maya": tuple(weekly(day, "09:00", "17:00") for day in range(3)), "ketut": ()}
    assert plan.zone == "Asia/Makassar"
    own = (Choice(45, Money(7000, "EUR")), Choice(75, Money(9900, "EUR")))
    assert plan.terms == {"maya": {"relax": own}}


def test_a_service_may_have_a_turn_around_of_its_own() -> None:
    heading = "code,name,minutes,price,turn_around_studio,turn_around_visit\n"
    rows = "relax,Relax,60,80,15,0\nrelax,Relax,90,120,15,0\nfoot,Foot,60,40,,45\n"
    relax, foot = plan_of(services=heading + rows).services
    assert (relax.turn_studio, relax.turn_visit) == (timedelta(minutes=15), timedelta(0))
    assert (foot.turn_studio, foot.turn_visit) == (None, timedelta(minutes=45))
    assert [choice.minutes for choice in relax.choices] == [60, 90]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("maya,mon,09:00,12:00\nmaya,mon,12:00,17:00", [(0, "09:00", "12:00"), (0, "12:00", "17:00")]),
        ("maya,sat,22:00,02:00\nmaya,sun,02:00,04:00", [(5, "22:00", "02:00"), (6, "02:00", "04:00")]),
        ("maya,daily,00:00,24:00", [(day, "00:00", "00:00") for day in range(7)]),
        ("maya,fri-mon,8:00,9:30", [(day, "08:00", "09:30") for day in (0, 4, 5, 6)]),
        ("maya,Mon|wed,18:00,24:00", [(0, "18:00", "00:00"), (2, "18:00", "00:00")]),
    ],
)
def test_hours(written: str, expected: list[tuple[int, str, str]]) -> None:
    plan = plan_of(hours=f"therapist,days,opens,closes\n{written}\n")
    assert plan.hours["maya"] == tuple(weekly(*window) for window in expected)


@pytest.mark.parametrize(
    "form",
    [
        GOOD["therapists.csv"].encode("utf-8-sig"),
        GOOD["therapists.csv"].replace(",", ";").encode(),
        GOOD["therapists.csv"].replace("\n", "\r\n").encode(),
        GOOD["therapists.csv"].replace("\n", "\r").encode(),
        GOOD["therapists.csv"].replace("\n", "\n,,,,,\n\n").encode(),
        GOOD["therapists.csv"].replace("Maya", '" Maya "').replace("code,", "CODE ,").encode(),
        GOOD["therapists.csv"].rstrip("\n").encode(),
    ],
    ids=["mark", "semicolons", "crlf", "cr", "empty rows", "quotes and spaces", "no last line end"],
)
def test_what_spreadsheets_write_is_read_the_same(form: bytes) -> None:
    assert plan_of(therapists=form) == plan_of()


S, T, H, D, P = "services.csv", "therapists.csv", "hours.csv", "districts.csv", "prices.csv"
SA, PH = "code,name,minutes,price,turn_around_studio\n", "therapist,service,minutes,price\n"
SH, HH = "code,name,minutes,price\n", "therapist,days,opens,closes\n"
BAD: list[tuple[str, str | bytes, int, str, str]] = [
    (S, SH + "relax,Relax,60,80\nrelax,Relax,60,90\n", 3, "minutes", "60"),
    (S, SH + "relax,Relax,60,80\n\nrelax,Other,90,90\n", 4, "name", "Other"),
    (S, SH + "relax,Relax,60,80\nRelax!,Relax,60,80\n", 3, "code", "Relax!"),
    (S, SH + "relax,,60,80\n", 2, "name", ""),
    (S, SH + "relax,Relax,10,80\n", 2, "minutes", "10"),
    (S, SH + "relax,Relax,1h,80\n", 2, "minutes", "1h"),
    (S, SH + "relax,Relax,60,-1\n", 2, "price", "-1"),
    (S, SH + "relax,Relax,60,80.505\n", 2, "price", "80.505"),
    (S, SH + "relax,Relax,60,1e3\n", 2, "price", "1e3"),
    (S, SH + "relax,Relax,60,٨٠\n", 2, "price", "٨٠"),
    (S, SH.replace(",", ";") + "relax;Relax;60;80,50\n", 2, "price", "80,50"),
    (S, SH + "relax,Relax,60,80,9\n", 2, "", "9"),
    (S, SH + "relax,Relax,60\n", 2, "price", ""),
    (S, "code,name,minutes,price,active\nrelax,Relax,60,80,maybe\n", 2, "active", "maybe"),
    (S, "code,name,minutes,cost\nrelax,Relax,60,80\n", 1, "price", ""),
    (S, "code,name,minutes,price,cost\nrelax,Relax,60,80,1\n", 1, "cost", "cost"),
    (S, "code,code,name,minutes,price\nrelax,a,Relax,60,80\n", 1, "code", "code"),
    (S, "", 1, "code", ""),
    (S, SH + 'relax,"Relax,60,80\n', 2, "", "unexpected end of data"),
    (S, (SH + "relax,Détente,60,80\n").encode("latin-1"), 0, "", "e9 74 65 6e 74 65 2c 36"),
    (S, (SH + "relax,Relax,60,80\n").encode("utf-16"), 0, "", "text in UTF-16"),
    (T, "code,name\nmaya,Maya\nmaya,Maja\n", 3, "code", "maya"),
    (T, "code,name\nmaya,Maya\ninv_x,Ida\n", 3, "code", "inv_x"),
    (T, "code,name\nmaya,Ma\u202eya\n", 2, "name", "Ma\u202eya"),
    (T, "code,name,gender\nmaya,Maya,f\n", 2, "gender", "f"),
    (T, "code,name,services\nmaya,Maya,relax|sauna\n", 2, "services", "relax|sauna"),
    (T, "code,name,districts\nmaya,Maya,Ubud\n", 2, "districts", "Ubud"),
    (T, "code,name,home_district\nmaya,Maya,Ubud\n", 2, "home_district", "Ubud"),
    (T, "code,name,sample\nmaya,Maya,x\n", 2, "sample", "x"),
    (H, HH + "nobody,mon,09:00,17:00\n", 2, "therapist", "nobody"),
    (H, HH + "maya,monday,09:00,17:00\n", 2, "days", "monday"),
    (H, HH + "maya,mon-,09:00,17:00\nmaya,,09:00,17:00\n", 3, "days", ""),
    (H, HH + "maya,mon,9am,17:00\n", 2, "opens", "9am"),
    (H, HH + "maya,mon,24:00,17:00\n", 2, "opens", "24:00"),
    (H, HH + "maya,mon,09:00,25:00\n", 2, "closes", "25:00"),
    (H, HH + "maya,mon,09:00,09:00\n", 2, "closes", "09:00"),
    (H, HH + "maya,mon,09:00,12:00\nmaya,daily,11:59,13:00\n", 3, "opens", "11:59"),
    (H, HH + "maya,mon,00:00,01:00\nmaya,sun,22:00,00:30\n", 3, "opens", "22:00"),
    (H, HH + "maya,mon,01:00,03:00\nmaya,daily,00:00,24:00\n", 3, "opens", "00:00"),
    (D, "name,latitude,longitude\nSanur,-8.69,115.26\nKuta,91,115\n", 3, "latitude", "91"),
    (D, "name,latitude,longitude\nSanur,-8.69,115.26\nKuta,1,\n", 3, "longitude", ""),
    (D, "name,latitude,longitude\nSanur,-8.69,115.26\nKuta,nan,1\n", 3, "latitude", "nan"),
    (D, "name,latitude,longitude\nSanur,1,1\nKuta,1,1\nSanur,2,2\n", 4, "name", "Sanur"),
    (D, "name,latitude,longitude\nSanur,1,1\nKuta,1,1\nA|B,2,2\n", 4, "name", "A|B"),
    (S, SA + "relax,Relax,60,80,241\n", 2, "turn_around_studio", "241"),
    (S, SA + "relax,Relax,60,80,-5\n", 2, "turn_around_studio", "-5"),
    (S, SA + "relax,Relax,60,80,15\nrelax,Relax,90,80,\n", 3, "turn_around_studio", ""),
    (P, PH + "nobody,relax,60,80\n", 2, "therapist", "nobody"),
    (P, PH + "maya,sauna,60,80\n", 2, "service", "sauna"),
    (P, PH + "maya,relax,14,80\n", 2, "minutes", "14"),
    (P, PH + "maya,relax,60,80.505\n", 2, "price", "80.505"),
    (P, PH + "maya,relax,60,80\nketut,relax,60,80\nmaya,relax,60,90\n", 4, "minutes", "60"),
    (P, PH + "".join(f"maya,relax,{n}0,80\n" for n in range(2, 9)), 8, "minutes", "80"),
    ("staff.csv", "a,b\n", 0, "", "staff.csv"),
]


@pytest.mark.parametrize(("file", "text", "row", "column", "value"), BAD)
def test_every_mistake_is_named_by_file_row_column_and_value(
    file: str, text: str | bytes, row: int, column: str, value: str
) -> None:
    problems = problems_of(file, text)
    found = [(problem.file, problem.row, problem.column, problem.value) for problem in problems]
    assert (file, row, column, value) in found
    assert all(problem.allowed for problem in problems)
    # A mistake in one file is not told again as one of those that mention it.
    assert {problem.file for problem in problems} == {file}


def test_all_mistakes_are_told_at_once_in_the_order_of_the_files() -> None:
    found = read({
        **GOOD,
        D: "name,latitude,longitude\nSanur,x,115.26\nKuta,1,y\n",
        T: "code,name,gender\nmaya,Maya,f\nketut,,\n",
        H: HH + "maya,x,y,z\n",
    })  # fmt: skip
    assert isinstance(found, list)
    assert [(problem.file, problem.row, problem.column) for problem in found] == [
        (D, 2, "latitude"), (D, 3, "longitude"), (T, 2, "gender"), (T, 3, "name"),
        (H, 2, "days"), (H, 2, "opens"), (H, 2, "closes"),
    ]  # fmt: skip


@pytest.mark.parametrize("file", [D, S, T, H, P])
def test_each_file_may_come_alone_and_refers_to_what_is_loaded(file: str) -> None:
    known = {D: ["Sanur", "Kuta"], S: ["relax"], T: ["maya"]}
    raw = {file: GOOD[file].encode()}
    plan = parse(raw, zone="Asia/Makassar", currency="EUR", exponent=digits, known=known)
    assert isinstance(plan, Plan), plan
    assert (plan.files, set(plan.hours)) == (frozenset({file}), {"maya"} if file == H else set())
    found = parse(raw, zone="Asia/Makassar", currency="EUR", exponent=digits)
    alone = {(T, "services"), (T, "districts"), (T, "home_district"), (H, "therapist")}
    alone |= {(P, "therapist"), (P, "service")}
    named = [(one.file, one.column) for one in found] if isinstance(found, list) else []
    assert sorted(set(named)) == sorted(pair for pair in alone if pair[0] == file)


def test_what_a_file_leaves_out_is_not_made_up_for_by_what_is_loaded() -> None:
    files = {S: GOOD[S], T: "code,name,services\nmaya,Maya,other\n"}
    raw = {name: text.encode() for name, text in files.items()}
    found = parse(raw, zone="Asia/Makassar", currency="EUR", exponent=digits, known={S: ["other"]})
    assert isinstance(found, list) and [(one.row, one.column) for one in found] == [(2, "services")]


def test_no_file_at_all_is_said() -> None:
    found = read({})
    assert isinstance(found, list) and "at least one of" in found[0].allowed


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le"])
def test_utf_16_is_named(coding: str) -> None:
    text = ("\ufeff" if coding == "utf-16-le" else "") + GOOD[D]
    (problem,) = problems_of(D, text.encode(coding))
    assert (problem.row, problem.value) == (0, "text in UTF-16")
    assert "CSV UTF-8" in problem.allowed


def test_districts_may_be_left_out() -> None:
    rest = {name: text for name, text in GOOD.items() if name != D}
    found = read({**rest, T: "code,name\nmaya,Maya\n"})
    assert isinstance(found, Plan) and found.districts == ()


@pytest.mark.parametrize(
    ("currency", "written", "minor"),
    [("JPY", "8000", 8000), ("EUR", "80.5", 8050), ("EUR", "80", 8000), ("KWD", "7.125", 7125)],
)
def test_prices_count_the_currencys_smallest_unit(currency: str, written: str, minor: int) -> None:
    found = read({**GOOD, S: f"{SH}relax,Relax,60,{written}\n"}, currency)
    assert isinstance(found, Plan), found
    assert found.services[0].choices[0].price == Money(minor, currency)


def test_a_currency_without_cents_takes_none() -> None:
    (problem,) = problems_of(S, f"{SH}relax,Relax,60,80.5\n", "JPY")
    assert (problem.row, problem.column, problem.value) == (2, "price", "80.5")
    assert "JPY" in problem.allowed


def test_the_sample_is_good_marked_and_has_somebody_round_the_clock() -> None:
    files = {file.name: file.read_bytes() for file in SAMPLE.glob("*.csv")}
    plan = parse(files, zone="Asia/Makassar", currency="IDR", exponent=lambda currency: 2)
    assert isinstance(plan, Plan), plan
    assert all(therapist.sample for therapist in plan.therapists)
    assert {therapist.gender for therapist in plan.therapists} == {Gender.FEMALE, Gender.MALE}
    assert all([choice.minutes for choice in service.choices] == [60, 90, 120] for service in plan.services)
    always = tuple(weekly(day, "00:00", "00:00") for day in range(7))
    assert [code for code, hours in plan.hours.items() if hours == always] == ["maya"]
    assert all(plan.hours.values())
