"""What was held before a hold had two sides is held as it was, and cannot meet anything that was held too."""

from __future__ import annotations

from domain.time import Span
from storage import engine, migrate, postgresql
from storage.opening import Place
from tests.storage import samples
from tests.storage.opened import NOW, opened, writing
from tests.storage.samples import HOUR, at


async def down_and_up(place: Place) -> None:
    writer = postgresql.writer(place) if isinstance(place, str) else engine.writer(place)
    async with writer.connect() as connection:
        async with connection.begin():
            await connection.run_sync(migrate.downgrade, "0017")
        async with connection.begin():
            assert await connection.run_sync(migrate.upgrade)
    await writer.dispose()


async def test_holds_made_before_keep_the_bare_treatment_before_them(place: Place) -> None:
    start = NOW + 24 * HOUR
    async with opened(place) as storage, writing(storage) as unit:
        booking, _, maya, _ = await samples.booked(unit)
        assert booking.span == Span(start, start + HOUR)
        visit = samples.held(start, start + HOUR, turn=HOUR / 2)
        await unit.occupancy.hold(booking.id, maya.id, visit, NOW)
        # Until the moment at which the visit begins: no way lay before it by then.
        earlier = samples.held(start - HOUR, start)
        await unit.occupancy.hold(booking.id, maya.id, earlier, NOW)
        kept = samples.held(at(1), at(2))
        await unit.occupancy.hold(None, maya.id, kept, NOW, name="wait:1")
        await unit.occupancy.hold(booking.id, maya.id, samples.held(at(3), at(4)), NOW, name="proposal:1")
    await down_and_up(place)
    async with opened(place) as storage, writing(storage) as unit:
        busy = await unit.occupancy.busy([maya.id], Span(NOW, start + 9 * HOUR), NOW)
        assert busy == {maya.id: [earlier, visit]}
        await unit.occupancy.release(booking.id)
        await unit.occupancy.hold(booking.id, maya.id, visit, NOW)
