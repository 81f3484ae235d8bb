"""What every engine must do for the use-cases: one contract, each test on each engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.availability import Held
from domain.booking import BookingStatus
from domain.catalogue import Choice, District, Money, Service
from domain.ids import (
    BookingId,
    MessageId,
    OfferId,
    OutboxId,
    PersonId,
    ProposalId,
    ServiceCode,
    TherapistId,
)
from domain.message import Link, MessageKind, MessageState
from domain.offer import OfferStatus
from domain.people import Address, Block, Party, Person, Readiness, Role
from domain.proposal import ProposalStatus
from domain.room import CloseReason, Room, RoomStatus
from domain.schedule import Schedule
from domain.standing import Consent, Strike
from domain.time import Span
from domain.topic import Topic
from services.amendments import Act
from services.outgoing import Amendment, Claimed, Copy, Notice, OutState, Priority
from services.ports import SlotTaken, Stale, UnitOfWork
from services.queues import Deadline, Entry, RawUpdate
from storage.opening import Storage
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import CHANGE, HOUR, at


async def claim_one(unit: UnitOfWork, now: datetime = NOW) -> Claimed:
    (row,) = await unit.outbox.claim(10, now, busy=[])
    return row


async def texts(unit: UnitOfWork, now: datetime = NOW, limit: int = 10) -> list[str]:
    claimed = await unit.outbox.claim(limit, now, busy=[])
    return [row.item.code if isinstance(row.item, Notice) else f"copy {row.item.message}" for row in claimed]


class TestStorage:
    # People

    async def test_a_person_comes_back_as_given(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made = await unit.people.add(samples.person(operator=True, therapist=TherapistId(9)))
        async with writing(storage) as unit:
            assert made.id > 0
            assert await unit.people.get(made.id) == made
            assert await unit.people.at(Address("telegram", "1001")) == made
            assert await unit.people.at(Address("whatsapp", "1001")) is None
            assert await unit.people.get(PersonId(99)) is None

    async def test_a_person_saved_is_the_one_read_in_the_same_unit(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made = await unit.people.add(samples.person(started_at=None))
            later = replace(made, name="Dewi", language="id", reachable=False, started_at=at(1))
            unit.people.save(later)
            assert await unit.people.get(made.id) == later

    async def test_one_address_is_one_person(self, storage: Storage) -> None:
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.people.add(samples.person())
                await unit.people.add(samples.person())

    async def test_operators_are_those_who_are_no_probes(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            await unit.people.add(samples.person("1"))
            boss = await unit.people.add(samples.person("2", operator=True))
            await unit.people.add(samples.person("3", operator=True, probe=True))
            assert await unit.people.operators() == [boss]

    async def test_ids_are_never_used_again(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            await unit.people.add(samples.person("1"))
            last = await unit.people.add(samples.person("2"))
        await storage.run_sql(lambda unit: unit.connection.exec_driver_sql("DELETE FROM people"))
        async with writing(storage) as unit:
            assert (await unit.people.add(samples.person("3"))).id > last.id

    # Therapists

    async def test_a_therapist_comes_back_as_given(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made = await unit.therapists.add(samples.therapist())
            assert await unit.therapists.get(made.id) == made
            assert await unit.therapists.by_code("maya") == made
            assert await unit.therapists.by_code("nobody") is None
            later = replace(
                made, gender=None, rating=None, services=frozenset(), active=False, home_district=""
            )
            unit.therapists.save(later)
            assert await unit.therapists.get(made.id) == later

    async def test_a_therapist_is_reached_as_their_person_is(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            _, maya, hers = await samples.pair(unit)
            alone = await unit.therapists.add(samples.therapist("alone", name="Zed"))
            assert [one.reachable for one in await unit.therapists.roster()] == [True, True]
            unit.people.save(replace(hers, reachable=False))
            assert [one.reachable for one in await unit.therapists.roster()] == [False, True]
            for found in (await unit.therapists.get(maya.id), await unit.therapists.by_code(maya.code)):
                assert found is not None and not found.reachable
                unit.therapists.save(found)
            assert (await unit.people.get(hers.id)) == replace(hers, reachable=False)
            assert await unit.therapists.get(alone.id) == alone

    async def test_the_roster_is_of_people_or_of_probes_and_by_name(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            for code, name, different in [
                ("w", "Wayan", {}),
                ("m", "Maya", {}),
                ("gone", "Agus", {"active": False}),
                ("probe", "Bot", {"probe": True}),
            ]:
                await unit.therapists.add(samples.therapist(code, name=name, **different))
            assert [one.name for one in await unit.therapists.roster()] == ["Maya", "Wayan"]
            assert [one.name for one in await unit.therapists.roster(probe=True)] == ["Bot"]

    async def test_a_schedule_comes_back_as_given_and_is_replaced_whole(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            maya = await unit.therapists.add(samples.therapist())
            idle = await unit.therapists.add(samples.therapist("idle"))
            unit.therapists.set_schedule(maya.id, samples.SCHEDULE)
            assert await unit.therapists.schedule(maya.id) == samples.SCHEDULE
            assert await unit.therapists.schedules([maya.id, idle.id]) == {
                maya.id: samples.SCHEDULE,
                idle.id: Schedule("UTC"),
            }
            unit.therapists.set_schedule(maya.id, Schedule("Europe/Oslo"))
            assert await unit.therapists.schedule(maya.id) == Schedule("Europe/Oslo")

    # Invites

    async def test_an_invite_is_found_and_used_once(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            _, maya, hers = await samples.pair(unit)
            unit.invites.add(maya.id, "hash", at(1))
            assert await unit.invites.find("hash") == (maya.id, at(1), None)
            assert await unit.invites.find("other") is None
            unit.invites.use("hash", hers.id, NOW)
            assert await unit.invites.find("hash") == (maya.id, at(1), NOW)
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.invites.use("hash", hers.id, NOW)

    @pytest.mark.parametrize(
        ("used", "after", "works"), [(False, 0.5, True), (False, 1, False), (True, 0.5, False)]
    )
    async def test_an_open_invite_is_unused_and_unexpired(
        self, storage: Storage, used: bool, after: float, works: bool
    ) -> None:
        async with writing(storage) as unit:
            _, maya, hers = await samples.pair(unit)
            unit.invites.add(maya.id, "hash", at(1))
            if used:
                unit.invites.use("hash", hers.id, NOW)
            assert await unit.invites.open_for(maya.id, at(after)) is works

    # Catalogue

    async def test_the_catalogue_is_put_again_without_doubling(self, storage: Storage) -> None:
        deep = Service(
            code=ServiceCode("deep"), name="Deep", choices=(Choice(60, Money(5, "IDR")),), position=2
        )
        turn = timedelta(minutes=15)
        foot = replace(deep, code=ServiceCode("foot"), name="Foot", choices=(), position=1, turn_visit=turn)
        async with writing(storage) as unit:
            unit.catalogue.put_service(deep)
            unit.catalogue.put_service(foot)
            unit.catalogue.put_service(replace(deep, name="Deeper", active=False))
            unit.catalogue.put_district(District("Ubud", -8.5, 115.2))
            unit.catalogue.put_district(District("Sanur", -8.7, 115.3))
            unit.catalogue.put_district(District("Ubud", -8.51, 115.26))
            assert await unit.catalogue.services() == [foot, replace(deep, name="Deeper", active=False)]
            assert await unit.catalogue.districts() == [
                District("Sanur", -8.7, 115.3),
                District("Ubud", -8.51, 115.26),
            ]

    async def test_terms_are_one_therapists_and_replaced_whole(self, storage: Storage) -> None:
        deep, foot = ServiceCode("deep"), ServiceCode("foot")
        hour, long = Choice(60, Money(5, "IDR")), Choice(90, Money(7, "IDR"))
        async with writing(storage) as unit:
            maya = await unit.therapists.add(samples.therapist())
            other = await unit.therapists.add(samples.therapist("other"))
            await unit.terms.put(maya.id, deep, [long, hour])
            await unit.terms.put(maya.id, foot, [hour])
            await unit.terms.put(other.id, deep, [hour])
            assert await unit.terms.of_therapist(maya.id) == {deep: (hour, long), foot: (hour,)}
            assert await unit.terms.of_service(deep) == {maya.id: [hour, long], other.id: [hour]}
        async with writing(storage) as unit:
            dearer = Choice(60, Money(6, "IDR"))
            await unit.terms.put(maya.id, deep, [dearer])
            await unit.terms.put(maya.id, foot, [])
            assert await unit.terms.of_therapist(maya.id) == {deep: (dearer,)}
            assert await unit.terms.of_service(foot) == {}

    # Bookings

    async def test_a_booking_comes_back_as_given(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made, *_ = await samples.booked(unit)
            assert await unit.bookings.get(made.id) == made
            assert await unit.bookings.by_token("draft-1") == made
            assert await unit.bookings.by_token("draft-2") is None
            assert await unit.bookings.get(BookingId(99)) is None

    @pytest.mark.parametrize("same", ["token", "reference"])
    async def test_one_draft_and_one_reference_are_one_booking(self, storage: Storage, same: str) -> None:
        async with writing(storage) as unit:
            made, *_ = await samples.booked(unit)
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                if same == "token":
                    twin = replace(made, reference="RL-2222")
                else:
                    twin = replace(made, token="draft-2")
                await unit.bookings.add(samples.request_of(twin), twin, CHANGE)
        async with writing(storage) as unit:
            assert [one.id for one in await unit.bookings.list()] == [made.id]

    async def test_a_booking_is_saved_only_over_what_it_was(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made, *_ = await samples.booked(unit)
            confirmed = replace(made.to(BookingStatus.CONFIRMED), confirmed_at=at(0.1), therapist=None)
            unit.bookings.save(made, confirmed, CHANGE)
            assert await unit.bookings.get(made.id) == confirmed
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.bookings.save(made, made.to(BookingStatus.CANCELLED), CHANGE)
        async with writing(storage) as unit:
            assert await unit.bookings.get(made.id) == confirmed

    async def test_every_change_of_status_is_recorded_and_nothing_else(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made, customer, maya, hers = await samples.booked(unit)
            moved = replace(made, notes="other", version=1)
            unit.bookings.save(made, moved, CHANGE)
            unit.bookings.save(moved, moved.to(BookingStatus.CANCELLED), CHANGE)
            room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            unit.rooms.save(room, room.to(RoomStatus.CLOSED, at=NOW, reason=CloseReason.LOST), CHANGE)
            offer = await unit.offers.add(samples.offer(made.id, maya.id))
            unit.offers.save(offer, offer.end(OfferStatus.WITHDRAWN, NOW), CHANGE)
        changes = await storage.look_sql(
            lambda unit: unit.connection.exec_driver_sql(
                "SELECT thing, thing_id, before, after, by, why FROM changes ORDER BY id"
            )
        )
        assert [tuple(row) for row in changes] == [
            ("booking", made.id, "draft", "requested", "customer_1", "because"),
            ("booking", made.id, "requested", "cancelled", "customer_1", "because"),
            ("room", room.id, "pending", "closed", "customer_1", "because"),
            ("offer", offer.id, "open", "withdrawn", "customer_1", "because"),
        ]

    async def test_live_bookings_are_found_by_customer_and_by_pair(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            first, customer, maya, _ = await samples.booked(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            sooner = replace(first, reference="RL-2", token="2", therapist=other.id, span=Span(at(2), at(3)))
            sooner = await unit.bookings.add(samples.request_of(sooner), sooner, CHANGE)
            over = replace(first, reference="RL-3", token="3", status=BookingStatus.COMPLETED)
            await unit.bookings.add(samples.request_of(over), over, CHANGE)
            assert await unit.bookings.live_of_customer(customer.id) == [sooner, first]
            assert await unit.bookings.live_of_pair(customer.id, maya.id) == [first]

    async def test_what_was_and_the_last_visit_and_a_therapists_day(self, storage: Storage) -> None:
        """One agreed for every second hour from now on, another's beside them, and one that was cancelled."""
        async with writing(storage) as unit:
            customer, maya, _ = await samples.pair(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            states = ("completed", "confirmed", "cancelled", "confirmed")
            made = []
            for number, status in enumerate(map(BookingStatus, states)):
                wanted = samples.booking(
                    customer.id,
                    other.id if number == 3 else maya.id,
                    token=f"d{number}",
                    reference=f"RL-{number}",
                    status=status,
                    span=Span(at(2 * number), at(2 * number + 1)),
                )
                made.append(await unit.bookings.add(samples.request_of(wanted), wanted, CHANGE))
            done, agreed, cancelled, others = made
            assert await unit.bookings.past_of_customer(customer.id, at(3), 5) == [cancelled, agreed, done]
            assert await unit.bookings.past_of_customer(customer.id, at(2.5), 1) == [cancelled]
            assert await unit.bookings.past_of_customer(PersonId(999), at(9), 5) == []
            assert await unit.bookings.last_visit(customer.id, at(1.9)) == done
            assert await unit.bookings.last_visit(customer.id, at(2)) == agreed
            assert await unit.bookings.last_visit(customer.id, at(9)) == others
            assert await unit.bookings.last_visit(PersonId(999), at(9)) is None
            assert await unit.bookings.day_of(maya.id, Span(at(0.9), at(2.1))) == [done, agreed]
            assert await unit.bookings.day_of(maya.id, Span(at(1), at(2))) == []
            assert await unit.bookings.day_of(other.id, Span(at(0), at(24))) == [others]
            asked = samples.booking(
                customer.id, maya.id, token="d9", reference="RL-9", span=Span(at(1), at(2))
            )
            asked = await unit.bookings.add(samples.request_of(asked), asked, CHANGE)
            assert await unit.bookings.claims(maya.id, Span(at(0.9), at(2.1))) == [done, asked, agreed]
            assert await unit.bookings.claims(maya.id, Span(at(2), at(9))) == [agreed]
            assert await unit.bookings.claims(other.id, Span(at(0), at(24))) == [others]

    async def test_how_a_visit_went_comes_back_as_given(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            made, *_ = await samples.booked(unit, arrived_at=at(1), finished_at=at(2), cancelled_late=True)
            assert await unit.bookings.get(made.id) == made
            assert (made.arrived_at, made.finished_at, made.cancelled_late) == (at(1), at(2), True)

    async def test_readiness_alone_is_set(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            maya = await unit.therapists.add(samples.therapist())
            unit.therapists.set_readiness(maya.id, Readiness.AWAY)
            assert await unit.therapists.get(maya.id) == replace(maya, readiness=Readiness.AWAY)

    async def test_the_list_is_newest_first_and_without_probes(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            first, *_ = await samples.booked(unit)
            second = replace(first, reference="RL-2", token="2", status=BookingStatus.CONFIRMED)
            second = await unit.bookings.add(samples.request_of(second), second, CHANGE)
            probe = replace(first, reference="RL-3", token="3", probe=True)
            await unit.bookings.add(samples.request_of(probe), probe, CHANGE)
            assert await unit.bookings.list() == [second, first]
            assert await unit.bookings.list(limit=1) == [second]
            assert await unit.bookings.list(status=BookingStatus.REQUESTED) == [first]

    # Occupancy

    @pytest.mark.parametrize(
        ("starts", "ends", "free"),
        [
            (0, 1, True),
            (1, 2, True),
            (4, 5, True),
            (1, 2.001, False),
            (3.999, 5, False),
            (2, 4, False),
            (2.5, 3, False),
            (1, 5, False),
        ],
    )
    async def test_what_overlaps_a_hold_is_refused(
        self, storage: Storage, starts: float, ends: float, free: bool
    ) -> None:
        """Held from 2 to 4."""
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            await unit.occupancy.hold(booking.id, maya.id, samples.held(at(2), at(4)), NOW)
            try:
                await unit.occupancy.hold(booking.id, maya.id, samples.held(at(starts), at(ends)), NOW)
            except SlotTaken:
                assert not free
            else:
                assert free

    async def test_a_refused_hold_leaves_the_unit_usable(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, customer, maya, _ = await samples.booked(unit)
            unit.people.save(replace(customer, name="Before"))
            await unit.occupancy.hold(booking.id, maya.id, samples.held(at(2), at(4)), NOW)
            with pytest.raises(SlotTaken):
                await unit.occupancy.hold(booking.id, maya.id, samples.held(at(2), at(4)), NOW)
            unit.events.add("bookings.1", "refused", {}, NOW)
        async with writing(storage) as unit:
            saved = await unit.people.get(customer.id)
            assert saved is not None and saved.name == "Before"
            window = Span(at(0), at(9))
            held = [samples.held(at(2), at(4))]
            assert await unit.occupancy.busy([maya.id], window, NOW) == {maya.id: held}

    async def test_others_time_is_free_and_released_time_too(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            span, held = Span(at(2), at(4)), samples.held(at(2), at(4))
            await unit.occupancy.hold(booking.id, maya.id, held, NOW)
            await unit.occupancy.hold(booking.id, other.id, held, NOW)
            await unit.occupancy.release(booking.id)
            assert await unit.occupancy.busy([maya.id, other.id], span, NOW) == {maya.id: [], other.id: []}
            await unit.occupancy.hold(booking.id, maya.id, held, NOW)

    async def test_busy_is_in_order_and_touches_the_window(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            kept = [samples.held(at(n), at(n + 1), turn=HOUR / 4, gap=HOUR / 2) for n in (5, 1, 3, 8)]
            for held in kept:
                await unit.occupancy.hold(booking.id, maya.id, held, NOW)
            inside = await unit.occupancy.busy([maya.id], Span(at(2.25), at(7.75)), NOW)
            assert inside == {maya.id: [kept[2], kept[0], kept[3]]}
            assert (await unit.occupancy.busy([maya.id], Span(at(2.2), at(7.5)), NOW))[maya.id] == [
                kept[1],
                kept[2],
                kept[0],
            ]

    async def test_parts_of_a_second_are_held_whole(self, storage: Storage) -> None:
        tick = timedelta(milliseconds=300)
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            await unit.occupancy.hold(booking.id, maya.id, samples.held(at(1) + tick, at(2) + tick), NOW)
            with pytest.raises(SlotTaken):
                await unit.occupancy.hold(booking.id, maya.id, samples.held(at(2) + 2 * tick, at(3)), NOW)

    @pytest.mark.parametrize(
        ("starts", "ends", "turn", "gap", "free"),
        [
            # Held from 2 to 4, an hour's turn-around behind it and half an hour's way before it.
            (5, 6, 0, 0, True),
            (5, 6, 0, 1, True),  # the longer of the two, not their sum
            (5, 6, 0, 1.001, False),
            (4.999, 6, 0, 0, False),
            (0, 1.5, 0, 0, True),
            (0, 1.501, 0, 0, False),
            (0, 1.5, 0.5, 0, True),  # until 2, where the treatment begins
            (0, 1.5, 0.501, 0, False),
        ],
    )
    async def test_the_longer_of_turn_around_and_way_lies_between_two(
        self, storage: Storage, starts: float, ends: float, turn: float, gap: float, free: bool
    ) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            first = samples.held(at(2), at(4), turn=HOUR, gap=HOUR / 2)
            second = samples.held(at(starts), at(ends), turn=HOUR * turn, gap=HOUR * gap)
            await unit.occupancy.hold(booking.id, maya.id, first, NOW)
            try:
                await unit.occupancy.hold(booking.id, maya.id, second, NOW)
            except SlotTaken:
                assert not free
            else:
                assert free

    async def test_a_hold_goes_by_its_name_and_a_bookings_own_time_stays(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            window, own, kept, waits = (
                Span(at(0), at(9)),
                *(samples.held(at(n), at(n + 1)) for n in (1, 3, 5)),
            )
            await unit.occupancy.hold(booking.id, maya.id, own, NOW)
            await unit.occupancy.hold(booking.id, maya.id, kept, NOW, name="proposal:17")
            await unit.occupancy.hold(None, maya.id, waits, NOW, name="wait:5")
            await unit.occupancy.release_hold("proposal:17")
            assert await unit.occupancy.busy([maya.id], window, NOW) == {maya.id: [own, waits]}
            await unit.occupancy.release(booking.id)
            await unit.occupancy.release_hold("")
            assert await unit.occupancy.busy([maya.id], window, NOW) == {maya.id: [waits]}

    async def test_a_hold_that_expired_stands_in_nobodys_way(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            held, window, ends = samples.held(at(5), at(6)), Span(at(0), at(9)), NOW + HOUR
            await unit.occupancy.hold(booking.id, maya.id, held, NOW, name="proposal:1", expires_at=ends)
            await unit.occupancy.hold(booking.id, maya.id, samples.held(at(7), at(8)), NOW, name="proposal:2")
            early = ends - timedelta(microseconds=1)
            with pytest.raises(SlotTaken):
                await unit.occupancy.hold(booking.id, maya.id, held, early)
            assert (await unit.occupancy.busy([maya.id], window, early))[maya.id][0] == held
            assert held not in (await unit.occupancy.busy([maya.id], window, ends))[maya.id]
            await unit.occupancy.hold(booking.id, maya.id, held, ends)
            await unit.occupancy.release_hold("proposal:1")
            assert len((await unit.occupancy.busy([maya.id], window, ends))[maya.id]) == 2
            with pytest.raises(SlotTaken):
                await unit.occupancy.hold(booking.id, maya.id, samples.held(at(7), at(8)), at(300))

    async def test_a_bookings_own_time_comes_back_as_it_is_held(self, storage: Storage) -> None:
        own = Held(Span(at(1), at(2.5)), Span(at(0.5), at(2)))
        kept = Held(Span(at(4), at(5)), Span(at(4), at(5)))
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            assert await unit.occupancy.own(booking.id) is None
            await unit.occupancy.hold(booking.id, maya.id, own, NOW)
            await unit.occupancy.hold(booking.id, maya.id, kept, NOW, name="proposal:1")
            assert await unit.occupancy.own(booking.id) == own
            whole = await unit.occupancy.busy([maya.id], Span(at(0), at(9)), NOW)
            assert whole[maya.id] == [own, kept]
            without = await unit.occupancy.busy([maya.id], Span(at(0), at(9)), NOW, but=booking.id)
            assert without[maya.id] == []

    # Offers

    async def test_an_offer_comes_back_and_ends_once(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            made = await unit.offers.add(samples.offer(booking.id, maya.id))
            assert await unit.offers.get(made.id) == made
            assert await unit.offers.get(OfferId(99)) is None
            ended = made.end(OfferStatus.DECLINED, at(1))
            unit.offers.save(made, ended, CHANGE)
            assert await unit.offers.of_booking(booking.id) == [ended]
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.offers.save(made, made.end(OfferStatus.ACCEPTED, at(1)), CHANGE)

    async def test_one_open_offer_per_booking_and_therapist(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            made = await unit.offers.add(samples.offer(booking.id, maya.id))
            await unit.offers.add(samples.offer(booking.id, other.id, turn=2))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.offers.add(samples.offer(booking.id, maya.id, turn=3))
        async with writing(storage) as unit:
            unit.offers.save(made, made.end(OfferStatus.TIMED_OUT, NOW), CHANGE)
            await unit.offers.add(samples.offer(booking.id, maya.id, turn=3))
            assert [one.turn for one in await unit.offers.of_booking(booking.id)] == [1, 2, 3]

    # Proposals

    async def test_a_proposal_comes_back_and_ends_once(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, maya, _ = await samples.booked(unit)
            offer = await unit.offers.add(samples.offer(booking.id, maya.id))
            put = samples.proposal(booking, offer=offer.id, by=Role.THERAPIST)
            made = await unit.proposals.add(put, CHANGE)
            assert made == replace(put, id=made.id)
            assert made.hold == f"proposal:{made.id}"
            assert await unit.proposals.get(made.id) == made
            assert await unit.proposals.get(ProposalId(99)) is None
            assert await unit.proposals.open_of(booking.id) == made
            ended = made.end(ProposalStatus.DECLINED, at(1))
            unit.proposals.save(made, ended, CHANGE)
            assert await unit.proposals.of_booking(booking.id) == [ended]
            assert await unit.proposals.open_of(booking.id) is None
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.proposals.save(made, made.end(ProposalStatus.ACCEPTED, at(1)), CHANGE)

    async def test_one_open_proposal_per_booking(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, _, _ = await samples.booked(unit)
            made = await unit.proposals.add(samples.proposal(booking), CHANGE)
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.proposals.add(samples.proposal(booking, by=Role.THERAPIST), CHANGE)
        async with writing(storage) as unit:
            unit.proposals.save(made, made.end(ProposalStatus.TIMED_OUT, NOW), CHANGE)
            again = await unit.proposals.add(samples.proposal(booking), CHANGE)
            assert [one.id for one in await unit.proposals.of_booking(booking.id)] == [made.id, again.id]
            assert await unit.proposals.open_of(BookingId(99)) is None

    async def test_a_bookings_history_tells_of_its_proposals(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, _, _, _ = await samples.booked(unit)
            made = await unit.proposals.add(samples.proposal(booking), CHANGE)
            unit.proposals.save(made, made.end(ProposalStatus.LOST, at(1)), CHANGE)
        async with writing(storage) as unit:
            steps = await unit.history.of_booking(booking.id)
            told = [step.what for step in steps]
            assert told == ["requested", "proposal.open", "proposal.lost"]

    # Ratings

    async def test_an_acknowledgement_is_given_once_and_told_once(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, customer, _, hers = await samples.booked(unit)
            asked = samples.acknowledgement(booking.id, hers.id)
            made = await unit.acknowledgements.add(asked)
            assert await unit.acknowledgements.get(made.id) == made == replace(asked, id=made.id)
            assert await unit.acknowledgements.open_for(booking.id, hers.id) == [made]
            assert await unit.acknowledgements.open_for(booking.id, customer.id) == []
            alerted = replace(made, alerted_at=at(30))
            unit.acknowledgements.save(made, alerted)
            given = replace(alerted, acknowledged_at=at(40))
            unit.acknowledgements.save(alerted, given)
            assert await unit.acknowledgements.open_for(booking.id, hers.id) == []
            assert await unit.acknowledgements.of_person(hers.id) == [given]
        for before in (made, alerted):
            with pytest.raises(Stale):
                async with writing(storage) as unit:
                    unit.acknowledgements.save(before, given)

    async def test_a_rating_is_one_per_booking_and_the_mean_follows(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, customer, maya, _ = await samples.booked(unit)
            wanted = samples.booking(customer.id, maya.id, token="other", reference="RL-0002")
            other = await unit.bookings.add(samples.request_of(wanted), wanted, CHANGE)
            assert await unit.ratings.get(booking.id) is None
            assert await unit.ratings.mean(maya.id) == (None, 0)
            unit.ratings.put(samples.rating(booking.id, maya.id, customer.id, stars=1))
            changed = samples.rating(booking.id, maya.id, customer.id, stars=4, comment="better ☀")
            unit.ratings.put(changed)
            unit.ratings.put(samples.rating(other.id, maya.id, customer.id, stars=5))
            assert await unit.ratings.get(booking.id) == changed
            assert await unit.ratings.mean(maya.id) == (4.5, 2)
        async with writing(storage) as unit:
            found = await unit.therapists.get(maya.id)
            assert found is not None
            assert found.rating == 4.5

    # Rooms

    async def test_a_room_comes_back_and_its_pairs_next_is_a_generation_on(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, maya, hers = await samples.pair(unit)
            first = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            assert first.generation == 1
            assert await unit.rooms.get(first.id) == first
            assert await unit.rooms.live_of_pair(customer.id, maya.id) == first
            closed = first.to(RoomStatus.CLOSED, at=at(1), reason=CloseReason.DECLINED)
            unit.rooms.save(first, closed, CHANGE)
            assert await unit.rooms.live_of_pair(customer.id, maya.id) is None
            second = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            assert (second.generation, await unit.rooms.get(first.id)) == (2, closed)

    async def test_one_live_room_per_pair(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, maya, hers = await samples.pair(unit)
            await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))

    async def test_one_live_room_per_booking(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, customer, maya, hers = await samples.booked(unit)
            one = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            unit.rooms.attach(one.id, booking.id)
            other = await unit.therapists.add(samples.therapist("other"))
            two = await unit.rooms.add(samples.room(customer.id, other.id, hers.id))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.rooms.attach(two.id, booking.id)
        async with writing(storage) as unit:
            unit.rooms.save(one, one.to(RoomStatus.CLOSED, at=NOW, reason=CloseReason.DECLINED), CHANGE)
            unit.rooms.attach(two.id, booking.id)
            assert await unit.rooms.of_booking(booking.id) == two
            assert await unit.rooms.bookings(one.id) == await unit.rooms.bookings(two.id) == [booking]

    async def test_a_booking_let_go_may_have_another_room(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, customer, maya, hers = await samples.booked(unit)
            one = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            other = await unit.therapists.add(samples.therapist("other"))
            two = await unit.rooms.add(samples.room(customer.id, other.id, hers.id))
            unit.rooms.attach(one.id, booking.id)
            unit.rooms.detach(one.id, booking.id)
            unit.rooms.attach(two.id, booking.id)
            assert await unit.rooms.of_booking(booking.id) == two
            unit.rooms.detach(two.id, booking.id)
            unit.rooms.attach(one.id, booking.id)
            unit.rooms.attach(one.id, booking.id)
            assert await unit.rooms.of_booking(booking.id) == one
            assert await unit.rooms.bookings(one.id) == [booking]

    async def test_rooms_are_listed_by_member_and_by_life(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, maya, hers = await samples.pair(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            one = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            two = await unit.rooms.add(samples.room(customer.id, other.id, hers.id, created_at=at(1)))
            probe = await unit.rooms.add(samples.room(hers.id, other.id, customer.id, probe=True))
            assert await unit.rooms.live_of(customer.id) == [one, two, probe]
            assert await unit.rooms.list(live=True) == [two, one]
            assert await unit.rooms.latest_of(customer.id) == two
            ended = one.to(RoomStatus.CLOSED, at=at(2), reason=CloseReason.OPERATOR)
            unit.rooms.save(one, ended, replace(CHANGE, at=at(2)))
            assert await unit.rooms.latest_of(hers.id) == ended
            assert await unit.rooms.live_of(hers.id) == [two, probe]
            assert await unit.rooms.list(live=False) == [ended]
            assert await unit.rooms.latest_of(PersonId(99)) is None

    async def test_a_room_is_saved_only_over_what_it_was(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, maya, hers = await samples.pair(unit)
            room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id))
            opened = replace(
                room.to(RoomStatus.OPEN, at=NOW),
                expires_at=at(24),
                extensions_left=2,
                extended_until=at(48),
                frozen_at=at(1),
            )
            unit.rooms.save(room, opened, CHANGE)
            assert await unit.rooms.get(room.id) == opened
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                closed = room.to(RoomStatus.CLOSED, at=NOW, reason=CloseReason.TIMED_OUT)
                unit.rooms.save(room, closed, CHANGE)

    async def test_a_block_keeps_two_apart_both_ways_until_it_is_taken_back(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            third = await unit.people.add(samples.person("3"))
            unit.blocks.add(Block(customer.id, hers.id, room.id, NOW))
            unit.blocks.add(Block(customer.id, hers.id, room.id, at(1)))
            unit.blocks.add(Block(third.id, customer.id, room.id, NOW))
            assert await unit.blocks.by(customer.id) == [Block(customer.id, hers.id, room.id, at(1))]
            assert await unit.blocks.apart(customer.id) == {hers.id, third.id}
            assert await unit.blocks.apart(hers.id) == {customer.id}
            unit.blocks.remove(hers.id, customer.id)
            assert await unit.blocks.apart(hers.id) == {customer.id}, "not the blocked one's to take back"
            unit.blocks.remove(customer.id, hers.id)
            assert (await unit.blocks.apart(hers.id), await unit.blocks.by(customer.id)) == (frozenset(), [])

    async def test_strikes_count_from_a_time_on_and_can_be_forgiven(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            anna, budi = (
                await unit.people.add(samples.person("1")),
                await unit.people.add(samples.person("2")),
            )
            for hours, who in ((0, anna), (1, anna), (2, budi), (3, anna)):
                unit.identity.strike(who.id, Strike("number", at(hours)))
            assert await unit.identity.strikes(anna.id, at(0)) == [
                Strike("number", at(1)),
                Strike("number", at(3)),
            ]
            unit.identity.forgive(anna.id)
            assert await unit.identity.strikes(anna.id, at(-1)) == []
            assert len(await unit.identity.strikes(budi.id, at(-1))) == 1

    async def test_both_consents_of_a_visit_go_when_either_takes_them_back(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            booking, customer, _, hers = await samples.booked(unit)
            theirs = [Consent(booking.id, person.id, NOW) for person in (customer, hers)]
            for consent in (*theirs, theirs[0]):
                unit.identity.consent(consent)
            found = await unit.identity.consents(booking.id)
            assert sorted(found, key=lambda one: one.person) == sorted(theirs, key=lambda one: one.person)
            assert await unit.identity.consents_of(hers.id) == [theirs[1]]
            unit.identity.take_back(booking.id)
            assert await unit.identity.consents(booking.id) == []

    # Messages

    async def test_the_latest_of_a_person_in_a_room_without_what_was_stopped(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            wrote = [
                (customer, "old", MessageState.SENT, at(-3)),
                (customer, "one", MessageState.SENT, NOW),
                (hers, "hers", MessageState.SENT, NOW),
                (customer, "stopped", MessageState.REFUSED, NOW),
                (customer, "two", MessageState.QUEUED, NOW),
                (customer, "three", MessageState.UNCERTAIN, NOW),
            ]
            for source, (who, text, state, when) in enumerate(wrote):
                said = samples.message(
                    who.id,
                    source,
                    text=text,
                    state=state,
                    created_at=when,
                    room=room.id,
                    receiver_person=hers.id,
                )
                await unit.messages.add(said)
            found = await unit.messages.latest(room.id, customer.id, at(-1), 8)
            assert [one.text for one in found] == ["one", "two", "three"]
            found = await unit.messages.latest(room.id, customer.id, at(-1), 2)
            assert [one.text for one in found] == ["two", "three"]

    async def test_a_message_comes_back_as_given(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            made = await unit.messages.add(
                samples.message(
                    customer.id,
                    state=MessageState.QUEUED,
                    room=room.id,
                    conversation=room.conversation,
                    receiver=Party(Role.THERAPIST, room.therapist, "Maya"),
                    receiver_person=hers.id,
                    reply_to=3,
                    file="AgAD",
                    details={"unique": "AQAD", "quote": {"text": "“so” 🌅", "entities": []}},
                    album="77",
                    lead=MessageId(4),
                )
            )
            assert await unit.messages.get(made.id) == made
            assert await unit.messages.get(MessageId(99)) is None
            assert await unit.messages.at(customer.id, made.source) == made
            assert await unit.messages.at(customer.id, made.source + 1) is None
            assert await unit.messages.at(hers.id, made.source) is None
            sent = replace(made, state=MessageState.SENT, version=1, sent_at=at(1), is_read=True)
            unit.messages.save(made, sent)
            assert await unit.messages.get(made.id) == sent

    async def test_one_message_in_a_chat_is_one_of_ours(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            await unit.messages.add(samples.message(customer.id, 7))
            await unit.messages.add(samples.message(hers.id, 7))
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                await unit.messages.add(samples.message(customer.id, 7))

    async def test_a_message_is_saved_only_over_what_it_was(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, _ = await _open_room(unit)
            held = await unit.messages.add(samples.message(customer.id))
            queued = replace(held, state=MessageState.QUEUED, version=1, room=room.id)
            unit.messages.save(held, queued)
            assert await unit.messages.held_of(customer.id) == []
            assert await unit.messages.get(held.id) == queued
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.messages.save(held, replace(held, state=MessageState.DISCARDED, version=1))

    async def test_an_album_is_one_persons_and_in_order(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            given = ((5, customer.id, "a"), (3, customer.id, "a"), (4, customer.id, "b"), (6, hers.id, "a"))
            parts = [
                await unit.messages.add(samples.message(sender, n, album=album)) for n, sender, album in given
            ]
            assert await unit.messages.album(customer.id, "a") == [parts[1], parts[0]]
            assert await unit.messages.album(customer.id, "") == []

    async def test_held_messages_and_history_are_in_the_order_written(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            held = [await unit.messages.add(samples.message(customer.id, n)) for n in (5, 3, 9)]
            said = [
                await unit.messages.add(
                    samples.message(
                        sender, n, state=MessageState.SENT, room=room.id, conversation=room.conversation
                    )
                )
                for n, sender in ((20, customer.id), (20, hers.id), (21, customer.id))
            ]
            assert await unit.messages.held_of(customer.id) == held
            assert await unit.messages.held_of(hers.id) == []
            assert await unit.messages.history(room.conversation) == said
            assert await unit.messages.history(room.conversation, limit=2) == said[1:]

    async def test_what_waits_to_be_sent_in_a_room_is_in_order(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            waiting = [
                await unit.messages.add(
                    samples.message(sender, n, state=state, room=room.id, conversation=room.conversation)
                )
                for n, sender, state in (
                    (8, customer.id, MessageState.QUEUED),
                    (5, hers.id, MessageState.QUEUED),
                    (6, hers.id, MessageState.SENT),
                )
            ]
            await unit.messages.add(samples.message(customer.id, 20))
            assert await unit.messages.queued_in(room.id) == waiting[:2]

    async def test_what_was_delivered_by_then_is_read_and_stays_read(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)

            async def delivered(source: int, hour: float, **different: object) -> MessageId:
                new = samples.message(
                    customer.id, source, state=MessageState.SENT, room=room.id, receiver_person=hers.id
                )
                made = await unit.messages.add(replace(new, **different))  # type: ignore[arg-type]
                unit.messages.save(made, replace(made, sent_at=at(hour)))
                return made.id

            early = await delivered(1, 1)
            late = await delivered(2, 3)
            hers_own = await delivered(3, 1, receiver_person=customer.id)
            queued = await delivered(4, 1, state=MessageState.QUEUED)
            unit.messages.read(room.id, hers.id, at(2))
            read = [await unit.messages.get(one) for one in (early, late, hers_own, queued)]
            assert [one.is_read for one in read if one] == [True, False, False, False]
            before = read[0]
            assert before is not None
            unit.messages.save(before, replace(before, is_read=False, reason="x", version=1))
            after = await unit.messages.get(early)
            assert after is not None and after.is_read and after.reason == "x"

    async def test_what_a_message_said_before_is_kept_unless_nobody_should(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, _ = await _open_room(unit)
            first = await unit.messages.add(samples.message(customer.id, text="one", room=room.id))
            other = await unit.messages.add(samples.message(customer.id, 8, text="other"))
            second = replace(first, text="two", kind=MessageKind.PHOTO, file="f2", version=1)
            unit.messages.revise(first, second, at(1))
            third = replace(second, text="three", details={"unique": "u3"}, version=2)
            unit.messages.revise(second, third, at(2))
            fourth = replace(third, text="four", version=3)
            unit.messages.revise(third, fourth, None)
            assert await unit.messages.get(first.id) == fourth
            kept = (await unit.messages.revisions([first.id, other.id]))[first.id]
            assert [(one.text, one.kind, one.until) for one in kept] == [
                ("one", first.kind, at(1)),
                ("two", MessageKind.PHOTO, at(2)),
            ]
            assert await unit.messages.revisions([other.id]) == await unit.messages.revisions([]) == {}
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.messages.revise(first, second, at(3))

    async def test_the_latest_of_a_person_and_the_live_locations_of_a_room(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            sent, live = MessageState.SENT, MessageKind.LIVE_LOCATION
            for source, who, different in (
                (5, customer, {"state": sent, "room": room.id, "kind": live}),
                (7, customer, {"state": MessageState.QUEUED, "room": room.id}),
                (8, customer, {"state": sent, "room": room.id, "lead": MessageId(2)}),
                (9, customer, {"state": MessageState.REFUSED}),
                (6, customer, {"state": MessageState.HELD}),
                (4, customer, {"state": sent, "created_at": at(-50)}),
                (9, hers, {"state": sent, "room": room.id}),
            ):
                await unit.messages.add(samples.message(who.id, source, **different))
            latest = await unit.messages.latest_of(customer.id, at(-48), 5)
            assert [one.source for one in latest] == [7, 6, 5]
            assert len(await unit.messages.latest_of(customer.id, at(-48), 2)) == 2
            assert [one.source for one in await unit.messages.moving_in(room.id)] == [5]

    async def test_reactions_are_each_persons_latest(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            one, two = [await unit.messages.add(samples.message(customer.id, n)) for n in (7, 8)]
            unit.reactions.put(one.id, hers.id, ["👍"], at(0))
            unit.reactions.put(one.id, customer.id, ["🙏"], at(0))
            unit.reactions.put(one.id, hers.id, ["", "🔥"], at(1))
            unit.reactions.put(two.id, hers.id, ["👍"], at(0))
            unit.reactions.put(two.id, hers.id, [], at(1))
            found = await unit.reactions.of([one.id, two.id])
            assert found == {one.id: {hers.id: ("", "🔥"), customer.id: ("🙏",)}}
            assert await unit.reactions.of([]) == {}

    async def test_of_an_act_on_one_message_one_waits_and_one_put_back_becomes_the_newer(
        self, storage: Storage
    ) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id))
            copy = Copy(to=hers.id, message=message.id, room=room.id)
            assert await unit.outbox.copy_state(message.id) is None
            await unit.outbox.add(copy, NOW)
            assert await unit.outbox.copy_state(message.id) is OutState.QUEUED
            acts = [Act.WORDS, Act.REACTION, Act.WORDS]
            edits = [Amendment(to=hers.id, message=message.id, act=act) for act in acts]
            for edit in edits:
                await unit.outbox.add(edit, NOW)
            (row,) = await unit.outbox.claim(5, NOW, busy=())
            assert row.item == copy and await unit.outbox.copy_state(message.id) is OutState.SENDING
            unit.outbox.settle(row, OutState.SENT, NOW)
            (first,) = await unit.outbox.claim(5, NOW, busy=())
            assert first.item == edits[0]
            await unit.outbox.add(edits[0], NOW)
            unit.outbox.again(first, NOW, error="500", counted=True)
            gone = []
            while rows := await unit.outbox.claim(5, NOW, busy=()):
                gone += [one.item for one in rows]
                unit.outbox.settle(rows[0], OutState.SENT, NOW)
            assert gone == edits[:2]
            assert await unit.outbox.newest(hers.id) == "", "what only changed is not what was shown last"

    async def test_a_line_rests_from_its_head_on(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            ana, bob = [await unit.people.add(samples.person(str(number))) for number in (71, 72)]
            unit.outbox.rest(ana.id, at(9))
            for one in (ana, ana, bob):
                await unit.outbox.add(Notice(to=one.id, code="n"), NOW)
            first, other = sorted(await unit.outbox.claim(5, NOW, busy=()), key=lambda row: row.id)
            assert (first.item.to, other.item.to) == (ana.id, bob.id), "where nothing stood nothing rests"
            unit.outbox.settle(first, OutState.SENT, NOW)
            unit.outbox.settle(other, OutState.SENT, NOW)
            unit.outbox.rest(ana.id, at(2))
            unit.outbox.rest(ana.id, at(1))
            unit.outbox.rest(bob.id, at(2))
            await unit.outbox.add(Notice(to=ana.id, code="n"), NOW)
        async with writing(storage) as unit:
            assert await unit.outbox.claim(5, at(1), busy=()) == [], "the longer rest holds"
            (row,) = await unit.outbox.claim(5, at(2), busy=())
            assert row.item.to == ana.id

    async def test_by_age_the_oldest_head_comes_first(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            for number, priority in enumerate((Priority.BULK, Priority.NOTICE, Priority.MESSAGE)):
                person = await unit.people.add(samples.person(str(80 + number)))
                await unit.outbox.add(Notice(to=person.id, code=priority.name, priority=priority), NOW)
        async with writing(storage) as unit:
            (oldest,) = await unit.outbox.claim(1, NOW, busy=(), by_age=True)
            (urgent,) = await unit.outbox.claim(1, NOW, busy=())
            said = [one.item.code for one in (oldest, urgent) if isinstance(one.item, Notice)]
            assert said == ["BULK", "MESSAGE"]

    # Links

    async def test_links_say_what_stands_where(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id, 10))
            own = Link(customer.id, 10, room.id, message.id, at(0))
            copy = Link(hers.id, 500, room.id, message.id, at(0))
            notices = [Link(hers.id, 400, room.id, None, at(3)), Link(hers.id, 401, room.id, None, at(1))]
            for link in (own, copy, *notices):
                unit.links.add(link)
            assert await unit.links.find(customer.id, 10) == own
            assert await unit.links.find(customer.id, 500) is None
            assert await unit.links.in_chat(customer.id, message.id) == 10
            assert await unit.links.in_chat(hers.id, message.id) == 500
            assert await unit.links.anchor(hers.id, room.id) == 400
            assert await unit.links.anchor(customer.id, room.id) is None

    async def test_what_stands_in_a_topic_is_told_from_the_main_chat(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id, 10))
            notice, copy = (
                Link(hers.id, 400, room.id, None, at(3), 77),
                Link(hers.id, 401, room.id, message.id, at(3), 77),
            )
            for link in (notice, copy):
                unit.links.add(link)
            assert await unit.links.find(hers.id, 401) == copy
            assert await unit.links.anchor(hers.id, room.id) is None
            assert await unit.links.in_chat(hers.id, message.id) == 401
            assert await unit.links.in_chat(hers.id, message.id, main=True) is None
            unit.links.add(replace(copy, chat_message=402, thread=None))
            unit.links.add(replace(notice, chat_message=403, thread=None, shown_at=at(1)))
            assert await unit.links.in_chat(hers.id, message.id, main=True) == 402
            assert await unit.links.anchor(hers.id, room.id) == 403

    # Topics

    async def test_a_topic_is_its_rooms_also_when_it_is_lost(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            second = await unit.rooms.add(samples.room(customer.id, other.id, hers.id))
            made = [
                Topic(person=hers.id, thread=thread, room=of.id, title="t", made_at=at(0))
                for thread, of in ((7, room), (8, second), (9, room))
            ]
            for topic in made:
                unit.topics.add(topic)
            assert await unit.topics.at(hers.id, 7) == made[0]
            assert await unit.topics.at(customer.id, 7) is None
            assert await unit.topics.of(hers.id, room.id) == [made[2], made[0]]
            assert await unit.topics.of(customer.id, room.id) == []
            assert (await unit.topics.used_by(hers.id), await unit.topics.used_by(customer.id)) == (
                True,
                False,
            )
            unit.topics.entitle(made[0], "called otherwise")
            for topic in made:
                unit.topics.lose(topic, at(1))
            gone = replace(made[0], lost_at=at(1), title="called otherwise")
            assert await unit.topics.at(hers.id, 7) == gone
            assert not await unit.topics.used_by(hers.id)

    async def test_a_message_linked_again_is_shown_again(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, _ = await _open_room(unit)
            unit.links.add(Link(customer.id, 10, room.id, None, at(0)))
            unit.links.add(Link(customer.id, 10, room.id, None, at(5)))
            assert await unit.links.find(customer.id, 10) == Link(customer.id, 10, room.id, None, at(5))

    async def test_the_rooms_shown_since_are_the_latest_first(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            other = await unit.therapists.add(samples.therapist("other"))
            second = await unit.rooms.add(samples.room(customer.id, other.id, hers.id))
            for chat_message, of, hour in ((1, room, 1), (2, second, 2), (3, room, 3)):
                unit.links.add(Link(customer.id, chat_message, of.id, None, at(hour)))
            assert await unit.links.shown_since(customer.id, at(0)) == [room.id, second.id]
            assert await unit.links.shown_since(customer.id, at(2.5)) == [room.id]
            assert await unit.links.shown_since(customer.id, at(3.5)) == []
            assert await unit.links.shown_since(hers.id, at(0)) == []

    @pytest.mark.parametrize("left", [OutState.SENDING, OutState.UNCERTAIN])
    async def test_what_has_left_and_was_not_answered_counts_as_shown(
        self, storage: Storage, left: OutState
    ) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id, 10))
            await unit.outbox.add(Copy(to=hers.id, message=message.id, room=room.id), at(0))
            assert await unit.links.shown_since(hers.id, at(0)) == [], "it only waits"
            (row,) = await unit.outbox.claim(5, at(1), busy=())
            if left is OutState.UNCERTAIN:
                unit.outbox.settle(row, left, at(1))
            assert await unit.links.shown_since(hers.id, at(0)) == [room.id]
            assert await unit.links.shown_since(hers.id, at(2)) == []
            assert await unit.links.shown_since(customer.id, at(0)) == []

    # Journal

    async def test_an_update_is_stored_once_however_often_it_comes(self, storage: Storage) -> None:
        batch = [RawUpdate("telegram:1", n, "chat 1", f'{{"n": {n}}}') for n in (3, 1, 2)]
        async with writing(storage) as unit:
            assert await unit.journal.append(batch, NOW) == 3
            assert await unit.journal.append([*batch, replace(batch[0], id=9)], NOW) == 1
            assert await unit.journal.append([replace(batch[0], source="telegram:2")], NOW) == 1
            assert await unit.journal.append([], NOW) == 0
            assert await unit.journal.append([replace(batch[0], id=7)] * 3, NOW) == 1

    async def test_a_lane_is_strict_and_lanes_are_fair(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            await unit.journal.append(
                [RawUpdate("b", n, lane, lane) for n, lane in enumerate(["a", "a", "b", "a", "c", "b"])], NOW
            )

            async def heads(*busy: str, limit: int = 10) -> list[tuple[str, int]]:
                found = await unit.journal.pending(limit, busy=busy, now=NOW)
                return [(entry.lane, entry.seq) for entry in found]

            first = await heads()
            assert [lane for lane, _ in first] == ["a", "b", "c"]
            assert await heads("a", "c") == [first[1]]
            assert await heads(limit=1) == [first[0]]
            entry = await unit.journal.next_in("a", NOW)
            assert entry is not None
            assert (entry.lane, entry.seq, entry.raw, entry.received_at) == (*first[0], "a", NOW)
            unit.journal.done(entry, NOW)
            assert [lane for lane, _ in await heads()] == ["a", "b", "c"]
            after = await unit.journal.next_in("a", NOW)
            assert after is not None and after.seq > entry.seq
            assert await unit.journal.next_in("nobody", NOW) is None

    async def test_an_entry_is_done_once(self, storage: Storage) -> None:
        entry = await _one_entry(storage)
        async with writing(storage) as unit:
            unit.journal.done(entry, NOW)
        for ending in ("done", "failed"):
            with pytest.raises(Stale):
                async with writing(storage) as unit:
                    if ending == "done":
                        unit.journal.done(entry, NOW)
                    else:
                        unit.journal.failed(entry, "late", None)

    async def test_a_failed_entry_holds_its_lane_until_its_time_and_is_parked_at_last(
        self, storage: Storage
    ) -> None:
        entry = await _one_entry(storage)
        async with writing(storage) as unit:
            await unit.journal.append([RawUpdate("b", 2, "chat", "second")], NOW)
            unit.journal.failed(entry, "oops", at(1))
            assert await unit.journal.next_in("chat", NOW) is None
            assert await unit.journal.pending(10, busy=[], now=NOW) == []
            again = await unit.journal.next_in("chat", at(1))
            assert again == replace(entry, tries=1)
            unit.journal.failed(again, "oops twice", None)
            follower = await unit.journal.next_in("chat", NOW)
            assert follower is not None and follower.raw == "second"
            (parked,) = await unit.journal.parked(10)
            assert (parked.entry, parked.error) == (replace(entry, tries=2), "oops twice")

    # Conversations

    async def test_a_conversation_is_kept_whole_and_forgotten(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            assert await unit.conversations.get("k") == (None, {}, None)
            unit.conversations.put("k", "Form:when", {"n": [1, {"é": None}]}, NOW)
            assert await unit.conversations.get("k") == ("Form:when", {"n": [1, {"é": None}]}, NOW)
            unit.conversations.put("k", None, {"kept": True}, at(1))
            assert await unit.conversations.get("k") == (None, {"kept": True}, at(1))
            unit.conversations.put("k", None, {}, at(2))
            assert await unit.conversations.get("k") == (None, {}, None)

    # Outbox

    async def test_items_come_back_as_given(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id))
            notice = Notice(
                to=customer.id, code="offer", values={"a": [1, "ü"]}, card="offer:1", fresh=True,
                room=room.id, reply_to=5, priority=Priority.BULK, silent=True,
            )  # fmt: skip
            copy = Copy(to=hers.id, message=message.id, room=room.id)
            await unit.outbox.add(notice, NOW)
            await unit.outbox.add(copy, at(1))
            claimed = await unit.outbox.claim(10, NOW, busy=[])
            assert [(row.item, row.tries, row.created_at) for row in claimed] == [
                (copy, 0, at(1)),
                (notice, 0, NOW),
            ]

    async def test_a_lane_has_one_in_flight_and_keeps_its_order(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            for code, to in (("a1", customer), ("a2", customer), ("b1", hers), ("a3", customer)):
                await unit.outbox.add(Notice(to=to.id, code=code), NOW)
            first, other = await unit.outbox.claim(10, NOW, busy=[])
            assert [_code(first), _code(other)] == ["a1", "b1"]
            assert await texts(unit) == []
            unit.outbox.settle(first, OutState.SENT, NOW)
            assert await texts(unit) == ["a2"]

    async def test_priority_and_then_age_choose_between_lanes_only(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            people = [await unit.people.add(samples.person(str(n))) for n in range(4)]
            for code, who, priority in (
                ("bulk", 0, Priority.BULK),
                ("notice", 1, Priority.NOTICE),
                ("late message", 1, Priority.MESSAGE),
                ("message", 2, Priority.MESSAGE),
                ("second notice", 3, Priority.NOTICE),
            ):
                await unit.outbox.add(Notice(to=people[who].id, code=code, priority=priority), NOW)
            assert await texts(unit, limit=2) == ["message", "notice"]
            assert await texts(unit) == ["second notice", "bulk"]

    async def test_busy_and_unreachable_people_are_left_alone(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            gone = await unit.people.add(samples.person("3", reachable=False))
            for one in (customer, hers, gone):
                await unit.outbox.add(Notice(to=one.id, code=one.name), NOW)
            (row,) = await unit.outbox.claim(10, NOW, busy=[hers.id])
            assert row.item.to == customer.id
            unit.people.save(replace(gone, reachable=True))
            assert {row.item.to for row in await unit.outbox.claim(10, NOW, busy=[])} == {hers.id, gone.id}

    async def test_a_row_put_back_makes_its_whole_lane_wait(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, _ = await samples.pair(unit)
            await unit.outbox.add(Notice(to=customer.id, code="first"), NOW)
            await unit.outbox.add(Notice(to=customer.id, code="second"), NOW)
            row = await claim_one(unit)
            unit.outbox.again(row, at(1), error="429", counted=False)
            assert await texts(unit, at(0.99)) == []
            again = await claim_one(unit, at(1))
            assert (again.id, again.tries) == (row.id, 0)
            unit.outbox.again(again, at(2), error="500", counted=True)
            assert (await claim_one(unit, at(2))).tries == 1

    async def test_waits_can_be_shortened_and_nothing_else_changes(self, storage: Storage) -> None:
        """In hours: the clock was set back by one, and a wait of two ends where it would have ended."""
        async with writing(storage) as unit:
            waiting, _, hers = await samples.pair(unit)
            for to in (waiting, hers):
                await unit.outbox.add(Notice(to=to.id, code=to.name), NOW)
            rows = {row.item.to: row for row in await unit.outbox.claim(10, NOW, busy=[])}
            unit.outbox.again(rows[waiting.id], at(3), error="429", counted=True)
            unit.outbox.again(rows[hers.id], at(2), error="429", counted=True)
            unit.outbox.shorten_waits(samples.HOUR, beyond=at(2.5))
            assert await texts(unit, at(1.99)) == []
            again = {row.item.to: row for row in await unit.outbox.claim(10, at(2), busy=[])}
            assert {to: row.item for to, row in again.items()} == {to: row.item for to, row in rows.items()}
            assert [row.tries for row in again.values()] == [1, 1]
            unit.outbox.shorten_waits(samples.HOUR, beyond=at(0))
            assert await unit.outbox.claim(10, at(9), busy=[]) == [], "what is in hand stays there"

    async def test_only_who_holds_a_row_can_settle_it(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, _ = await samples.pair(unit)
            await unit.outbox.add(Notice(to=customer.id, code="x"), NOW)
            row = await claim_one(unit)
        for late in (replace(row, epoch=row.epoch - 1), replace(row, epoch=row.epoch + 1)):
            with pytest.raises(Stale):
                async with writing(storage) as unit:
                    unit.outbox.settle(late, OutState.SENT, NOW)
            with pytest.raises(Stale):
                async with writing(storage) as unit:
                    unit.outbox.again(late, NOW, error="", counted=True)
        async with writing(storage) as unit:
            unit.outbox.settle(row, OutState.SENT, NOW)
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.outbox.settle(row, OutState.SENT, NOW)

    async def test_a_cards_newer_version_takes_the_unsent_ones_place(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, _ = await samples.pair(unit)

            async def add(code: str, card: str = "", fresh: bool = False) -> None:
                await unit.outbox.add(Notice(to=customer.id, code=code, card=card, fresh=fresh), NOW)

            await add("old", "draft:1", fresh=True)
            await add("plain")
            await add("other", "draft:2")
            await add("new", "draft:1")
            first = await claim_one(unit)
            assert isinstance(first.item, Notice)
            assert (first.item.code, first.item.fresh) == ("new", True)
            await add("newest", "draft:1")
            sent = []
            rows: Sequence[Claimed] = [first]
            while rows:
                sent.append(_code(rows[0]))
                unit.outbox.settle(rows[0], OutState.SENT, NOW)
                rows = await unit.outbox.claim(10, NOW, busy=[])
            assert sent == ["new", "plain", "other", "newest"]

    async def test_a_card_put_back_becomes_its_newer_version_in_its_own_place(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, _ = await samples.pair(unit)
            await unit.outbox.add(Notice(to=customer.id, code="old", card="c", fresh=True), NOW)
            row = await claim_one(unit)
            await unit.outbox.add(Notice(to=customer.id, code="plain"), NOW)
            await unit.outbox.add(Notice(to=customer.id, code="new", card="c", values={"v": 2}), NOW)
            unit.outbox.again(row, at(1), error="500", counted=True)
            again = await claim_one(unit, at(1))
            assert (again.id, again.tries) == (row.id, 1)
            assert again.item == Notice(to=customer.id, code="new", card="c", values={"v": 2}, fresh=True)
            unit.outbox.settle(again, OutState.SENT, NOW)
            plain = await claim_one(unit)
            assert _code(plain) == "plain"
            unit.outbox.settle(plain, OutState.SENT, NOW)
            assert await texts(unit) == []

    async def test_a_card_is_known_by_its_message_and_the_newest_by_its_sending(
        self, storage: Storage
    ) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            assert await unit.outbox.newest_card(customer.id) is None
            unit.outbox.keep_card(customer.id, "booking:1", 7, at(1))
            unit.outbox.keep_card(customer.id, "comment:1", 8, at(2))
            unit.outbox.keep_card(hers.id, "offer:1", 8, at(3))
            assert await unit.outbox.card_at(customer.id, 8) == "comment:1"
            assert await unit.outbox.card_at(customer.id, 9) is None
            assert await unit.outbox.newest_card(customer.id) == ("comment:1", at(2))

    async def test_a_card_is_where_it_was_kept(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            assert await unit.outbox.card(customer.id, "c") is None
            unit.outbox.keep_card(customer.id, "c", 5, NOW)
            unit.outbox.keep_card(customer.id, "c", 9, NOW)
            assert await unit.outbox.card(customer.id, "c") == 9
            assert await unit.outbox.card(hers.id, "c") is None
            unit.outbox.drop_card(customer.id, "c")
            assert await unit.outbox.card(customer.id, "c") is None

    async def test_a_card_stands_from_the_moment_it_is_on_its_way(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            assert not await unit.outbox.stands(customer.id, "c")
            await unit.outbox.add(Notice(to=customer.id, code="n", card="c"), NOW)
            assert await unit.outbox.stands(customer.id, "c")
            assert not await unit.outbox.stands(hers.id, "c")
            row = await claim_one(unit)
            assert await unit.outbox.stands(customer.id, "c")
            unit.outbox.settle(row, OutState.REFUSED, NOW)
            assert not await unit.outbox.stands(customer.id, "c")
            unit.outbox.keep_card(customer.id, "c", 5, NOW)
            assert await unit.outbox.stands(customer.id, "c")

    async def test_what_a_chat_showed_last_is_a_card_or_none(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            assert await unit.outbox.newest(customer.id) is None
            await unit.outbox.add(Notice(to=customer.id, code="n", card="draft:1"), NOW)
            assert await unit.outbox.newest(customer.id) is None, "nothing has left as yet"
            unit.outbox.settle(await claim_one(unit), OutState.SENT, NOW)
            assert await unit.outbox.newest(customer.id) == "draft:1"
            await unit.outbox.add(Notice(to=customer.id, code="help"), NOW)
            assert await unit.outbox.newest(customer.id) == "draft:1"
            await claim_one(unit)
            assert await unit.outbox.newest(customer.id) == "", "it may stand there already"
            assert await unit.outbox.newest(hers.id) is None

    async def test_the_messages_that_wait_for_somebody_are_counted(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            states = (MessageState.QUEUED, MessageState.QUEUED, MessageState.REFUSED)
            for n, state in enumerate(states, 1):
                message = await unit.messages.add(samples.message(customer.id, n, state=state))
                await unit.outbox.add(Copy(to=hers.id, message=message.id, room=room.id), NOW)
            await unit.outbox.add(Notice(to=hers.id, code="n"), NOW)
            assert await unit.outbox.unsent_copies(hers.id) == 2
            unit.outbox.settle(await claim_one(unit), OutState.SENT, NOW)
            assert (
                await unit.outbox.unsent_copies(hers.id),
                await unit.outbox.unsent_copies(customer.id),
            ) == (1, 0)

    async def test_a_chats_cards_are_told_as_they_last_stood_there(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            customer, _, hers = await samples.pair(unit)
            for number, name in enumerate(("a", "b", "lost", "a")):
                await unit.outbox.add(
                    Notice(to=customer.id, code=f"n{number}", card=name, values={"v": number}), NOW
                )
                unit.outbox.settle(await claim_one(unit), OutState.SENT, NOW)
                unit.outbox.keep_card(customer.id, name, number + 1, NOW)
            await unit.outbox.add(Notice(to=customer.id, code="plain"), NOW)
            unit.outbox.drop_card(customer.id, "lost")
            found = await unit.outbox.cards(customer.id, 9)
            assert [(one.card, one.code, one.values) for one in found] == [
                ("b", "n1", {"v": 1}),
                ("a", "n3", {"v": 3}),
            ]
            assert [one.card for one in await unit.outbox.cards(customer.id, 1)] == ["a"]
            assert await unit.outbox.cards(hers.id, 9) == []

    @pytest.mark.parametrize(
        ("state", "again"),
        [
            (OutState.UNCERTAIN, True),
            (OutState.REFUSED, True),
            (OutState.SENT, False),
            (OutState.CANCELLED, False),
            (None, False),
        ],
    )
    async def test_only_what_is_uncertain_or_refused_is_sent_again(
        self, storage: Storage, state: OutState | None, again: bool
    ) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id))
            copy = Copy(to=hers.id, message=message.id, room=room.id)
            await unit.outbox.add(copy, NOW)
            row = await claim_one(unit)
            if state is not None:
                unit.outbox.settle(row, state, NOW, error="why")
            assert await unit.outbox.requeue(message.id, at(1)) is again
            assert await unit.outbox.requeue(message.id, at(1)) is False
            rows = await unit.outbox.claim(10, at(1), busy=[])
            assert [(one.item, one.tries, one.created_at) for one in rows] == [(copy, 0, at(1))] * again

    async def test_a_copy_may_wait_at_its_place_and_longer_until_it_leaves(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            one, two = [await unit.messages.add(samples.message(customer.id, n, album="a")) for n in (1, 2)]
            first, second = (Copy(to=hers.id, message=each.id, room=room.id) for each in (one, two))
            await unit.outbox.add(first, NOW, ripe_at=at(1))
            await unit.outbox.add(second, NOW)
            assert await unit.outbox.claim(10, NOW, busy=[]) == []
            assert await unit.outbox.postpone(one.id, at(2))
            assert await unit.outbox.postpone(one.id, at(1.5)), "it waits at least until then"
            assert await unit.outbox.claim(10, at(1.9), busy=[]) == []
            unit.outbox.postpone_albums(at(3))
            assert await unit.outbox.claim(10, at(2.9), busy=[]) == []
            (row,) = await unit.outbox.claim(10, at(3), busy=[])
            assert row.item == first
            assert not await unit.outbox.postpone(one.id, at(9)), "it has left"
            unit.outbox.settle(row, OutState.SENT, at(3))
            (row,) = await unit.outbox.claim(10, at(3), busy=[])
            assert row.item == second, "what waits for nothing was made to wait"

    async def test_what_is_not_ripe_holds_up_only_what_comes_after_it(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            one, two = [await unit.messages.add(samples.message(customer.id, n, album="a")) for n in (1, 2)]
            before, album = (Copy(to=hers.id, message=each.id, room=room.id) for each in (one, two))
            await unit.outbox.add(before, NOW)
            await unit.outbox.add(album, NOW, ripe_at=at(1))
            (row,) = await unit.outbox.claim(10, NOW, busy=[])
            assert row.item == before
            unit.outbox.settle(row, OutState.SENT, NOW)
            unit.outbox.shorten_waits(timedelta(minutes=30), beyond=NOW)
            assert await unit.outbox.claim(10, at(0.4), busy=[]) == []
            (row,) = await unit.outbox.claim(10, at(0.5), busy=[])
            assert row.item == album

    async def test_a_caption_goes_again_with_its_medium(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id))
            medium = Copy(to=hers.id, message=message.id, room=room.id)
            for copy, state in (
                (medium, OutState.UNCERTAIN),
                (replace(medium, caption=True), OutState.CANCELLED),
            ):
                await unit.outbox.add(copy, NOW)
                unit.outbox.settle(await claim_one(unit), state, NOW)
            assert await unit.outbox.requeue(message.id, NOW)
            for copy in (medium, replace(medium, caption=True)):
                row = await claim_one(unit)
                assert row.item == copy
                unit.outbox.settle(row, OutState.SENT, NOW)

    async def test_a_message_retried_does_not_end_its_lanes_wait(self, storage: Storage) -> None:
        """It stands before the row that was told to wait, and waits all the same."""
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            message = await unit.messages.add(samples.message(customer.id))
            await unit.outbox.add(Copy(to=hers.id, message=message.id, room=room.id), NOW)
            unit.outbox.settle(await claim_one(unit), OutState.UNCERTAIN, NOW)
            await unit.outbox.add(Notice(to=hers.id, code="limited"), NOW)
            unit.outbox.again(await claim_one(unit), at(1), error="429", counted=False)
            assert await unit.outbox.requeue(message.id, NOW)
            assert await texts(unit, at(0.5)) == []
            assert await texts(unit, at(1)) == [f"copy {message.id}"]

    async def test_what_is_late_by_when_it_came_into_line(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            room, customer, hers = await _open_room(unit)
            first, slowed, last = [
                await unit.messages.add(samples.message(customer.id, n)) for n in (1, 2, 3)
            ]
            copies = [Copy(to=hers.id, message=one.id, room=room.id) for one in (first, slowed, last)]
            await unit.outbox.add(copies[0], NOW)
            unit.outbox.slow(copies[1], at(2), NOW)
            await unit.outbox.add(copies[2], at(1))

            async def late(since: float, until: float, after: int = 0) -> list[MessageId]:
                found = await unit.outbox.late(at(since), at(until), OutboxId(after), 10)
                return [message for _, message in found]

            assert await late(-1, 0) == [first.id]
            assert await late(0, 1) == [last.id]
            assert await late(-1, 1) == [first.id, last.id]
            assert await late(-1, 1, after=10**9) == []
            unit.outbox.settle(await claim_one(unit), OutState.UNCERTAIN, NOW)
            assert await late(-1, 1) == [last.id]
            unit.outbox.release(at(2))
            assert await unit.outbox.requeue(first.id, at(3))
            assert await late(1, 2) == [slowed.id], "from when it may go"
            assert await late(2, 3) == [first.id], "and again with each try"
            assert (await unit.history.of_message(first))[-1].what == "copy.queued"

    # Deadlines

    async def test_a_deadline_is_claimed_when_due_and_held_for_its_lease(self, storage: Storage) -> None:
        lease = timedelta(minutes=1)
        async with writing(storage) as unit:
            unit.deadlines.set("room_expiry", 7, at(1), version=3, valid_until=at(5))
            assert await unit.deadlines.claim(at(0.99), lease, 10) == []
            (claimed,) = await unit.deadlines.claim(at(1), lease, 10)
            assert (claimed.kind, claimed.subject, claimed.version) == ("room_expiry", 7, 3)
            assert (claimed.due_at, claimed.valid_until, claimed.tries) == (at(1), at(5), 0)
            assert await unit.deadlines.claim(at(1), lease, 10) == []
            assert await unit.deadlines.next_due() == at(1) + lease
        async with writing(storage) as unit:
            unit.deadlines.done(claimed)
            assert await unit.deadlines.claim(at(9), lease, 10) == []
            assert await unit.deadlines.next_due() is None

    async def test_deadlines_are_claimed_the_longest_overdue_first(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            for subject, hour in ((1, 3), (2, 1), (3, 2), (4, 9)):
                unit.deadlines.set("k", subject, at(hour))
            first = await unit.deadlines.claim(at(4), HOUR, 2)
            rest = await unit.deadlines.claim(at(4), HOUR, 9)
            assert [one.subject for one in (*first, *rest)] == [2, 3, 1]
            assert await unit.deadlines.next_due() == at(5)

    async def test_a_deadline_set_again_is_moved_and_cancelled_is_gone(self, storage: Storage) -> None:
        async with writing(storage) as unit:
            unit.deadlines.set("k", 1, at(1))
            unit.deadlines.set("other", 1, at(8))
            unit.deadlines.set("k", 1, at(5), version=2)
            assert await unit.deadlines.next_due() == at(5)
            unit.deadlines.cancel("k", 1)
            unit.deadlines.cancel("k", 99)
            assert await unit.deadlines.next_due() == at(8)

    async def test_a_lease_that_ran_out_is_anothers_and_the_late_one_changes_nothing(
        self, storage: Storage
    ) -> None:
        async with writing(storage) as unit:
            unit.deadlines.set("k", 1, NOW)
            (late,) = await unit.deadlines.claim(NOW, HOUR, 10)
            (second,) = await unit.deadlines.claim(at(1), HOUR, 10)
            unit.deadlines.failed(late, "too late", None)
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.events.add("c", "never", {}, NOW)
                unit.deadlines.done(late)
        async with writing(storage) as unit:
            unit.deadlines.done(second)
        with pytest.raises(Stale):
            async with writing(storage) as unit:
                unit.deadlines.done(late)

    @pytest.mark.parametrize("first", ["set", "done"])
    async def test_what_handling_sets_anew_survives_its_own_end(self, storage: Storage, first: str) -> None:
        claimed = await _claimed_deadline(storage)
        async with writing(storage) as unit:
            if first == "done":
                unit.deadlines.done(claimed)
            unit.deadlines.set("k", 1, at(7))
            if first == "set":
                unit.deadlines.done(claimed)
            assert await unit.deadlines.next_due() == at(7)

    @pytest.mark.parametrize("first", ["cancel", "done"])
    async def test_what_handling_cancels_is_over_at_its_end(self, storage: Storage, first: str) -> None:
        claimed = await _claimed_deadline(storage)
        async with writing(storage) as unit:
            if first == "done":
                unit.deadlines.done(claimed)
            unit.deadlines.cancel("k", 1)
            if first == "cancel":
                unit.deadlines.done(claimed)
            assert await unit.deadlines.next_due() is None
        left = await storage.look_sql(lambda u: u.connection.exec_driver_sql("SELECT * FROM deadlines"))
        assert left.all() == []

    async def test_a_failed_deadline_waits_and_at_last_is_given_up(self, storage: Storage) -> None:
        claimed = await _claimed_deadline(storage)
        async with writing(storage) as unit:
            unit.deadlines.failed(claimed, "oops", at(2))
            assert await unit.deadlines.next_due() == at(2)
            assert await unit.deadlines.claim(at(1.9), HOUR, 10) == []
            (again,) = await unit.deadlines.claim(at(2), HOUR, 10)
            assert (again.tries, again.due_at) == (1, NOW)
            unit.deadlines.failed(again, "oops", None)
            assert await unit.deadlines.next_due() is None
            assert await unit.deadlines.claim(at(99), HOUR, 10) == []

    # Time

    async def test_instants_keep_their_microseconds_and_their_order_in_any_zone(
        self, storage: Storage
    ) -> None:
        east = timezone(timedelta(hours=8))
        instants = [
            datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC),
            datetime(2026, 3, 2, 17, 0, 0, 2, tzinfo=east),
            datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            datetime(2106, 2, 7, tzinfo=UTC),
        ]
        async with writing(storage) as unit:
            for subject, instant in enumerate(instants):
                unit.deadlines.set("k", subject, instant)
            claimed = await unit.deadlines.claim(datetime(2107, 1, 1, tzinfo=UTC), HOUR, 10)
            assert [one.due_at for one in claimed] == sorted(instants)
            assert all(one.due_at.tzinfo is UTC for one in claimed)
        with pytest.raises(Exception, match="needs a zone"):
            async with writing(storage) as unit:
                unit.deadlines.set("k", 9, datetime(2026, 3, 2))  # noqa: DTZ001 - what must be refused


def _code(row: Claimed) -> str:
    assert isinstance(row.item, Notice)
    return row.item.code


async def _open_room(unit: UnitOfWork) -> tuple[Room, Person, Person]:
    customer, maya, hers = await samples.pair(unit)
    return await unit.rooms.add(samples.room(customer.id, maya.id, hers.id)), customer, hers


async def _one_entry(storage: Storage) -> Entry:
    async with writing(storage) as unit:
        await unit.journal.append([RawUpdate("b", 1, "chat", "first")], NOW)
        entry = await unit.journal.next_in("chat", NOW)
        assert entry is not None
        return entry


async def _claimed_deadline(storage: Storage) -> Deadline:
    async with writing(storage) as unit:
        unit.deadlines.set("k", 1, NOW)
        (claimed,) = await unit.deadlines.claim(NOW, HOUR, 10)
        return claimed
