"""What calendars are made of, and the addresses under which they are read, on each engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from domain.booking import Booking, BookingStatus
from domain.calendar_link import CalendarLink
from domain.ids import BookingId, PersonId, TherapistId
from domain.time import Span
from services.agendas import Dated, Window
from services.ports import UnitOfWork
from services.repositories import Change
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import at


async def add(
    unit: UnitOfWork, customer: PersonId, therapist: TherapistId, hours: float, by: float, **more: object
) -> Booking:
    """From `hours` on, changed at `by`."""
    span, name = Span(at(hours), at(hours + 1)), f"{hours}"
    wanted = samples.booking(customer, therapist, span=span, token=name, reference=f"RL-{name}", **more)
    return await unit.bookings.add(samples.request_of(wanted), wanted, Change("c", at(by)))


async def all_of(
    unit: UnitOfWork, therapist: TherapistId, since: datetime, dropped: datetime, page: int = 2
) -> list[Dated]:
    found: list[Dated] = []
    wanted = Window(therapist, since, dropped)
    while more := await unit.calendars.of(wanted, found[-1] if found else None, page):
        assert len(more) <= page
        found += more
    return found


async def tokens(unit: UnitOfWork, therapist: TherapistId, since: datetime, dropped: datetime) -> list[str]:
    return [one.booking.token for one in await all_of(unit, therapist, since, dropped)]


async def test_a_calendar_holds_what_is_hers_from_then_on_in_order(storage: Storage) -> None:
    async with writing(storage) as unit:
        customer, maya, _ = await samples.pair(unit)
        other = await unit.therapists.add(samples.therapist("dewi"))
        for hours in (9, -3, 5, -9):
            await add(unit, customer.id, maya.id, hours, 0)
        await add(unit, customer.id, other.id, 6, 0)
        await add(unit, customer.id, maya.id, 7, 0, status=BookingStatus.UNANSWERED)
        assert await tokens(unit, maya.id, at(-4), NOW) == ["-3", "5", "9"]
        (first, *_) = await all_of(unit, maya.id, at(-4), NOW)
        assert (first.customer, first.changed_at, first.booking.therapist) == (customer.name, NOW, maya.id)
        assert await unit.calendars.booking(first.booking.id) == first
        assert await unit.calendars.booking(BookingId(999)) is None


async def test_what_was_cancelled_stays_for_a_while(storage: Storage) -> None:
    async with writing(storage) as unit:
        customer, maya, _ = await samples.pair(unit)
        for hours, by in ((5, 0), (6, 2)):
            made = await add(unit, customer.id, maya.id, hours, -1)
            gone = made.to(BookingStatus.CANCELLED)
            unit.bookings.save(made, gone, Change("c", at(by)))
        assert await tokens(unit, maya.id, NOW, at(1)) == ["6"]
        (found,) = await all_of(unit, maya.id, NOW, at(1))
        assert (found.changed_at, found.booking.version) == (at(2), 1)


async def test_a_booking_older_than_the_column_tells_when_it_was_agreed(storage: Storage) -> None:
    async with writing(storage) as unit:
        customer, maya, _ = await samples.pair(unit)
        await add(unit, customer.id, maya.id, 5, 3, confirmed_at=at(2))
    await storage.run_sql(
        lambda unit: unit.connection.exec_driver_sql("UPDATE bookings SET changed_at = NULL")
    )
    async with writing(storage) as unit:
        (found,) = await all_of(unit, maya.id, NOW, NOW)
        assert found.changed_at == at(2)


async def test_one_address_for_each_and_it_is_found_by_its_hash(storage: Storage) -> None:
    async with writing(storage) as unit:
        _, maya, _ = await samples.pair(unit)
        first = CalendarLink(maya.id, "nonce", "hash", NOW)
        await unit.calendars.put(first)
        assert await unit.calendars.link(maya.id) == await unit.calendars.find("hash") == first
        second = replace(first, digest="another", made_at=NOW + timedelta(days=1))
        await unit.calendars.put(second)
        assert await unit.calendars.find("hash") is None
        assert await unit.calendars.links() == [second]
        assert await unit.calendars.drop(maya.id)
        assert not await unit.calendars.drop(maya.id)
        assert await unit.calendars.link(maya.id) is None
