"""Loading a plan into real storage: once, again, and with changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from domain.catalogue import Choice, Money
from domain.ids import ServiceCode
from domain.own_hours import put
from domain.people import Therapist
from domain.schedule import DateException, Schedule, Window
from domain.typed_hours import Told
from services.ports import UnitOfWork
from services.roster import ImportRoster, Plan, Report, loaded, parse
from tests.services.rooms_house import House, house

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
LOAD = ImportRoster()


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as opened:
        yield opened


def sample(**changed: tuple[str, str]) -> Plan:
    """The sample, with one text replaced in the files named."""
    files = {file.name: file.read_text() for file in SAMPLE.glob("*.csv")}
    for name, (old, new) in changed.items():
        assert old in files[f"{name}.csv"]
        files[f"{name}.csv"] = files[f"{name}.csv"].replace(old, new)
    raw = {name: text.encode() for name, text in files.items()}
    plan = parse(raw, zone="Asia/Makassar", currency="IDR", exponent=lambda currency: 2)
    assert isinstance(plan, Plan), plan
    return plan


async def stored(home: House, code: str) -> tuple[Therapist, Schedule]:
    async def work(unit: UnitOfWork) -> tuple[Therapist, Schedule]:
        therapist = await unit.therapists.by_code(code)
        assert therapist is not None
        return therapist, await unit.therapists.schedule(therapist.id)

    return await home.units.look(work)


async def counts(home: House) -> tuple[int, int, int]:
    async def work(unit: UnitOfWork) -> tuple[int, int, int]:
        services, districts = await unit.catalogue.services(), await unit.catalogue.districts()
        return len(services), len(districts), len(await unit.therapists.roster())

    return await home.units.look(work)


async def test_the_sample_is_loaded_and_loading_it_again_changes_nothing(home: House) -> None:
    plan = sample()
    first = await home.do(LOAD, plan)
    assert len(first.added) == len(plan.services) + len(plan.districts) + len(plan.therapists)
    assert await counts(home) == (len(plan.services), len(plan.districts), len(plan.therapists))
    maya, schedule = await stored(home, "maya")
    assert (maya.name, maya.sample, maya.person) == ("Maya", True, None)
    assert schedule == Schedule("Asia/Makassar", plan.hours["maya"])
    again = await home.do(LOAD, plan)
    assert again == Report(unchanged=first.added)


async def test_a_dry_run_tells_the_same_and_writes_nothing(home: House) -> None:
    told = await home.do(LOAD, sample(), dry_run=True)
    assert await counts(home) == (0, 0, 0)
    assert await home.do(LOAD, sample()) == told
    changed = sample(services=("250000", "260000"), therapists=("Dewi", "Devi"))
    told = await home.do(LOAD, changed, dry_run=True)
    assert (told.changed, told.added) == (["service balinese (choices)", "therapist dewi (name)"], [])
    assert (await stored(home, "dewi"))[0].name == "Dewi"
    assert (await home.do(LOAD, changed)).changed == told.changed
    assert (await stored(home, "dewi"))[0].name == "Devi"


async def test_changed_hours_are_a_change_and_what_the_therapist_set_stays(home: House) -> None:
    await home.do(LOAD, sample())
    dewi, schedule = await stored(home, "dewi")
    holiday = DateException(date(2026, 3, 21))

    async def set_by_her(unit: UnitOfWork) -> None:
        unit.therapists.set_schedule(dewi.id, replace(schedule, exceptions=(holiday,)))
        unit.therapists.save(replace(dewi, rating=4.5))

    await home.do(set_by_her)
    assert (await home.do(LOAD, sample())).changed == []
    report = await home.do(LOAD, sample(hours=("dewi,mon-fri,09:00", "dewi,mon-fri,10:00")))
    assert report.changed == ["therapist dewi (hours)"]
    after, hours = await stored(home, "dewi")
    assert (after.rating, hours.exceptions) == (4.5, (holiday,))
    assert hours.weekly[0].window.opens.hour == 10


async def test_who_vanished_from_the_files_stays_and_is_named(home: House) -> None:
    await home.do(LOAD, sample())
    shorter = sample()
    shorter = replace(
        shorter,
        therapists=shorter.therapists[:-1],
        services=shorter.services[:-1],
        districts=shorter.districts[:-1],
    )
    report = await home.do(LOAD, shorter)
    assert sorted(report.gone) == ["district Jimbaran", "service physio", "therapist wayan"]
    assert await counts(home) == (4, 6, 5)
    assert (await stored(home, "wayan"))[0].active


async def test_somebody_taken_out_of_the_choice_leaves_the_roster(home: House) -> None:
    await home.do(LOAD, sample())
    plan = sample()
    without = tuple(replace(each, active=each.code != "sari") for each in plan.therapists)
    away = replace(plan, therapists=without)
    assert (await home.do(LOAD, away)).changed == ["therapist sari (active)"]
    assert (await counts(home))[2] == 4


async def only(home: House, **files: str) -> Report:
    """As the command loads some of the files."""
    known = await home.units.look(loaded)
    raw = {f"{name}.csv": text.encode() for name, text in files.items()}
    plan = parse(raw, zone="Asia/Makassar", currency="IDR", exponent=lambda currency: 2, known=known)
    assert isinstance(plan, Plan), plan
    return await home.do(LOAD, plan)


async def test_hours_alone_change_those_named_and_nothing_else(home: House) -> None:
    await home.do(LOAD, sample())
    others = (await stored(home, "sari"))[1]
    report = await only(home, hours="therapist,days,opens,closes\ndewi,sun,10:00,12:00\n")
    assert report == Report(changed=["therapist dewi (hours)"])
    assert [window.weekday for window in (await stored(home, "dewi"))[1].weekly] == [6]
    assert (await stored(home, "sari"))[1] == others
    again = await only(home, hours="therapist,days,opens,closes\ndewi,sun,10:00,12:00\n")
    assert again == Report(unchanged=["therapist dewi"])


async def test_therapists_alone_keep_their_hours(home: House) -> None:
    await home.do(LOAD, sample())
    before = (await stored(home, "dewi"))[1]
    report = await only(home, therapists="code,name,sample\ndewi,Devi,yes\nnew,Newcomer,yes\n")
    assert (report.added, report.unchanged) == (["therapist new"], [])
    assert report.changed[0].startswith("therapist dewi (name")
    assert "therapist maya" in report.gone and not [one for one in report.gone if "service" in one]
    assert (await stored(home, "dewi"))[1] == before
    assert (await stored(home, "new"))[1].weekly == ()


PRICES = "therapist,service,minutes,price\n"


async def test_a_therapists_prices_are_those_of_the_file_and_nobody_elses_change(home: House) -> None:
    await home.do(LOAD, sample())
    dewi, maya = (await stored(home, "dewi"))[0], (await stored(home, "maya"))[0]
    first = PRICES + "dewi,balinese,45,200000\ndewi,balinese,75,300000\ndewi,physio,60,1\nmaya,physio,60,2\n"
    report = await only(home, prices=first)
    assert report.added == [
        "prices of dewi for balinese",
        "prices of dewi for physio",
        "prices of maya for physio",
    ]
    assert await only(home, prices=first) == Report(unchanged=report.added)
    again = await only(home, prices=PRICES + "dewi,balinese,45,220000\n")
    assert again.changed == [
        "prices of dewi for balinese (durations and prices)",
        "prices of dewi for physio (durations and prices)",
    ]
    found = await home.units.look(lambda unit: unit.terms.of_therapist(dewi.id))
    assert found == {"balinese": (Choice(45, Money(22_000_000, "IDR")),)}
    kept = await home.units.look(lambda unit: unit.terms.of_therapist(maya.id))
    assert kept == {"physio": (Choice(60, Money(200, "IDR")),)}


async def test_a_dry_run_tells_of_prices_also_of_somebody_who_is_not_there_yet(home: House) -> None:
    await home.do(LOAD, sample())
    prices = parse(
        {
            "therapists.csv": b"code,name\nnew,Newcomer\n",
            "prices.csv": PRICES.encode() + b"new,physio,30,5\n",
        },
        zone="Asia/Makassar",
        currency="IDR",
        exponent=lambda currency: 2,
        known=await home.units.look(loaded),
    )
    assert isinstance(prices, Plan), prices
    told = await home.do(LOAD, prices, dry_run=True)
    assert told.added == ["therapist new", "prices of new for physio"]
    assert await home.units.look(lambda unit: unit.terms.of_service(ServiceCode("physio"))) == {}
    assert (await home.do(LOAD, prices)).added == told.added
    new = (await stored(home, "new"))[0]
    kept = await home.units.look(lambda unit: unit.terms.of_service(ServiceCode("physio")))
    assert kept == {new.id: [Choice(30, Money(500, "IDR"))]}


async def test_what_was_changed_in_the_chat_is_undone_by_no_old_file(home: House) -> None:
    await home.do(LOAD, sample())
    theirs = await changed_in_the_chat(home, "dewi")
    for dry_run in (True, False):
        report = await home.do(LOAD, sample(), dry_run=dry_run)
        assert report.own == ["hours of dewi: sat 10:00–12:00"]
        assert (report.undone, report.changed) == ([], [])
    assert (await stored(home, "dewi"))[1].weekly == theirs.weekly


async def test_a_new_file_wins_and_names_what_it_replaces(home: House) -> None:
    await home.do(LOAD, sample())
    theirs = await changed_in_the_chat(home, "dewi")
    plan = sample(hours=("dewi,mon-fri,15:00,20:00", "dewi,mon-fri,16:00,20:00"))
    dry = await home.do(LOAD, plan, dry_run=True)
    days = "mon,tue,wed,thu,fri"
    assert dry.undone == [f"hours of dewi: sat 10:00–12:00 → {days} 09:00–13:00, 16:00–20:00"]
    assert dry.changed == ["therapist dewi (hours)"]
    assert (await stored(home, "dewi"))[1].weekly == theirs.weekly
    assert (await home.do(LOAD, plan)).undone == dry.undone
    after = (await stored(home, "dewi"))[1]
    assert after.weekly == after.imported == plan.hours["dewi"]
    again = await home.do(LOAD, plan)
    assert (again.own, again.undone) == ([], [])


async def test_the_same_change_in_the_file_makes_it_the_files(home: House) -> None:
    await home.do(LOAD, sample())
    changed = sample(hours=("dewi,mon-fri,09:00,13:00\ndewi,mon-fri,15:00,20:00", "dewi,sat,10:00,12:00"))
    await changed_in_the_chat(home, "dewi")
    report = await home.do(LOAD, changed)
    assert report.changed == []
    assert (await home.do(LOAD, changed)).own == []


async def changed_in_the_chat(home: House, code: str) -> Schedule:
    therapist, before = await stored(home, code)
    after = put(before, [Told((Window(time(10), time(12)),), days=(5,))], None)
    assert isinstance(after, Schedule)
    after = replace(after, weekly=tuple(one for one in after.weekly if one.weekday == 5))

    async def work(unit: UnitOfWork) -> None:
        unit.therapists.set_schedule(therapist.id, after)

    await home.units.run(work)
    return after
