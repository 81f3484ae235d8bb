"""The live feed, wired: what stands behind its address, and what operators do about its tokens."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from app.desk import BadErrand
from domain.feed import FAMILIES, Cursor, Scope, is_grant
from domain.ids import MessageId
from services.feed import Fact, FeedToken, TokenId
from services.feed_hub import FeedHub
from services.feed_tokens import FindFeedToken, MakeFeedToken, RevokeFeedToken, list_tokens, note_used
from services.notices import instant
from services.ports import Chance, Clock, UnitOfWork, Units

WITH_WORDS = {"message_accepted", "edited"}
"""Kinds whose words are told to those who may read them."""


@dataclass(frozen=True, slots=True)
class Followed:
    """Implements `web.feed.Feed`."""

    units: Units
    clock: Clock
    hub: FeedHub

    async def admits(self, secret: str) -> FeedToken | None:
        find = FindFeedToken(self.clock)
        token = await self.units.look(partial(find, secret=secret)) if secret else None
        if token is not None:
            await self._note(token)
        return token

    async def _note(self, token: FeedToken) -> None:
        async def work(unit: UnitOfWork) -> None:
            await note_used(unit, token, self.clock.now())

        await self.units.run(work)

    async def has_gap(self, after: Cursor) -> bool:
        return await self.hub.has_gap(after)

    def follow(self, channel: str, after: Cursor | None) -> AsyncGenerator[Fact, None]:
        return self.hub.follow(channel, after)

    async def told(self, fact: Fact, token: FeedToken) -> Mapping[str, Any]:
        if not token.scope.bodies or fact.kind not in WITH_WORDS:
            return fact.payload

        async def words(unit: UnitOfWork) -> str | None:
            message = await unit.messages.get(MessageId(fact.payload["message"]))
            return message.text if message is not None else None

        return {**fact.payload, "text": await self.units.look(words)}


@dataclass(frozen=True, slots=True)
class FeedDesk:
    units: Units
    clock: Clock
    chance: Chance

    @property
    def errands(self) -> Mapping[tuple[str, str], Any]:
        return {
            ("GET", "/tokens"): self.list,
            ("POST", "/tokens"): self.make,
            ("POST", "/tokens/revoke"): self.revoke,
        }

    async def list(self, body: Any) -> Any:
        now = self.clock.now()
        return {"tokens": [_shown(one, one.holds(now)) for one in await self.units.look(list_tokens)]}

    async def make(self, body: Any) -> Any:
        """`{"name", "channels", "therapists", "bodies", "days"}`; `therapists` are the roster's codes."""
        name = str(body.get("name", "")).strip()
        if not name:
            raise BadErrand("A token needs a name: who or what will follow with it.")
        life = timedelta(days=body["days"]) if body.get("days") else None
        make = MakeFeedToken(self.clock, self.chance)

        async def work(unit: UnitOfWork) -> tuple[FeedToken, str]:
            scope = Scope(tuple(await self._channels(unit, body)), bool(body.get("bodies")))
            return await make(unit, name, scope, life)

        token, secret = await self.units.run(work)
        return {"secret": secret, **_shown(token, True)}

    async def _channels(self, unit: UnitOfWork, body: Any) -> Sequence[str]:
        channels = [str(one) for one in body.get("channels", ())]
        for one in channels:
            if not is_grant(one):
                raise BadErrand(f"{one!r} is no channel; {_ALLOWED}.")
        for code in body.get("therapists", ()):
            therapist = await unit.therapists.by_code(str(code))
            if therapist is None:
                raise BadErrand(
                    f"No therapist has the code {code!r}; the roster has it, as `import` read it."
                )
            channels += [f"bookings.{therapist.id}", f"therapists.{therapist.id}"]
        if not channels:
            raise BadErrand(f"A token needs at least one channel; {_ALLOWED}.")
        return list(dict.fromkeys(channels))

    async def revoke(self, body: Any) -> Any:
        """`{"id"}`."""
        gone = partial(RevokeFeedToken(self.clock), token=TokenId(int(body["id"])))
        return {"revoked": await self.units.run(gone)}


_ALLOWED = (
    "allowed are bookings.3, therapists.3, chat_rooms.1_3, messages.customer_1_therapist_3, a whole family ("
    + ", ".join(f"{family}.*" for family in FAMILIES)
    + ") and all"
)


def _shown(token: FeedToken, holds: bool) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "channels": list(token.scope.channels),
        "bodies": token.scope.bodies,
        "created_at": instant(token.created_at),
        "expires_at": instant(token.expires_at),
        "revoked_at": instant(token.revoked_at),
        "used_at": instant(token.used_at),
        "holds": holds,
    }
