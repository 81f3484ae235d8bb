"""Three people who join, book, cancel, take, pass, leave and let time go by, around the three hours of one
therapist: what must hold after every step."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.booking import Booking
from domain.offer import OfferStatus
from domain.people import Person
from domain.waitlist import Part, Wait, WaitOffer, WaitStatus, Watch
from services.ports import UnitOfWork
from services.request_booking import Requested
from tests.services.studio import ZONE
from tests.services.waiting_room import TUESDAY, hours, local, waiting_room

T = TypeVar("T")
HOURS = (10, 11, 12)
who = st.integers(0, 2)
_PASSED = {OfferStatus.DECLINED, OfferStatus.TIMED_OUT}


class Waitlist(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder, self.stack = tempfile.TemporaryDirectory(), AsyncExitStack()
        self.room = self.run(self.stack.enter_async_context(waiting_room(Path(self.folder.name))))
        self.people = [self.room.bob, self.room.cia, self.room.dan]
        self.run(self.room.at.hours(self.room.dewi, hours(HOURS[0], HOURS[-1] + 1, TUESDAY.weekday())))
        self.open: dict[int, WaitOffer] = {}
        self.could: dict[int, Wait] = {}
        """Who waited, and could be asked, before the step."""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()
        self.folder.cleanup()

    # What people do

    @rule(who=who, part=st.sampled_from(Part))
    def joins(self, who: int, part: Part) -> None:
        self._step(self.room.joins(self.people[who], watch=Watch(TUESDAY, TUESDAY, part)))

    @rule(who=who, hour=st.sampled_from(HOURS))
    def books(self, who: int, hour: int) -> None:
        self._step(self._books(self.people[who], hour))

    async def _books(self, person: Person, hour: int) -> None:
        asked = await self.room.asks(local(hour), self.room.dewi, person)
        held = [offer for offer in self.open.values() if offer.span.starts_at == local(hour)]
        assert not (isinstance(asked, Requested) and held), "a time that was kept for somebody was given away"

    @rule(who=who)
    def cancels(self, who: int) -> None:
        found = self._bookings(self.people[who])
        if found:
            self._step(self.room.at.cancel(found[0], self.people[who]))

    @rule(who=who)
    def takes(self, who: int) -> None:
        self._answers(who, take=True)

    @rule(who=who)
    def passes(self, who: int) -> None:
        self._answers(who, take=False)

    def _answers(self, who: int, *, take: bool) -> None:
        offer = self.open.get(self.people[who].id)
        if offer is not None:
            answer = self.room.takes if take else self.room.passes
            self._step(answer(self.people[who], offer))

    @rule(who=who, stay=st.booleans())
    def leaves_or_stays(self, who: int, stay: bool) -> None:
        found = [one for one in self.run(self.room.waits(self.people[who])) if one.standing]
        if found:
            self._step((self.room.stays if stay else self.room.leaves)(self.people[who], found[0]))

    @rule(minutes=st.sampled_from([1, 29, 31, 300]))
    def time_passes(self, minutes: int) -> None:
        self._step(self.room.at.time_passes(minutes=minutes))

    def _step(self, work: Coroutine[Any, Any, object]) -> None:
        before, self.could = dict(self.open), self._could()
        self.run(work)
        self.run(self.room.at.time_passes())
        self.open = {one.id: offer for one in self.people if (offer := self.run(self.room.open_offer(one)))}
        for offer in self.open.values():
            if offer not in before.values():
                self._in_line_order(offer)

    # What must hold

    @invariant()
    def what_is_held_is_what_is_offered_and_not_for_longer(self) -> None:
        held = dict(self.room.until())
        now = self.room.at.clock.at
        assert held == {one.hold: one.answer_by for one in self.open.values()}
        assert all(now < until for until in held.values())

    @invariant()
    def one_time_is_nobodys_twice(self) -> None:
        bookings = [one for person in self.people for one in self._bookings(person)]
        taken = [one.span for one in bookings if one.therapist is not None]
        spans = [*taken, *(one.span for one in self.open.values())]
        assert not any(one.overlaps(other) for n, one in enumerate(spans) for other in spans[n + 1 :])

    def _in_line_order(self, offer: WaitOffer) -> None:
        mine = self._look_wait(offer)
        for wait in self._could().values():
            ahead = (wait.joined_at, wait.id) < (mine.joined_at, mine.id)
            if ahead and wait.id in self.could and wait.suits(offer.span.starts_at, ZONE):
                gone = self.run(self._gone(wait))
                assert any(offer.span.overlaps(one) for one in gone), f"{wait.customer} was passed over"

    async def _gone(self, wait: Wait) -> list[Any]:
        """What she has had, or has been offered."""

        async def look(unit: UnitOfWork) -> list[Any]:
            offers = await unit.waits.offers(wait.customer)
            booked = await unit.bookings.live_of_customer(wait.customer)
            return [one.span for one in offers if one.status in _PASSED] + [one.span for one in booked]

        return await self.room.at.house.units.look(look)

    def _could(self) -> dict[int, Wait]:
        async def look(unit: UnitOfWork) -> list[Wait]:
            return [one for one in await unit.waits.line() if one.status is WaitStatus.WAITING]

        return {one.id: one for one in self.run(self.room.at.house.units.look(look))}

    def _look_wait(self, offer: WaitOffer) -> Wait:
        found = self.run(self.room.at.house.units.look(lambda unit: unit.waits.get(offer.wait)))
        assert found is not None
        return found

    def _bookings(self, person: Person) -> list[Booking]:
        async def look(unit: UnitOfWork) -> list[Booking]:
            return list(await unit.bookings.live_of_customer(person.id))

        return self.run(self.room.at.house.units.look(look))
