"""What a probe made goes without a trace, and nothing else goes with it."""

from __future__ import annotations

from dataclasses import replace

from domain.calendar_link import CalendarLink
from domain.catalogue import Choice, Money
from domain.ids import PersonId, ServiceCode, TherapistId
from domain.message import Link, MessageState
from domain.offer import OfferStatus
from domain.people import Address, Block
from domain.proposal import ProposalStatus
from domain.standing import Consent, Strike
from domain.topic import Topic
from services.care_times import HELP_AGAIN, OF_BOOKING
from services.outgoing import Copy, Notice
from services.ports import UnitOfWork
from services.queues import RawUpdate
from storage.opening import Storage
from storage.tables import metadata
from tests.storage import samples
from tests.storage.opened import NOW, writing
from tests.storage.samples import CHANGE, at

DEADLINES = (
    "offer_answer",
    "room_expiry",
    "choice",
    "reminder_day",
    "reminder_hours",
    "move_answer",
    *OF_BOOKING,
)


async def counts(storage: Storage) -> dict[str, int]:
    """Without the marks of commits, which every unit leaves."""
    return {name: await _count(storage, name) for name in sorted(metadata.tables) if name != "commits"}


async def _count(storage: Storage, table: str) -> int:
    result = await storage.look_sql(
        lambda unit: unit.connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
    )
    return int(result.scalar_one())


async def fill(unit: UnitOfWork, chat: int, *, probe: bool) -> None:
    """A row in every table for one booking, its two people and what they said."""
    address, kind = Address("loopback" if probe else "telegram", str(chat)), "loopback" if probe else ""
    customer = await unit.people.add(samples.person(address=address, probe=probe))
    hers = await unit.people.add(samples.person(str(chat + 1), probe=probe))
    maya = await unit.therapists.add(samples.therapist(f"t{chat}", person=hers.id, probe=probe))
    unit.therapists.set_schedule(maya.id, samples.SCHEDULE)
    await unit.terms.put(maya.id, ServiceCode("deep"), [Choice(60, Money(5, "IDR"))])
    unit.invites.add(maya.id, f"hash {chat}", at(1))
    await unit.calendars.put(CalendarLink(maya.id, "nonce", f"hash {chat}", NOW))
    wanted = samples.booking(customer.id, maya.id, token=f"d{chat}", reference=f"RL-{chat}", probe=probe)
    booking = await unit.bookings.add(samples.request_of(wanted), wanted, CHANGE)
    await unit.occupancy.hold(booking.id, maya.id, samples.held(at(chat), at(chat + 1)), NOW)
    room = await unit.rooms.add(samples.room(customer.id, maya.id, hers.id, probe=probe))
    unit.rooms.attach(room.id, booking.id)
    offer = await unit.offers.add(samples.offer(booking.id, maya.id, room=room.id))
    unit.offers.save(offer, offer.end(OfferStatus.DECLINED, NOW), CHANGE)
    proposal = await unit.proposals.add(samples.proposal(booking, offer=offer.id), CHANGE)
    unit.proposals.save(proposal, proposal.end(ProposalStatus.WITHDRAWN, NOW), CHANGE)
    wait = await unit.waits.add(samples.wait(customer.id), CHANGE)
    kept = await unit.waits.add_offer(samples.wait_offer(wait, maya.id), CHANGE)
    unit.waits.save_offer(kept, kept.end(OfferStatus.DECLINED, NOW), CHANGE)
    await unit.acknowledgements.add(samples.acknowledgement(booking.id, hers.id))
    unit.ratings.put(samples.rating(booking.id, maya.id, customer.id))
    said = samples.message(customer.id, room=room.id, state=MessageState.QUEUED, probe=probe)
    message = await unit.messages.add(said)
    edited = replace(message, text="better", version=message.version + 1)
    unit.reactions.put(message.id, hers.id, ["👍"], NOW)
    unit.messages.revise(message, edited, NOW)
    unit.blocks.add(Block(customer.id, hers.id, room.id, NOW))
    unit.identity.strike(customer.id, Strike("number", NOW))
    unit.identity.consent(Consent(booking.id, hers.id, NOW))
    await unit.phrases.add(hers.id, "On my way")
    unit.links.add(Link(customer.id, 7, room.id, message.id, NOW))
    unit.topics.add(Topic(person=hers.id, thread=7, room=room.id, title="t", made_at=NOW))
    await unit.outbox.add(Copy(to=hers.id, message=message.id, room=room.id), NOW)
    await unit.outbox.add(Notice(to=customer.id, code="x", card="c", room=room.id), NOW)
    unit.outbox.keep_card(customer.id, "c", 5, NOW)
    await unit.checks.add(samples.check(booking.id))
    await unit.absences.add(samples.absence(booking.id))
    call = await unit.help_calls.add(samples.help_call(booking.id, customer.id))
    unit.deadlines.set(HELP_AGAIN, call.id, at(1))
    for name in DEADLINES:
        subject = {"offer_answer": offer.id, "room_expiry": room.id, "move_answer": proposal.id}.get(
            name, booking.id
        )
        unit.deadlines.set(name, subject, at(1))
    _events(unit, customer.id, maya.id)
    lane = f"{kind}:{chat}" if kind else str(chat)
    await unit.journal.append([RawUpdate("b", chat, lane, "{}")], NOW)
    unit.conversations.put(f"{address.kind}:{chat}", "Form", {}, NOW)


def _events(unit: UnitOfWork, customer: PersonId, therapist: TherapistId) -> None:
    for channel in (
        f"bookings.{therapist}",
        f"therapists.{therapist}",
        f"chat_rooms.{customer}_{therapist}",
        f"messages.customer_{customer}_therapist_{therapist}",
    ):
        unit.events.add(channel, "happened", {}, NOW)


async def test_a_purge_takes_every_row_of_a_probe_and_no_other(storage: Storage) -> None:
    async with writing(storage) as unit:
        await fill(unit, 100, probe=False)
    before = await counts(storage)
    empty = [name for name, rows in before.items() if not rows]
    assert empty == ["budgets", "districts", "feed_tokens", "leases", "moments", "services"]
    async with writing(storage) as unit:
        await fill(unit, 200, probe=True)
    async with writing(storage) as unit:
        await fill(unit, 300, probe=True)
    doubled = await counts(storage)
    assert all(doubled[name] == 3 * rows for name, rows in before.items() if name != "epochs")
    assert await storage.purge_probes() == 0
    assert await counts(storage) == before
    assert await storage.purge_probes() == 0


async def test_events_are_counted_by_the_beginning_of_their_channel(storage: Storage) -> None:
    async with writing(storage) as unit:
        _events(unit, PersonId(1), TherapistId(2))
        unit.events.add("messagesXcustomer_1_therapist_2", "other", {}, NOW)
    assert await storage.events_on("messages.customer_1_therapist_2") == 1
    assert await storage.events_on("messages.customer_1_therapist_9") == 0
    assert await storage.events_on("messages.") == 1


async def test_a_probe_is_in_no_figure(storage: Storage) -> None:
    before = await storage.figures(at(400))
    async with writing(storage) as unit:
        await fill(unit, 200, probe=True)
        boss = await unit.people.add(samples.person("9", operator=True, probe=True, started_at=None))
        await unit.outbox.add(Notice(to=boss.id, code="x"), NOW)
    after = await storage.figures(at(400))
    # Updates and deadlines are the machinery's own: whose they are is not known where they are counted.
    same = {"backlog": 0, "oldest_pending": 0.0, "overdue": 0, "latest_overdue": 0.0, "database_bytes": 0}
    assert replace(after, **same, overdue_by_kind={}) == replace(before, **same, overdue_by_kind={})  # type: ignore[arg-type]
