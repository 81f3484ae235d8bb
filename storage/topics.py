"""Rooms' topics in people's chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from domain.ids import PersonId, RoomId
from domain.topic import Topic
from storage.columns import Instant
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import topics as t

_mine = t.c.person_id == bindparam("person")
_that = (t.c.person_id == bindparam("of_person"), t.c.thread == bindparam("of_thread"))

ADD = Query("topics.add", "A room has a topic in a chat.", upsert(t, ["person_id", "thread"]))
AT = Query(
    "topics.at", "Whose room's a topic is.", select(t).where(_mine, t.c.thread == bindparam("of_thread"))
)
OF = Query(
    "topics.of",
    "A room's topics in a person's chat, the latest first.",
    select(t).where(_mine, t.c.room_id == bindparam("room")).order_by(t.c.id.desc()),
)
USED_BY = Query(
    "topics.used_by",
    "Whether any room has a topic in a person's chat.",
    select(t.c.id).where(_mine, t.c.lost_at.is_(None)).limit(1),
)
LOSE = Query(
    "topics.lose",
    "The chat has it no more.",
    update(t).where(*_that).values(lost_at=bindparam("lost", type_=Instant())),
)
ENTITLE = Query(
    "topics.entitle", "It is called otherwise.", update(t).where(*_that).values(title=bindparam("called"))
)


class SqlTopics:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def add(self, topic: Topic) -> None:
        self._do.write(
            ADD,
            person_id=topic.person,
            thread=topic.thread,
            room_id=topic.room,
            title=topic.title,
            made_at=topic.made_at,
            lost_at=topic.lost_at,
        )

    async def at(self, person: PersonId, thread: int) -> Topic | None:
        row = await self._do.row(AT, person=person, of_thread=thread)
        return _topic(row) if row else None

    async def of(self, person: PersonId, room: RoomId) -> Sequence[Topic]:
        return [_topic(row) for row in await self._do.rows(OF, person=person, room=room)]

    async def used_by(self, person: PersonId) -> bool:
        return await self._do.row(USED_BY, person=person) is not None

    def lose(self, topic: Topic, at: datetime) -> None:
        self._do.write(LOSE, of_person=topic.person, of_thread=topic.thread, lost=at)

    def entitle(self, topic: Topic, title: str) -> None:
        self._do.write(ENTITLE, of_person=topic.person, of_thread=topic.thread, called=title)


def _topic(row: Any) -> Topic:
    return Topic(
        person=PersonId(row.person_id),
        thread=row.thread,
        room=RoomId(row.room_id),
        title=row.title,
        made_at=row.made_at,
        lost_at=row.lost_at,
    )
