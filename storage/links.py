"""Message links: which messages in people's chats belong to which room and message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, text, union_all

from domain.ids import MessageId, PersonId, RoomId
from domain.message import Link
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import links as t
from storage.tables import outbox

_mine = t.c.person_id == bindparam("person")

ADD = Query(
    "links.add",
    "A chat's message belongs to a room; a card shown again is shown later.",
    upsert(t, ["person_id", "chat_message"]),
)
FIND = Query(
    "links.find",
    "What a message in a person's chat belongs to.",
    select(t).where(_mine, t.c.chat_message == bindparam("chat")),
)
IN_CHAT = Query(
    "links.in_chat",
    "Where a message, or its copy, stands in a person's chat.",
    select(t.c.chat_message)
    .where(_mine, t.c.message_id == bindparam("message"))
    .order_by(t.c.id.desc())
    .limit(1),
)
IN_MAIN_CHAT = Query(
    "links.in_main_chat",
    "The same, in no topic.",
    select(t.c.chat_message)
    .where(_mine, t.c.message_id == bindparam("message"), t.c.thread.is_(None))
    .order_by(t.c.id.desc())
    .limit(1),
)
PLACES = Query(
    "links.places",
    "Where a message, or its copies, stand in a person's chat, the oldest first.",
    select(t.c.chat_message).where(_mine, t.c.message_id == bindparam("message")).order_by(t.c.id),
)
ANCHOR = Query(
    "links.anchor",
    "The newest notice about a room in a person's main chat.",
    select(t.c.chat_message)
    .where(_mine, t.c.room_id == bindparam("room"), t.c.message_id.is_(None), t.c.thread.is_(None))
    .order_by(t.c.shown_at.desc(), t.c.id.desc())
    .limit(1),
)
_shown = union_all(
    select(t.c.room_id, t.c.shown_at.label("at")).where(_mine, t.c.shown_at >= bindparam("since")),
    # What has left and was not answered may stand in the chat and have been read there. One query for each
    # state, in the words of its partial index.
    *(
        select(outbox.c.room_id, outbox.c.changed_at.label("at")).where(
            outbox.c.person_id == bindparam("person"),
            outbox.c.room_id.is_not(None),
            outbox.c.changed_at >= bindparam("since"),
            text(left),
        )
        for left in ("state = 'sending'", "state = 'uncertain'")
    ),
).subquery("shown")
SHOWN_SINCE = Query(
    "links.shown_since",
    "The rooms that have shown anything in a person's chat since then, or may have; the latest first.",
    select(_shown.c.room_id)
    .group_by(_shown.c.room_id)
    .order_by(func.max(_shown.c.at).desc(), _shown.c.room_id.desc()),
)


class SqlLinks:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def add(self, link: Link) -> None:
        self._do.write(
            ADD,
            person_id=link.person,
            chat_message=link.chat_message,
            room_id=link.room,
            message_id=link.message,
            shown_at=link.shown_at,
            thread=link.thread,
        )

    async def find(self, person: PersonId, chat_message: int) -> Link | None:
        row = await self._do.row(FIND, person=person, chat=chat_message)
        if row is None:
            return None
        return Link(row.person_id, row.chat_message, row.room_id, row.message_id, row.shown_at, row.thread)

    async def in_chat(self, person: PersonId, message: MessageId, *, main: bool = False) -> int | None:
        row = await self._do.row(IN_MAIN_CHAT if main else IN_CHAT, person=person, message=message)
        return row.chat_message if row else None

    async def places(self, person: PersonId, message: MessageId) -> Sequence[int]:
        return [row.chat_message for row in await self._do.rows(PLACES, person=person, message=message)]

    async def anchor(self, person: PersonId, room: RoomId) -> int | None:
        row = await self._do.row(ANCHOR, person=person, room=room)
        return row.chat_message if row else None

    async def shown_since(self, person: PersonId, since: datetime) -> Sequence[RoomId]:
        return [RoomId(row.room_id) for row in await self._do.rows(SHOWN_SINCE, person=person, since=since)]
