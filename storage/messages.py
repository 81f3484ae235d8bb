"""Messages people wrote, in the shape they are kept and exported in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, text, update

from domain.ids import ConversationId, MessageId, PersonId, RoomId
from domain.message import Message, MessageKind, MessageState, NewMessage, Revision
from domain.people import Party, Role
from storage.query import Query, given
from storage.statements import Statements
from storage.tables import messages as t
from storage.tables import revisions as r

ADD = Query("messages.add", "A new message; one in a chat is one of ours.", insert(t).returning(t.c.id))
BY_ID = Query("messages.get", "One message by our id.", select(t).where(t.c.id == bindparam("message")))
AT = Query(
    "messages.at",
    "What a message in its writer's chat has become.",
    select(t).where(t.c.sender_person == bindparam("person"), t.c.source == bindparam("chat")),
)
ALBUM = Query(
    "messages.album",
    "What a person sent of an album, in order.",
    select(t)
    # Written out, as the partial index needs it.
    .where(t.c.sender_person == bindparam("person"), t.c.album == bindparam("of"), text("album <> ''"))
    .order_by(t.c.source),
)
HELD_OF = Query(
    "messages.held_of",
    "What a person wrote that waits for its room, in order.",
    select(t)
    # Written out: SQLite looks at bound values too, PostgreSQL would plan for any state and read everything.
    .where(t.c.sender_person == bindparam("person"), text("state = 'held'"))
    .order_by(t.c.id),
)
MOVING_IN = Query(
    "messages.moving_in",
    "Live locations that were put into a room, ended ones too.",
    select(t).where(t.c.room_id == bindparam("room"), t.c.kind == "live_location").order_by(t.c.id),
)
LATEST_OF = Query(
    "messages.latest_of",
    "What a person wrote last that went to a room or waits for one; of an album the first part.",
    select(t)
    .where(
        t.c.sender_person == bindparam("person"),
        t.c.created_at > bindparam("since"),
        t.c.lead_id.is_(None),
        t.c.state.in_(["held", "queued", "sent", "uncertain"]),
    )
    .order_by(t.c.source.desc())
    .limit(bindparam("most")),
)
LATEST = Query(
    "messages.latest",
    "The newest that a person wrote in a room and that was not stopped.",
    select(t)
    .where(
        t.c.room_id == bindparam("room"),
        t.c.sender_person == bindparam("person"),
        t.c.created_at >= bindparam("since"),
        t.c.state.not_in(["refused", "discarded"]),
    )
    .order_by(t.c.id.desc())
    .limit(bindparam("most")),
)
QUEUED_IN = Query(
    "messages.queued_in",
    "What waits to be sent in a room, in order.",
    select(t).where(t.c.room_id == bindparam("room"), t.c.state == "queued").order_by(t.c.id),
)
HISTORY = Query(
    "messages.history",
    "The newest of a conversation, over all its rooms.",
    select(t).where(t.c.conversation == bindparam("of")).order_by(t.c.id.desc()).limit(bindparam("most")),
)
SAVE = Query(
    "messages.save",
    "A message as it is now, if nobody moved it meanwhile; what was read stays read.",
    update(t)
    .where(
        t.c.id == bindparam("message"),
        t.c.state == bindparam("was_state"),
        t.c.version == bindparam("was_version"),
    )
    .values(is_read=or_(t.c.is_read, bindparam("now_read", type_=t.c.is_read.type))),
)
REVISE = Query(
    "messages.revise",
    "What a message says now that its writer has edited it, if nobody moved it meanwhile.",
    update(t).where(
        t.c.id == bindparam("message"),
        t.c.state == bindparam("was_state"),
        t.c.version == bindparam("was_version"),
    ),
)
KEEP = Query("messages.keep", "What a message said until then.", insert(r))
REVISIONS = Query(
    "messages.revisions",
    "What messages said before they were edited, the oldest first.",
    select(r).where(r.c.message_id.in_(given("messages"))).order_by(r.c.id),
)
EYES = Query(
    "messages.eyes",
    "Whether its original may carry our 👀.",
    update(t).where(t.c.id == bindparam("message")),
)
READ = Query(
    "messages.read",
    "What was delivered to a person in a room by then, they have read.",
    update(t)
    .where(
        t.c.room_id == bindparam("room"),
        t.c.receiver_person == bindparam("reader"),
        # In the words of the partial index, or it would not be used.
        text("state = 'sent' AND NOT is_read"),
        t.c.sent_at <= bindparam("until"),
    )
    .values(is_read=True),
)


def _party(role: str | None, party: int | None, name: str | None) -> Party | None:
    return Party(Role(role), party, name or "") if role and party is not None else None


def message_of(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        sender=Party(Role(row.sender_role), row.sender_id, row.sender_name),
        sender_person=row.sender_person,
        source=row.source,
        kind=MessageKind(row.kind),
        text=row.text,
        entities=tuple(row.entities),
        file=row.file,
        details=row.details,
        album=row.album,
        lead=row.lead_id,
        reply_to=row.reply_to,
        created_at=row.created_at,
        room=row.room_id,
        conversation=row.conversation,
        receiver=_party(row.receiver_role, row.receiver_id, row.receiver_name),
        receiver_person=row.receiver_person,
        booking=row.booking_id,
        state=MessageState(row.state),
        probe=row.probe,
        version=row.version,
        reason=row.reason,
        is_read=row.is_read,
        sent_at=row.sent_at,
        eyes=row.eyes,
    )


def _where_it_goes(message: NewMessage) -> dict[str, Any]:
    """With the sender as that room knows them: one who waits may be a therapist here and a customer there."""
    receiver = message.receiver
    return {
        "sender_role": message.sender.role,
        "sender_id": message.sender.id,
        "sender_name": message.sender.name,
        "room_id": message.room,
        "conversation": message.conversation,
        "receiver_role": receiver.role if receiver else None,
        "receiver_id": receiver.id if receiver else None,
        "receiver_name": receiver.name if receiver else None,
        "receiver_person": message.receiver_person,
        "booking_id": message.booking,
        "state": message.state,
        "lead_id": message.lead,
    }


def _what_was_said(message: NewMessage) -> dict[str, Any]:
    return {
        "sender_person": message.sender_person,
        "source": message.source,
        "kind": message.kind,
        "text": message.text,
        "entities": [dict(entity) for entity in message.entities],
        "file": message.file,
        "details": dict(message.details),
        "album": message.album,
        "reply_to": message.reply_to,
        "created_at": message.created_at,
        "probe": message.probe,
    }


class SqlMessages:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, message: NewMessage) -> Message:
        new = {field.name: getattr(message, field.name) for field in fields(NewMessage)}
        values = _what_was_said(message) | _where_it_goes(message)
        result = await self._do.execute(ADD, version=0, reason="", is_read=False, sent_at=None, **values)
        return Message(id=MessageId(result.scalar_one()), **new)

    async def get(self, message: MessageId) -> Message | None:
        row = await self._do.row(BY_ID, message=message)
        return message_of(row) if row else None

    async def at(self, person: PersonId, source: int) -> Message | None:
        row = await self._do.row(AT, person=person, chat=source)
        return message_of(row) if row else None

    async def album(self, person: PersonId, album: str) -> Sequence[Message]:
        return [message_of(row) for row in await self._do.rows(ALBUM, person=person, of=album)]

    async def held_of(self, person: PersonId) -> Sequence[Message]:
        return [message_of(row) for row in await self._do.rows(HELD_OF, person=person)]

    async def moving_in(self, room: RoomId) -> Sequence[Message]:
        return [message_of(row) for row in await self._do.rows(MOVING_IN, room=room)]

    async def latest_of(self, person: PersonId, since: datetime, limit: int) -> Sequence[Message]:
        rows = await self._do.rows(LATEST_OF, person=person, since=since, most=limit)
        return [message_of(row) for row in rows]

    async def latest(self, room: RoomId, by: PersonId, since: datetime, limit: int) -> Sequence[Message]:
        rows = await self._do.rows(LATEST, room=room, person=by, since=since, most=limit)
        return [message_of(row) for row in reversed(rows)]

    async def queued_in(self, room: RoomId) -> Sequence[Message]:
        return [message_of(row) for row in await self._do.rows(QUEUED_IN, room=room)]

    async def history(self, conversation: ConversationId, limit: int = 1000) -> Sequence[Message]:
        """The newest `limit`, the oldest of them first."""
        rows = await self._do.rows(HISTORY, of=conversation, most=limit)
        return [message_of(row) for row in reversed(rows)]

    def save(self, before: Message, after: Message) -> None:
        """What was said, by which person and when, never changes here (but by `revise`)."""
        self._do.swap(
            SAVE,
            message=before.id,
            was_state=before.state,
            was_version=before.version,
            version=after.version,
            reason=after.reason,
            now_read=after.is_read,
            sent_at=after.sent_at,
            **_where_it_goes(after),
        )

    def revise(self, before: Message, after: Message, at: datetime | None) -> None:
        self._do.swap(
            REVISE,
            message=before.id,
            was_state=before.state,
            was_version=before.version,
            version=after.version,
            kind=after.kind,
            text=after.text,
            entities=[dict(entity) for entity in after.entities],
            file=after.file,
            details=dict(after.details),
        )
        if at is not None:
            kept = {"kind": before.kind, "text": before.text, "file": before.file}
            entities = [dict(entity) for entity in before.entities]
            self._do.write(KEEP, message_id=before.id, entities=entities, until=at, **kept)

    async def revisions(self, messages: Sequence[MessageId]) -> Mapping[MessageId, Sequence[Revision]]:
        found: dict[MessageId, list[Revision]] = {}
        for row in await self._do.rows(REVISIONS, messages=list(messages)) if messages else ():
            revision = Revision(
                kind=MessageKind(row.kind),
                text=row.text,
                entities=tuple(row.entities),
                file=row.file,
                until=row.until,
            )
            found.setdefault(MessageId(row.message_id), []).append(revision)
        return found

    def watch(self, message: MessageId, *, eyes: bool) -> None:
        self._do.write(EYES, message=message, eyes=eyes)

    def read(self, room: RoomId, by: PersonId, at: datetime) -> None:
        self._do.write(READ, room=room, reader=by, until=at)
