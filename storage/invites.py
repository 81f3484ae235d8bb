"""Invite links, by the hash of their token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from domain.ids import PersonId, TherapistId
from storage.query import Query
from storage.statements import Statements
from storage.tables import invites as t

ADD = Query("invites.add", "A new link for a therapist.", insert(t))
FIND = Query("invites.find", "What a link is for.", select(t).where(t.c.token_hash == bindparam("hash")))
USE = Query(
    "invites.use",
    "The link is spent: only the first to come finds it unused.",
    update(t).where(t.c.token_hash == bindparam("hash"), t.c.used_at.is_(None)),
)
OPEN = Query(
    "invites.open_for",
    "Whether a therapist has a link that still works.",
    select(t.c.token_hash)
    .where(
        t.c.therapist_id == bindparam("therapist"),
        t.c.used_at.is_(None),
        t.c.expires_at > bindparam("now"),
    )
    .limit(1),
)


class SqlInvites:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    def add(self, therapist: TherapistId, token_hash: str, expires_at: datetime) -> None:
        self._do.write(
            ADD,
            therapist_id=therapist,
            token_hash=token_hash,
            expires_at=expires_at,
            used_at=None,
            used_by=None,
        )

    async def find(self, token_hash: str) -> tuple[TherapistId, datetime, datetime | None] | None:
        row = await self._do.row(FIND, hash=token_hash)
        return (TherapistId(row.therapist_id), row.expires_at, row.used_at) if row else None

    def use(self, token_hash: str, by: PersonId, at: datetime) -> None:
        self._do.swap(USE, hash=token_hash, used_by=by, used_at=at)

    async def open_for(self, therapist: TherapistId, now: datetime) -> bool:
        return await self._do.row(OPEN, therapist=therapist, now=now) is not None
