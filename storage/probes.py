"""Removes every row that belongs to people and therapists made by a probe."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
)

from services.asking import OFFER_ANSWER
from services.broadcast import BROADCAST_END
from services.care_times import HELP_AGAIN, OF_BOOKING
from services.focus import FOCUS_END
from services.freed import FREED
from services.live_end import LIVE_END
from services.move_ends import MOVE_ANSWER
from services.reminders import KINDS
from services.rooms import EXPIRY, ROOM_WARNING
from services.turns import CHOICE
from services.wait_deadlines import WAIT_BACK
from services.wait_offers import WAIT_END
from services.waiting import WAIT_ANSWER
from storage import tables as t
from storage.pairs import pairs
from storage.query import Query
from storage.statements import Statements

_people = select(t.people.c.id).where(t.people.c.probe)
_therapists = select(t.therapists.c.id).where(t.therapists.c.probe)
_bookings = select(t.bookings.c.id).where(or_(t.bookings.c.probe, t.bookings.c.customer_id.in_(_people)))
_rooms = select(t.rooms.c.id).where(
    or_(
        t.rooms.c.probe,
        t.rooms.c.customer_id.in_(_people),
        t.rooms.c.therapist_person.in_(_people),
        t.rooms.c.therapist_id.in_(_therapists),
    )
)
_messages = select(t.messages.c.id).where(
    or_(t.messages.c.probe, t.messages.c.sender_person.in_(_people), t.messages.c.room_id.in_(_rooms))
)
_calls = select(t.help_calls.c.id).where(t.help_calls.c.booking_id.in_(_bookings))
_offers = select(t.offers.c.id).where(t.offers.c.booking_id.in_(_bookings))
_waits = select(t.waits.c.id).where(t.waits.c.customer_id.in_(_people))
_wait_offers = select(t.wait_offers.c.id).where(t.wait_offers.c.customer_id.in_(_people))
_proposals = select(t.proposals.c.id).where(t.proposals.c.booking_id.in_(_bookings))


def _text(of: ColumnElement[int]) -> ColumnElement[str]:
    return cast(of, String)


def _channels() -> ColumnElement[bool]:
    names = [
        pairs("messages.customer_", "_therapist_", t.rooms.c.id.in_(_rooms)),
        pairs("chat_rooms.", "_", t.rooms.c.id.in_(_rooms)),
        *(
            select(literal(start) + _text(t.therapists.c.id)).where(t.therapists.c.probe)
            for start in ("bookings.", "therapists.")
        ),
    ]
    return or_(*(t.events.c.channel.in_(each) for each in names))


def _deadlines() -> ColumnElement[bool]:
    subjects = {
        OFFER_ANSWER: _offers,
        CHOICE: _bookings,
        FREED: _therapists,
        BROADCAST_END: _bookings,
        MOVE_ANSWER: _proposals,
        WAIT_ANSWER: _wait_offers,
        WAIT_BACK: _people,
        WAIT_END: _waits,
        EXPIRY: _rooms,
        ROOM_WARNING: _rooms,
        FOCUS_END: _people,
        LIVE_END: _messages,
    }
    subjects |= dict.fromkeys((*KINDS.values(), *OF_BOOKING), _bookings) | {HELP_AGAIN: _calls}
    return or_(
        *(and_(t.deadlines.c.kind == kind, t.deadlines.c.subject.in_(ids)) for kind, ids in subjects.items())
    )


def _changes() -> ColumnElement[bool]:
    return or_(
        and_(t.changes.c.thing == "booking", t.changes.c.thing_id.in_(_bookings)),
        and_(t.changes.c.thing == "room", t.changes.c.thing_id.in_(_rooms)),
        and_(t.changes.c.thing == "offer", t.changes.c.thing_id.in_(_offers)),
        and_(t.changes.c.thing == "proposal", t.changes.c.thing_id.in_(_proposals)),
        and_(t.changes.c.thing == "wait", t.changes.c.thing_id.in_(_waits)),
        and_(t.changes.c.thing == "wait_offer", t.changes.c.thing_id.in_(_wait_offers)),
    )


def _addresses() -> Select[str]:
    whole = t.people.c.chat_kind + literal(":") + t.people.c.chat_id
    return select(whole).where(t.people.c.probe)


def _conversations() -> ColumnElement[bool]:
    """By their address, and by their own id; an address that looks the same is somebody else's."""
    key, addresses = t.conversations.c.key, t.people.c.chat_kind + literal(":") + t.people.c.chat_id
    own = exists().where(t.people.c.probe, key.like(literal("%:") + _text(t.people.c.id)))
    return or_(key.in_(_addresses()), and_(own, key.not_in(select(addresses))))


def _lanes() -> ColumnElement[bool]:
    """Telegram's lanes are bare chat ids; others name their kind of chat, as conversations always do."""
    bare = select(t.people.c.chat_id).where(t.people.c.probe, t.people.c.chat_kind == "telegram")
    return or_(t.updates.c.lane.in_(bare), t.updates.c.lane.in_(_addresses()))


OWN: list[tuple[Table, ColumnElement[bool]]] = [
    (t.events, _channels()),
    (t.deadlines, _deadlines()),
    (t.changes, _changes()),
    (t.updates, _lanes()),
    (t.conversations, _conversations()),
    (t.outbox, or_(t.outbox.c.person_id.in_(_people), t.outbox.c.message_id.in_(_messages))),
    (t.cards, t.cards.c.person_id.in_(_people)),
    (t.links, or_(t.links.c.person_id.in_(_people), t.links.c.room_id.in_(_rooms))),
    (t.topics, or_(t.topics.c.person_id.in_(_people), t.topics.c.room_id.in_(_rooms))),
    (t.reactions, t.reactions.c.message_id.in_(_messages)),
    (t.revisions, t.revisions.c.message_id.in_(_messages)),
    (t.messages, t.messages.c.id.in_(_messages)),
    (t.proposals, t.proposals.c.booking_id.in_(_bookings)),
    (t.wait_offers, t.wait_offers.c.customer_id.in_(_people)),
    (t.waits, t.waits.c.customer_id.in_(_people)),
    (t.offers, t.offers.c.booking_id.in_(_bookings)),
    (t.ratings, t.ratings.c.booking_id.in_(_bookings)),
    (t.blocks, or_(t.blocks.c.blocker.in_(_people), t.blocks.c.blocked.in_(_people))),
    (t.room_bookings, t.room_bookings.c.room_id.in_(_rooms)),
    (t.rooms, t.rooms.c.id.in_(_rooms)),
    (t.consents, or_(t.consents.c.person_id.in_(_people), t.consents.c.booking_id.in_(_bookings))),
    (t.phrases, t.phrases.c.person_id.in_(_people)),
    (t.strikes, t.strikes.c.person_id.in_(_people)),
    (t.occupancy, or_(t.occupancy.c.booking_id.in_(_bookings), t.occupancy.c.resource.in_(_therapists))),
    (t.acknowledgements, t.acknowledgements.c.booking_id.in_(_bookings)),
    (t.checks, t.checks.c.booking_id.in_(_bookings)),
    (t.help_calls, t.help_calls.c.booking_id.in_(_bookings)),
    (t.absences, t.absences.c.booking_id.in_(_bookings)),
    (t.bookings, t.bookings.c.id.in_(_bookings)),
    (t.invites, t.invites.c.therapist_id.in_(_therapists)),
    (t.terms, t.terms.c.therapist_id.in_(_therapists)),
    (t.calendar_links, t.calendar_links.c.therapist_id.in_(_therapists)),
    (t.schedules, t.schedules.c.therapist_id.in_(_therapists)),
    (t.therapists, t.therapists.c.probe),
    (t.people, t.people.c.probe),
]
"""What is a probe's, table by table; whatever refers to a row goes before it."""


def _queries() -> Iterator[tuple[Query, Query]]:
    for table, belongs in OWN:
        yield (
            Query(f"probes.delete_{table.name}", "A probe's rows go.", delete(table).where(belongs)),
            Query(
                f"probes.left_{table.name}",
                "A probe's rows that are there.",
                select(func.count().label("left")).select_from(table).where(belongs),
            ),
        )


QUERIES = list(_queries())
_MADE = (t.people, t.therapists, t.bookings, t.rooms, t.messages)
MADE = Query(
    "probes.made",
    "Whether there is anything by which a probe's rows are known.",
    select(or_(*(exists().where(table.c.probe) for table in _MADE)).label("made")),
)


async def purge(do: Statements) -> int:
    """Answers how many rows are left, counted while what they belong to is still there to be known by."""
    made = await do.row(MADE)
    if made is None or not made.made:
        return 0  # asked at every start, before anything is handled
    total = 0
    for remove, count in QUERIES:
        await do.execute(remove)
        row = await do.row(count)
        total += row.left if row else 0
    return total
