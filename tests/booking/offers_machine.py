"""Customers and therapists who ask, answer, give up, cancel and write in any order while time passes: what
must hold of offers, bookings, held time and cards after every step."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.tasks import Tasks
from domain.booking import LIVE, Booking, BookingStatus, Wish
from domain.message import MessageState
from domain.offer import Offer, OfferStatus
from domain.people import Gender, Person, Readiness, Therapist
from domain.room import RoomStatus
from services.call_off import CallOff
from services.request_booking import Requested
from storage.opening import open_storage
from tests.services.rooms_house import Asleep, House
from tests.services.studio import MORNING, Studio, furnished
from tests.storage import migrated

T = TypeVar("T")
WISHES = ("anyone", "a woman", "a man", "dewi", "maya")
WAITS = (20, 60, 120, 5 * 60, 30 * 60)


class Offers(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.tasks = Tasks(lambda name, error: None)
        self.bookings: list[Booking] = []
        self.numbers = itertools.count(1)
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _open(self) -> None:
        path = migrated.put(Path(self.folder.name) / "studio.db")
        self.storage = await open_storage(path, tasks=self.tasks, wake=Asleep(), at=MORNING)
        self.at: Studio = await furnished(House(self.storage.units), path)
        self.people = [self.at.ann, await self.at.house.customer("Bea")]
        self.staff: list[tuple[Therapist, Person]] = [
            (one, await self.at.person(one)) for one in (self.at.dewi, self.at.maya, self.at.budi)
        ]

    def teardown(self) -> None:
        self.run(self.storage.close())
        self.run(self.tasks.stop())
        self.loop.close()
        self.folder.cleanup()

    def do(self, use_case: Callable[..., Awaitable[Any]], *args: Any, **named: Any) -> Any:
        return self.run(self.at.house.do(use_case, *args, **named))

    # What people do

    @rule(who=st.integers(0, 1), wish=st.sampled_from(WISHES), hours=st.sampled_from([None, 3, 5]))
    def requests(self, who: int, wish: str, hours: int | None) -> None:
        wishes = {
            "anyone": Wish(),
            "a woman": Wish(gender=Gender.FEMALE),
            "a man": Wish(gender=Gender.MALE),
            "dewi": Wish(self.at.dewi.id),
            "maya": Wish(self.at.maya.id),
        }
        wanted = {"customer": self.people[who].id, "wish": wishes[wish]}
        request = self.at.wanted(**wanted) if hours is None else self.at.at(hours, **wanted)
        made = self.run(self.at.ask(request))
        if isinstance(made, Requested):
            self.bookings.append(made.booking)

    @rule(which=st.integers(0, 40), yes=st.booleans())
    def answers(self, which: int, yes: bool) -> None:
        """Any card that ever was, also one that is over."""
        offers = [one for booking in self.bookings for one in self.run(self.at.offers(booking))]
        if offers:
            offer = sorted(offers, key=lambda one: (one.status is not OfferStatus.OPEN, -one.id))[
                which % len(offers)
            ]
            person = next(person for one, person in self.staff if one.id == offer.therapist)
            self.do(self.at.do.accept if yes else self.at.do.decline, offer.id, person)

    @rule(seconds=st.sampled_from(WAITS))
    def time_passes(self, seconds: int) -> None:
        self.run(self.at.time_passes(seconds=seconds))

    @rule(which=st.integers(0, 9))
    def cancels(self, which: int) -> None:
        if booking := self._one(which):
            self.do(self.at.do.cancel, booking.id, self._customer(booking), late=True)

    @rule(which=st.integers(0, 9), whoever=st.booleans())
    def asks_anyone(self, which: int, whoever: bool) -> None:
        if booking := self._one(which):
            self.do(self.at.do.ask_anyone, booking.id, self._customer(booking), whoever=whoever)

    @rule(which=st.integers(0, 9))
    def calls_off(self, which: int) -> None:
        if (booking := self._one(which)) and booking.therapist is not None:
            person = next(person for one, person in self.staff if one.id == booking.therapist)
            self.do(CallOff(self.at.clock, self.at.do.turns), booking.id, person)

    @rule(who=st.integers(0, 1))
    def writes(self, who: int) -> None:
        self.run(self.at.house.says(self.people[who], f"line {next(self.numbers)}"))

    @rule(which=st.integers(0, 2), readiness=st.sampled_from(list(Readiness)))
    def is_ready(self, which: int, readiness: Readiness) -> None:
        self.run(self.at.save(self.staff[which][0], readiness=readiness))

    def _one(self, which: int) -> Booking | None:
        return (
            self.run(self.at.booking(self.bookings[-1 - which % len(self.bookings)]))
            if self.bookings
            else None
        )

    def _customer(self, booking: Booking) -> Person:
        return next(one for one in self.people if one.id == booking.customer)

    # What holds

    @invariant()
    def each_offer_ends_once(self) -> None:
        ends = dict(
            self.at.rows("SELECT thing_id, count(*) FROM changes WHERE thing = 'offer' GROUP BY thing_id")
        )
        for offer, status in self.at.rows("SELECT id, status FROM offers"):
            assert ends.get(offer, 0) == (status != "open"), (offer, status)

    @invariant()
    def whoever_is_asked_is_waited_for(self) -> None:
        due = set(self.at.rows("SELECT kind, subject FROM deadlines WHERE state = 'waiting'"))
        for known in self.bookings:
            booking, offers = self.run(self.at.booking(known)), self.run(self.at.offers(known))
            open_now = [one for one in offers if one.status is OfferStatus.OPEN]
            at_once = [one for one in open_now if one.broadcast]
            in_turn = [one for one in open_now if not one.broadcast]
            requested = booking.status is BookingStatus.REQUESTED
            held = requested and booking.therapist is not None
            assert [one.therapist for one in in_turn] == ([booking.therapist] if held else [])
            assert not (in_turn and at_once)
            assert requested or not open_now
            assert all(("offer_answer", one.id) in due for one in in_turn)
            assert (("broadcast_end", booking.id) in due) == bool(at_once)
            assert (("choice", booking.id) in due) == (requested and not open_now)
            self._time_is_held_once(booking)
            self._accepted(booking, offers)

    def _time_is_held_once(self, booking: Booking) -> None:
        """While it is somebody's, and not at all otherwise."""
        rows = self.at.rows("SELECT resource FROM occupancy WHERE booking_id = ?", booking.id)
        theirs = booking.therapist
        if booking.status in LIVE and theirs is not None:
            assert rows == [(theirs,)]
        else:
            assert rows == []

    def _accepted(self, booking: Booking, offers: list[Offer]) -> None:
        said_yes = [one for one in offers if one.status is OfferStatus.ACCEPTED]
        if booking.status is BookingStatus.CONFIRMED:
            assert said_yes and said_yes[-1].therapist == booking.therapist
        assert len({one.therapist for one in said_yes}) == len(said_yes), "asked again after calling off"
        no = [one for one in offers if one.status is OfferStatus.DECLINED]
        assert len({one.therapist for one in no}) == len(no), "asked again after declining"

    @invariant()
    def every_card_tells_its_outcome(self) -> None:
        self.run(self.at.house.deliver())
        told: dict[int, str] = {}
        for _, person in self.staff:
            for shown in self.at.house.notices(person, "offer"):
                told[shown.values["offer"]] = shown.values["outcome"]
        assert told == dict(self.at.rows("SELECT id, status FROM offers"))

    @invariant()
    def a_pending_room_is_somebody_s_who_is_asked(self) -> None:
        pending = {
            room for (room,) in self.at.rows("SELECT id FROM rooms WHERE status = ?", RoomStatus.PENDING)
        }
        asked = {room for (room,) in self.at.rows("SELECT room_id FROM offers WHERE status = 'open'")}
        assert pending <= asked

    @invariant()
    def what_is_kept_is_for_one_who_can_still_come(self) -> None:
        kept = "SELECT booking_id FROM messages WHERE state = ? AND booking_id IS NOT NULL"
        for (booking,) in self.at.rows(kept, MessageState.HELD):
            assert self.at.rows("SELECT status FROM bookings WHERE id = ?", booking) == [("requested",)]
