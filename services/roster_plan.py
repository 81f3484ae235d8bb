"""What the roster's CSV files say, read whole or not at all. Pure: bytes in, a plan or its problems out.

The format is described in docs/roster.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.catalogue import Choice, District, Service
from domain.ids import ServiceCode, TherapistId
from domain.people import Gender, Therapist
from domain.schedule import WeeklyWindow
from domain.terms import MOST_CHOICES, Terms
from domain.week import overlap
from services import roster_cells as cell
from services.csv_table import Columns, Problems, Row, RowProblem, read

DISTRICTS, SERVICES, THERAPISTS, HOURS, PRICES = (
    f"{name}.csv" for name in ("districts", "services", "therapists", "hours", "prices")
)
COLUMNS = {
    DISTRICTS: Columns(("name", "latitude", "longitude")),
    SERVICES: Columns(
        ("code", "name", "minutes", "price"), ("active", "turn_around_studio", "turn_around_visit")
    ),
    THERAPISTS: Columns(
        ("code", "name"), ("gender", "services", "districts", "home_district", "active", "sample")
    ),
    HOURS: Columns(("therapist", "days", "opens", "closes")),
    PRICES: Columns(("therapist", "service", "minutes", "price")),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """`hours` by therapist's code, of those whose hours are told: all of `therapists` where there is a file
    of hours, and none where there is not."""

    services: tuple[Service, ...]
    districts: tuple[District, ...]
    therapists: tuple[Therapist, ...]
    hours: Mapping[str, tuple[WeeklyWindow, ...]]
    zone: str
    terms: Mapping[str, Terms] = field(default_factory=dict)
    """By therapist's code, of those who have a row among the prices."""
    files: frozenset[str] = frozenset(COLUMNS)


def parse(
    files: Mapping[str, bytes],
    *,
    zone: str,
    currency: str,
    exponent: Callable[[str], int],
    known: Mapping[str, Collection[str]] | None = None,
) -> Plan | list[RowProblem]:
    """`files` by name; hours are told in `zone`, the studio's; `exponent` gives a currency's decimals.

    `known`: by file, the codes and names that are loaded already. They may be referred to while that file
    is not among `files`.
    """
    reading = _Reading(currency, exponent, frozenset(files), known or {})
    tables = reading.tables(files)
    for row in tables.get(DISTRICTS, ()):
        reading.district(row)
    for row in tables.get(SERVICES, ()):
        reading.service(row)
    for row in tables.get(THERAPISTS, ()):
        reading.therapist(row)
    for row in tables.get(HOURS, ()):
        reading.hour(row)
    for row in tables.get(PRICES, ()):
        reading.own_price(row)
    if reading.problems:
        order = list(COLUMNS)
        return sorted(reading.problems, key=lambda problem: (_place(problem.file, order), problem.row))
    return reading.plan(zone)


def _place(file: str, order: Sequence[str]) -> int:
    return order.index(file) if file in order else len(order)


@dataclass(slots=True)
class _Reading:
    currency: str
    exponent: Callable[[str], int]
    files: frozenset[str]
    known: Mapping[str, Collection[str]]
    problems: list[RowProblem] = field(default_factory=list)
    districts: dict[str, District] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    therapists: dict[str, Therapist] = field(default_factory=dict)
    hours: dict[str, list[tuple[int, WeeklyWindow]]] = field(default_factory=dict)
    terms: dict[str, dict[ServiceCode, tuple[Choice, ...]]] = field(default_factory=dict)
    named: dict[str, dict[str, None]] = field(default_factory=lambda: {name: {} for name in COLUMNS})
    """What each file names, on bad rows too: one mistake is one problem, not one at every mention."""

    def tables(self, files: Mapping[str, bytes]) -> dict[str, list[Row]]:
        names = ", ".join(COLUMNS)
        for name in files.keys() - COLUMNS.keys():
            self.problems.append(RowProblem(name, 0, "", name, f"only the files {names}"))
        if not COLUMNS.keys() & files.keys():
            self.problems.append(RowProblem("", 0, "", "no file", f"at least one of {names}"))
        found = {name: columns for name, columns in COLUMNS.items() if name in files}
        return {
            name: read(files[name], columns, Problems(name, self.problems)) for name, columns in found.items()
        }

    def district(self, row: Row) -> None:
        name = self._named(row, "name", cell.name(row, "name"))
        latitude, longitude = cell.degrees(row, "latitude", 90), cell.degrees(row, "longitude", 180)
        if name is not None and "|" in name:
            row.bad("name", "a name without |, which separates districts elsewhere")
        elif name is not None and name in self.districts:
            row.bad("name", "each district once")
        elif name is not None and latitude is not None and longitude is not None:
            self.districts[name] = District(name, latitude, longitude)

    def service(self, row: Row) -> None:
        code, name = self._named(row, "code", cell.code(row, "code")), cell.name(row, "name")
        minutes = cell.minutes(row, "minutes")
        price = cell.price(row, "price", self.currency, self.exponent)
        active = cell.yes(row, "active", default=True)
        turn_studio = cell.turn_around(row, "turn_around_studio")
        turn_visit = cell.turn_around(row, "turn_around_visit")
        if code is None or name is None or minutes is None or price is None or active is None:
            return
        known = self.services.get(code)
        if known is None:
            known = Service(
                code=ServiceCode(code),
                name=name,
                choices=(),
                position=len(self.services),
                active=active,
                turn_studio=turn_studio,
                turn_visit=turn_visit,
            )
        if known.name != name:
            row.bad("name", f"the name given to {code} before: {known.name}")
        elif known.active != active:
            row.bad("active", f"the same on every row of {code}")
        elif known.turn_studio != turn_studio:
            row.bad("turn_around_studio", f"the same on every row of {code}")
        elif known.turn_visit != turn_visit:
            row.bad("turn_around_visit", f"the same on every row of {code}")
        elif known.choice(minutes) is not None:
            row.bad("minutes", f"each duration of {code} once")
        else:
            self.services[code] = replace(known, choices=_longer((*known.choices, Choice(minutes, price))))

    def therapist(self, row: Row) -> None:
        code, name = self._named(row, "code", cell.code(row, "code")), cell.name(row, "name")
        gender = row["gender"]
        if gender not in ("", *Gender):
            row.bad("gender", f"nothing, or one of: {_listed([*Gender])}")
            gender = ""
        home = row["home_district"]
        if home and not self._knows(DISTRICTS, [home]):
            row.bad("home_district", f"nothing, or one of: {_listed(self._names(DISTRICTS))}")
        services = self._some_of(row, "services", SERVICES)
        districts = self._some_of(row, "districts", DISTRICTS)
        active, sample = cell.yes(row, "active", default=True), cell.yes(row, "sample", default=False)
        if code is not None and code in self.therapists:
            row.bad("code", "each code once")
        elif code is not None:
            self.therapists[code] = Therapist(
                id=TherapistId(0),
                code=code,
                name=name or "",
                gender=Gender(gender) if gender else None,
                services=services,
                districts=districts,
                home_district=home,
                active=active is not False,
                sample=sample is True,
            )

    def hour(self, row: Row) -> None:
        therapist = row["therapist"]
        if not self._knows(THERAPISTS, [therapist]):
            row.bad("therapist", f"a code from {THERAPISTS}: {_listed(self._names(THERAPISTS))}")
        days, window = cell.weekdays(row, "days"), cell.window(row, "opens", "closes")
        if days is None or window is None or therapist not in {*self.therapists, *self._loaded(THERAPISTS)}:
            return
        known = self.hours.setdefault(therapist, [])
        for weekday in days:
            weekly = WeeklyWindow(weekday, window)
            other = next((number for number, given in known if overlap(weekly, given)), None)
            if other is not None:
                row.bad("opens", f"hours that do not overlap with row {other}")
                return
            known.append((row.number, weekly))

    def own_price(self, row: Row) -> None:
        therapist, service = row["therapist"], row["service"]
        if not self._knows(THERAPISTS, [therapist]):
            row.bad("therapist", f"a code from {THERAPISTS}: {_listed(self._names(THERAPISTS))}")
        if not self._knows(SERVICES, [service]):
            row.bad("service", f"a code from {SERVICES}: {_listed(self._names(SERVICES))}")
        minutes = cell.minutes(row, "minutes")
        price = cell.price(row, "price", self.currency, self.exponent)
        if minutes is None or price is None:
            return
        own = self.terms.setdefault(therapist, {})
        given = own.get(ServiceCode(service), ())
        if minutes in [choice.minutes for choice in given]:
            row.bad("minutes", f"each duration of {service} once for {therapist}")
        elif len(given) == MOST_CHOICES:
            row.bad("minutes", f"at most {MOST_CHOICES} durations of {service} for {therapist}")
        else:
            own[ServiceCode(service)] = _longer((*given, Choice(minutes, price)))

    def plan(self, zone: str) -> Plan:
        return Plan(
            services=tuple(self.services.values()),
            districts=tuple(self.districts.values()),
            therapists=tuple(self.therapists.values()),
            hours={
                code: tuple(sorted(weekly for _, weekly in self.hours.get(code, ())))
                for code in (*self.therapists, *(self.hours.keys() - self.therapists.keys()))
                if HOURS in self.files
            },
            zone=zone,
            terms=self.terms,
            files=self.files,
        )

    def _loaded(self, file: str) -> Collection[str]:
        """What is there without the file; with it, the file says what there is."""
        return () if file in self.files else self.known.get(file, ())

    def _names(self, file: str) -> Collection[str]:
        return (*self.named[file], *self._loaded(file))

    def _named(self, row: Row, column: str, value: str | None) -> str | None:
        self.named[row.problems.file].setdefault(row[column])
        return value

    def _knows(self, file: str, values: Sequence[str]) -> bool:
        """Everything is believed of a file that could not be read at all: that problem is told already."""
        unread = any(
            problem.file == file and (problem.row <= 1 or not problem.column) for problem in self.problems
        )
        return unread or all(value in self._names(file) for value in values)

    def _some_of(self, row: Row, column: str, file: str) -> frozenset[str]:
        given = row.several(column)
        if not self._knows(file, given):
            row.bad(column, f"nothing (for all), or some of, with | between: {_listed(self._names(file))}")
        return frozenset(given)


def _longer(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The shortest first."""
    return tuple(sorted(choices, key=lambda choice: choice.minutes))


def _listed(values: Collection[str]) -> str:
    shown = [str(value) for value in values if value][:12]
    return ", ".join(shown) + (", …" if len(values) > len(shown) else "") if shown else "(none)"
