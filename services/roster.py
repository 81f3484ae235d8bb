"""Loading the roster: services, districts, therapists and their hours, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from domain.catalogue import Choice
from domain.people import Therapist
from domain.schedule import Schedule, WeeklyWindow
from domain.terms import Terms
from domain.typed_hours import in_a_line
from services.csv_table import RowProblem
from services.ports import UnitOfWork
from services.roster_plan import DISTRICTS, SERVICES, THERAPISTS, Plan, parse

__all__ = ["ImportRoster", "Plan", "Report", "RowProblem", "loaded", "parse"]


@dataclass(slots=True)
class Report:
    """Names of things, such as `therapist maya`; of those changed also what: `therapist maya (name, hours)`.
    `gone` are in the database and not in the file where they would be: kept. `own` names hours that
    somebody has changed in the chat and that stay, because the file says what it said before; `undone`
    those that give way to another file, with what they were."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)

    def note_hours(self, code: str, before: Schedule, after: Schedule) -> None:
        """Of what was changed in the chat."""
        if (before.imported is None and not before.weekly) or before.weekly == before.imported:
            return
        theirs = in_a_line(before.weekly)
        if after.weekly == before.weekly:
            self.own.append(f"hours of {code}: {theirs}")
        else:
            self.undone.append(f"hours of {code}: {theirs} → {in_a_line(after.weekly)}")

    def note(self, what: str, before: object, after: object) -> bool:
        """Whether there is something to write."""
        if before is None:
            self.added.append(what)
        elif before == after:
            self.unchanged.append(what)
        else:
            self.changed.append(f"{what} ({', '.join(_differences(before, after))})")
        return before != after


@dataclass(frozen=True, slots=True)
class _Own:
    durations_and_prices: tuple[Choice, ...]


def _differences(before: object, after: object) -> list[str]:
    if isinstance(before, tuple) and isinstance(after, tuple):
        return [name for pair in zip(before, after, strict=True) for name in _differences(*pair)]
    if isinstance(before, Schedule):
        return ["hours"] if before != after else []
    names = [one.name for one in fields(before)]  # type: ignore[arg-type]  # everything in a plan is a dataclass
    return [name.replace("_", " ") for name in names if getattr(before, name) != getattr(after, name)]


@dataclass(frozen=True, slots=True)
class ImportRoster:
    """A dry run reports and writes nothing. Whoever vanished from the files keeps bookings and history, so
    nobody is ever removed: `active` = no takes somebody out of the choice."""

    async def __call__(self, unit: UnitOfWork, plan: Plan, *, dry_run: bool = False) -> Report:
        report = Report()
        await _districts(unit, plan, report, dry_run)
        await _services(unit, plan, report, dry_run)
        for therapist in plan.therapists:
            await _therapist(unit, therapist, plan, report, dry_run)
        codes = {therapist.code for therapist in plan.therapists}
        for known in await unit.therapists.roster():
            if THERAPISTS in plan.files:
                report.gone += [] if known.code in codes else [f"therapist {known.code}"]
            elif known.code in plan.hours:
                await _hours(unit, known, plan, report, dry_run)
        for code, own in plan.terms.items():
            await _terms(unit, code, own, report, dry_run)
        return report


async def _districts(unit: UnitOfWork, plan: Plan, report: Report, dry_run: bool) -> None:
    known = {district.name: district for district in await unit.catalogue.districts()}
    for district in plan.districts:
        if report.note(f"district {district.name}", known.pop(district.name, None), district) and not dry_run:
            unit.catalogue.put_district(district)
    if DISTRICTS in plan.files:
        report.gone.extend(f"district {name}" for name in known)


async def _services(unit: UnitOfWork, plan: Plan, report: Report, dry_run: bool) -> None:
    known = {service.code: service for service in await unit.catalogue.services()}
    for service in plan.services:
        if report.note(f"service {service.code}", known.pop(service.code, None), service) and not dry_run:
            unit.catalogue.put_service(service)
    if SERVICES in plan.files:
        report.gone.extend(f"service {code}" for code in known)


async def _therapist(unit: UnitOfWork, wanted: Therapist, plan: Plan, report: Report, dry_run: bool) -> None:
    what, weekly = f"therapist {wanted.code}", plan.hours.get(wanted.code)
    known = await unit.therapists.by_code(wanted.code)
    if known is None:
        report.note(what, None, wanted)
        if not dry_run:
            added = await unit.therapists.add(wanted)
            unit.therapists.set_schedule(added.id, Schedule(plan.zone, weekly or (), imported=weekly))
        return
    after = _merged(known, wanted)
    before_hours = await unit.therapists.schedule(known.id)
    hours = before_hours if weekly is None else _with_hours(before_hours, plan.zone, weekly)
    changed = report.note(what, (known, before_hours), (after, hours))
    if weekly is not None:
        report.note_hours(wanted.code, before_hours, hours)
    if changed and not dry_run:
        unit.therapists.save(after)
    if (changed or hours.imported != before_hours.imported) and not dry_run:
        unit.therapists.set_schedule(known.id, hours)


async def _hours(unit: UnitOfWork, known: Therapist, plan: Plan, report: Report, dry_run: bool) -> None:
    """Of somebody who is on the roster, and whose line of it was not brought along."""
    before = await unit.therapists.schedule(known.id)
    after = _with_hours(before, plan.zone, plan.hours[known.code])
    changed = report.note(f"therapist {known.code}", before, after)
    report.note_hours(known.code, before, after)
    if (changed or after.imported != before.imported) and not dry_run:
        unit.therapists.set_schedule(known.id, after)


async def _terms(unit: UnitOfWork, code: str, own: Terms, report: Report, dry_run: bool) -> None:
    """All of theirs from now on. Whoever has no row keeps what they have."""
    known = await unit.therapists.by_code(code)
    before = await unit.terms.of_therapist(known.id) if known is not None else {}
    for service in sorted(before.keys() | own.keys()):
        was, after = before.get(service, ()), own.get(service, ())
        report.note(f"prices of {code} for {service}", _Own(was) if was else None, _Own(after))
        if known is not None and was != after and not dry_run:
            await unit.terms.put(known.id, service, after)


async def loaded(unit: UnitOfWork) -> Mapping[str, Sequence[str]]:
    """What files may refer to without bringing it along, as `parse` wants it."""
    return {
        SERVICES: [service.code for service in await unit.catalogue.services()],
        DISTRICTS: [district.name for district in await unit.catalogue.districts()],
        THERAPISTS: [therapist.code for therapist in await unit.therapists.roster()],
    }


def _merged(known: Therapist, wanted: Therapist) -> Therapist:
    """What the files do not know stays: the person behind it, ratings, readiness."""
    return replace(
        known,
        name=wanted.name,
        gender=wanted.gender,
        services=wanted.services,
        districts=wanted.districts,
        home_district=wanted.home_district,
        active=wanted.active,
        sample=wanted.sample,
    )


def _with_hours(known: Schedule, zone: str, weekly: Sequence[WeeklyWindow]) -> Schedule:
    """Exceptions and time off are the therapist's own and stay; so do weekly hours changed in the chat, while
    the file says what it said before."""
    said = tuple(weekly)
    if known.imported == said:
        return replace(known, zone=zone)
    return replace(known, zone=zone, weekly=said, imported=said)
