"""Takes a person out of every table. What must stay (accounts, what others wrote) stays without them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)

from domain.ids import PersonId
from domain.message import MessageState
from domain.people import Address, Person
from services.erasure import KIND, NAMELESS
from storage import tables as t
from storage.columns import metadata
from storage.pairs import pairs
from storage.query import Query
from storage.statements import Statements

ERASED = "erased"
"""The mark of a commit after which the engine's own log is emptied, too."""

_person: BindParameter[int] = bindparam("person", type_=BigInteger())
_named = bindparam("named", type_=Text())
"""Their name as JSON has it, ready for LIKE."""
_rooms = select(t.rooms.c.id).where(
    or_(t.rooms.c.customer_id == _person, t.rooms.c.therapist_person == _person)
)
_bookings = select(t.bookings.c.id).where(t.bookings.c.customer_id == _person)
_messages = select(t.messages.c.id).where(t.messages.c.sender_person == _person)
_others = select(t.people.c.id).where(
    or_(
        t.people.c.operator,
        t.people.c.id.in_(select(t.rooms.c.therapist_person).where(t.rooms.c.customer_id == _person)),
        t.people.c.id.in_(select(t.rooms.c.customer_id).where(t.rooms.c.therapist_person == _person)),
    )
)
_content = type_coerce(t.outbox.c.content, Text())
_about_their_bookings = exists().where(
    t.bookings.c.customer_id == _person,
    or_(
        _content.like(literal('%"booking":') + cast(t.bookings.c.id, String) + literal(",%")),
        _content.like(literal('%"') + t.bookings.c.reference + literal('"%')),
    ),
)
_waiting = t.outbox.c.state.in_(["queued", "sending"])


def _without_name() -> ColumnElement[str]:
    """Wherever it is a value, in an object or a list; never a key."""
    quoted, nameless = bindparam("quoted", type_=Text()), json.dumps(NAMELESS, ensure_ascii=False)
    content: ColumnElement[str] = _content
    for before, after in ((":", ""), ("[", ""), (",", ","), (",", "]")):
        content = func.replace(
            content, literal(before) + quoted + literal(after), before + nameless + after, type_=Text()
        )
    return content


BLANK_NAME = Query(
    "erasure.blank_name", "Nobody is called so any more.", update(t.people).where(t.people.c.id == _person)
)
BLANK_BOOKINGS = Query(
    "erasure.blank_bookings",
    "What and when stays for the accounts; where, and what was noted, goes.",
    update(t.bookings)
    .where(t.bookings.c.customer_id == _person)
    .values(
        notes="",
        place_address="",
        place_district="",
        place_room="",
        place_latitude=None,
        place_longitude=None,
    ),
)
UNTELL = Query(
    "erasure.untell",
    "Notices to others about their rooms and bookings: nothing of it is to come any more.",
    delete(t.outbox).where(
        t.outbox.c.kind == "notice", or_(t.outbox.c.room_id.in_(_rooms), _about_their_bookings)
    ),
)
FORGET_TOLD = Query(
    "erasure.forget_told",
    "Settled notices to others that name them.",
    delete(t.outbox).where(
        t.outbox.c.person_id.in_(_others),
        ~_waiting,
        _content.like(_named, escape="\\"),
        t.outbox.c.kind == "notice",
    ),
)
RENAME = Query(
    "erasure.rename",
    "What still waits for others names nobody.",
    update(t.outbox)
    .where(t.outbox.c.person_id.in_(_others), _waiting, _content.like(_named, escape="\\"))
    .values(content=type_coerce(_without_name(), t.outbox.c.content.type)),
)
UNSEND = Query(
    "erasure.unsend",
    "All that was to be sent to them, and the copies of what they wrote.",
    delete(t.outbox).where(or_(t.outbox.c.person_id == _person, t.outbox.c.message_id.in_(_messages))),
)


def _gone() -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Rows that go whole; whatever refers to a row goes before it."""
    for table in metadata.sorted_tables[::-1]:
        for column in table.columns:
            refers = {key.column.table.name for key in column.foreign_keys}
            if "messages" in refers and table is not t.messages:
                yield table, column.in_(_messages)
    yield t.cards, t.cards.c.person_id == _person
    yield t.blocks, or_(t.blocks.c.blocker == _person, t.blocks.c.blocked == _person)
    yield t.links, t.links.c.person_id == _person
    yield t.reactions, t.reactions.c.person_id == _person
    yield t.topics, t.topics.c.person_id == _person
    yield t.strikes, t.strikes.c.person_id == _person
    yield t.acknowledgements, t.acknowledgements.c.person_id == _person
    yield t.consents, or_(t.consents.c.person_id == _person, t.consents.c.booking_id.in_(_bookings))
    yield t.phrases, t.phrases.c.person_id == _person
    yield t.wait_offers, t.wait_offers.c.customer_id == _person
    yield t.waits, t.waits.c.customer_id == _person
    theirs_as_therapist = select(t.therapists.c.id).where(t.therapists.c.person_id == _person)
    yield t.calendar_links, t.calendar_links.c.therapist_id.in_(theirs_as_therapist)
    # Another's call for help keeps what is known of the visit until it is resolved.
    yield t.help_calls, t.help_calls.c.person_id == _person
    yield t.messages, t.messages.c.sender_person == _person
    # By their address, and by their own id; an address that looks the same is somebody else's.
    key, addresses = t.conversations.c.key, t.people.c.chat_kind + literal(":") + t.people.c.chat_id
    theirs = and_(key.like(literal("%:") + cast(_person, String)), key.not_in(select(addresses)))
    yield t.conversations, or_(key == bindparam("address"), theirs)
    mine = (t.rooms.c.customer_id == _person) | (t.rooms.c.therapist_person == _person)
    for start, between in (("messages.customer_", "_therapist_"), ("chat_rooms.", "_")):
        yield t.events, t.events.c.channel.in_(pairs(start, between, mine))


GONE = [
    Query(f"erasure.gone_{number}_{table.name}", "Theirs alone.", delete(table).where(belongs))
    for number, (table, belongs) in enumerate(_gone())
]
_quoting = type_coerce(t.messages.c.details, Text()).like('%"quote":%')
UNREAD = Query(
    "erasure.unread",
    "What others wrote to them is the others'; what had not arrived never will.",
    update(t.messages)
    .where(t.messages.c.receiver_person == _person)
    .values(
        receiver_name=NAMELESS,
        state=case((t.messages.c.state == "queued", MessageState.REFUSED), else_=t.messages.c.state),
        reason=case((t.messages.c.state == "queued", "forgotten"), else_=t.messages.c.reason),
        # What theirs was answered with may quote it.
        details=case((_quoting, type_coerce({}, t.messages.c.details.type)), else_=t.messages.c.details),
        version=t.messages.c.version + 1,
    ),
)
UNRATE = Query(
    "erasure.unrate",
    "The stars stay in the therapist's mean, the words go.",
    update(t.ratings).where(t.ratings.c.customer_id == _person).values(comment=""),
)
UNEXPLAIN = Query(
    "erasure.unexplain",
    "Why a thing of theirs was moved may be in their words.",
    update(t.changes)
    .where(
        or_(
            and_(t.changes.c.thing == "booking", t.changes.c.thing_id.in_(_bookings)),
            and_(t.changes.c.thing == "room", t.changes.c.thing_id.in_(_rooms)),
        )
    )
    .values(why=""),
)
_their_lane = t.updates.c.lane == bindparam("of_lane")
_in_hand = (
    select(func.min(t.updates.c.seq)).where(_their_lane, t.updates.c.state == "pending").scalar_subquery()
)
_chats = select(t.people.c.chat_id).where(t.people.c.id.in_(_others))
EMPTY_UPDATES = Query(
    "erasure.empty_updates",
    "What came from them, the one in hand too, and what others answered (it is quoted there). Numbers stay: a"
    " batch that comes again is known.",
    update(t.updates)
    .where(
        or_(
            and_(_their_lane, or_(t.updates.c.state != "pending", t.updates.c.seq == _in_hand)),
            and_(t.updates.c.lane.in_(_chats), t.updates.c.state != "pending"),
        )
    )
    .values(raw="{}", error=""),
)
LEAVE_LANE = Query(
    "erasure.leave_lane",
    "Whose chat it was is not known any more.",
    update(t.updates).where(_their_lane, t.updates.c.state != "pending").values(lane=KIND),
)
UNHIRE = Query(
    "erasure.unhire",
    "A therapist stays on the roster, with nobody behind the name.",
    update(t.therapists).where(t.therapists.c.person_id == _person).values(person_id=None),
)
TOMBSTONE = Query(
    "erasure.tombstone",
    "Whom other rows refer to: nobody, nowhere.",
    update(t.people)
    .where(t.people.c.id == _person)
    .values(
        chat_kind=KIND,
        chat_id=cast(t.people.c.id, String),
        operator=False,
        therapist_id=None,
        reachable=True,
        started_at=None,
        quiet_from=None,
        quiet_until=None,
    ),
)
SAID = Query("erasure.said", "The farewell is over.", delete(t.outbox).where(t.outbox.c.person_id == _person))
UNCARD = Query("erasure.uncard", "And its card.", delete(t.cards).where(t.cards.c.person_id == _person))


def _key(address: Address) -> str:
    return f"{address.kind}:{address.id}"


def _lane(address: Address) -> str:
    """Telegram's lanes are bare chat ids; others name their kind of chat, as conversations always do."""
    return address.id if address.kind == "telegram" else _key(address)


class SqlErasure:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def blank(self, person: Person) -> None:
        quoted = json.dumps(person.name, ensure_ascii=False)
        named = "%" + quoted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        of = {"person": person.id}
        await self._do.execute(UNTELL, **of)
        if person.name:
            await self._do.execute(FORGET_TOLD, named=named, **of)
            await self._do.execute(RENAME, named=named, quoted=quoted, **of)
        await self._do.execute(BLANK_NAME, name=NAMELESS, **of)
        await self._do.execute(BLANK_BOOKINGS, **of)

    async def erase(self, person: Person) -> None:
        of = {"person": person.id}
        lane, key = _lane(person.address), _key(person.address)
        await self._do.execute(UNSEND, **of)
        await self._do.execute(EMPTY_UPDATES, of_lane=lane, **of)
        await self._do.execute(LEAVE_LANE, of_lane=lane)
        for query in GONE:
            await self._do.execute(query, **(of | {"address": key} if "conversations" in query.name else of))
        for query in (UNREAD, UNRATE, UNEXPLAIN, UNHIRE, TOMBSTONE):
            await self._do.execute(query, **of)
        self._do.marks.add(ERASED)

    async def farewell_is_over(self, person: PersonId, chat: Address) -> None:
        await self._do.execute(LEAVE_LANE, of_lane=_lane(chat))
        await self._do.execute(SAID, person=person)
        await self._do.execute(UNCARD, person=person)
        self._do.marks.add(ERASED)
