"""The live feed as it is kept: facts in the order in which all followers see them, and who may follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType, Protocol

from domain.feed import Cursor, Scope

TokenId = NewType("TokenId", int)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that has happened, as one channel tells it."""

    cursor: Cursor
    channel: str
    kind: str
    payload: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedToken:
    """The secret itself is kept nowhere: only `digest`."""

    id: TokenId
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Facts(Protocol):
    """What may still be overtaken by somebody who has not committed yet is not shown."""

    async def after(self, cursor: Cursor, limit: int) -> Sequence[Fact]: ...

    async def on(self, channel: str, after: Cursor, until: Cursor, limit: int) -> Sequence[Fact]:
        """Of one channel, beyond `after`, up to and with `until`."""
        ...

    async def newest(self) -> Cursor: ...

    async def oldest(self) -> Cursor:
        """Of those that are kept; whoever was away longer has missed something."""
        ...


class FeedTokens(Protocol):
    async def add(self, token: FeedToken, digest: str) -> FeedToken:
        """`token.id` is ignored; the answer carries the new one."""
        ...

    async def find(self, digest: str) -> FeedToken | None: ...

    async def all(self) -> Sequence[FeedToken]: ...

    async def revoke(self, token: TokenId, at: datetime) -> bool:
        """False where there is none, or none any more."""
        ...

    def used(self, token: TokenId, at: datetime) -> None: ...
