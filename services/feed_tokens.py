"""Who may follow the live feed: tokens that operators make, shown once and kept as a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.feed import Scope
from services.feed import FeedToken, TokenId
from services.ports import Chance, Clock, UnitOfWork

PREFIX = "rl_feed_"
"""So that one that was published by mistake can be found."""
USED_AGAIN = timedelta(minutes=1)
"""How exactly it is known when one was last used."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MakeFeedToken:
    clock: Clock
    chance: Chance

    async def __call__(
        self, unit: UnitOfWork, name: str, scope: Scope, life: timedelta | None
    ) -> tuple[FeedToken, str]:
        """The token, and its secret: nobody can be told it again."""
        now, secret = self.clock.now(), f"{PREFIX}{self.chance.token()}"
        made = FeedToken(
            id=TokenId(0),
            name=name,
            scope=scope,
            created_at=now,
            expires_at=now + life if life is not None else None,
        )
        return await unit.feed_tokens.add(made, digest(secret)), secret


@dataclass(frozen=True, slots=True)
class RevokeFeedToken:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, token: TokenId) -> bool:
        return await unit.feed_tokens.revoke(token, self.clock.now())


async def list_tokens(unit: UnitOfWork) -> Sequence[FeedToken]:
    return await unit.feed_tokens.all()


@dataclass(frozen=True, slots=True)
class FindFeedToken:
    """By its secret; None for whatever is wrong with it."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, secret: str) -> FeedToken | None:
        found = await unit.feed_tokens.find(digest(secret))
        return found if found is not None and found.holds(self.clock.now()) else None


async def note_used(unit: UnitOfWork, token: FeedToken, now: datetime) -> None:
    if token.used_at is None or now - token.used_at > USED_AGAIN:
        unit.feed_tokens.used(token.id, now)
