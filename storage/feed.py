"""Facts in the order in which all who follow see them, and the tokens of those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Executable,
    Row,
    Select,
    bindparam,
    insert,
    literal_column,
    select,
    tuple_,
    update,
)

from domain.feed import EVERYTHING, Cursor, Scope
from services.feed import Fact, FeedToken, TokenId
from storage.query import Query
from storage.statements import Statements
from storage.tables import events as e
from storage.tables import feed_tokens as t

_place = tuple_(e.c.txid, e.c.id)
_beyond = _place > tuple_(bindparam("after_unit"), bindparam("after"))
_until = _place <= tuple_(bindparam("until_unit"), bindparam("until"))
_unsettled = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger)
"""What is of the oldest transaction that has not ended yet, or of a later one, may still be overtaken."""


def _settled(statement: Select[Any]) -> Mapping[str, Executable]:
    """Where one writes alone, all is settled."""
    return {"sqlite": statement, "postgresql": statement.where(e.c.txid < _unsettled)}


_in_order = select(e).order_by(e.c.txid, e.c.id).limit(bindparam("most"))
AFTER = Query("feed.after", "What has happened since.", _settled(_in_order.where(_beyond)))
ALL_BETWEEN = Query(
    "feed.all_between", "What somebody missed of everything.", _in_order.where(_beyond, _until)
)
ON = Query(
    "feed.on",
    "What somebody missed of one channel.",
    _in_order.where(e.c.channel == bindparam("on_channel"), _beyond, _until),
)
NEWEST = Query(
    "feed.newest",
    "The newest that nothing can overtake.",
    _settled(select(e.c.txid, e.c.id).order_by(e.c.txid.desc(), e.c.id.desc()).limit(1)),
)
OLDEST = Query(
    "feed.oldest", "The oldest that is kept.", select(e.c.txid, e.c.id).order_by(e.c.txid, e.c.id).limit(1)
)

ADD = Query("feed_tokens.add", "Somebody may follow.", insert(t).returning(t.c.id))
FIND = Query("feed_tokens.find", "By its digest.", select(t).where(t.c.digest == bindparam("of_digest")))
ALL = Query("feed_tokens.all", "Everybody who may or might.", select(t).order_by(t.c.id))
REVOKE = Query(
    "feed_tokens.revoke",
    "Not any more.",
    update(t)
    .where(t.c.id == bindparam("token"), t.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at")),
)
USED = Query(
    "feed_tokens.used",
    "Somebody has followed with it.",
    update(t).where(t.c.id == bindparam("token")).values(used_at=bindparam("at")),
)


def _fact(row: Row[Any]) -> Fact:
    return Fact(Cursor(row.txid, row.id), row.channel, row.kind, row.payload, row.at)


def _cursor(row: Row[Any] | None) -> Cursor:
    return Cursor(row.txid, row.id) if row else Cursor(0, 0)


def _token(row: Row[Any]) -> FeedToken:
    return FeedToken(
        id=TokenId(row.id),
        name=row.name,
        scope=Scope(tuple(row.channels), row.bodies),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )


class SqlFacts:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def after(self, cursor: Cursor, limit: int) -> Sequence[Fact]:
        rows = await self._do.rows(AFTER, after_unit=cursor.unit, after=cursor.id, most=limit)
        return [_fact(row) for row in rows]

    async def on(self, channel: str, after: Cursor, until: Cursor, limit: int) -> Sequence[Fact]:
        between = {"after_unit": after.unit, "after": after.id, "until_unit": until.unit, "until": until.id}
        if channel == EVERYTHING:
            rows = await self._do.rows(ALL_BETWEEN, **between, most=limit)
        else:
            rows = await self._do.rows(ON, **between, on_channel=channel, most=limit)
        return [_fact(row) for row in rows]

    async def newest(self) -> Cursor:
        return _cursor(await self._do.row(NEWEST))

    async def oldest(self) -> Cursor:
        return _cursor(await self._do.row(OLDEST))


class SqlFeedTokens:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def add(self, token: FeedToken, digest: str) -> FeedToken:
        made = await self._do.execute(
            ADD,
            name=token.name,
            digest=digest,
            channels=list(token.scope.channels),
            bodies=token.scope.bodies,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
        return FeedToken(
            id=TokenId(made.scalar_one()),
            name=token.name,
            scope=token.scope,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )

    async def find(self, digest: str) -> FeedToken | None:
        row = await self._do.row(FIND, of_digest=digest)
        return _token(row) if row else None

    async def all(self) -> Sequence[FeedToken]:
        return [_token(row) for row in await self._do.rows(ALL)]

    async def revoke(self, token: TokenId, at: datetime) -> bool:
        return (await self._do.execute(REVOKE, token=token, at=at)).rowcount > 0

    def used(self, token: TokenId, at: datetime) -> None:
        self._do.write(USED, token=token, at=at)
