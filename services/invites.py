"""Links that make a therapist: the only way in, because a bot cannot write to anybody first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from domain.people import Person, Therapist
from services.ports import Chance, Clock, UnitOfWork

PREFIX = "inv_"
"""Before the token in a start link; no therapist's code begins so."""


@dataclass(frozen=True, slots=True)
class MakeInvite:
    """Answers the token, which is kept nowhere: only its hash is. `life` is how long it may be used."""

    clock: Clock
    chance: Chance
    life: timedelta

    async def __call__(self, unit: UnitOfWork, therapist: Therapist) -> str:
        token = self.chance.token()
        unit.invites.add(therapist.id, _hash(token), self.clock.now() + self.life)
        return token


@dataclass(frozen=True, slots=True)
class Redeemed:
    therapist: Therapist


class InviteProblem(StrEnum):
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    ALREADY_THERAPIST = "already_therapist"
    """The one who presses is one already: this very one, or another."""
    TAKEN = "taken"
    """Somebody else has become this therapist by another link."""


@dataclass(frozen=True, slots=True)
class RedeemInvite:
    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, token: str) -> Redeemed | InviteProblem:
        now = self.clock.now()
        token = token.removeprefix(PREFIX)
        found = await unit.invites.find(_hash(token))
        if found is None:
            return InviteProblem.UNKNOWN
        therapist_id, expires_at, used_at = found
        therapist = await unit.therapists.get(therapist_id)
        present = await unit.people.get(person.id)
        if therapist is None or present is None:
            return InviteProblem.UNKNOWN
        if present.therapist == therapist.id:
            return InviteProblem.ALREADY_THERAPIST
        if used_at is not None:
            return InviteProblem.USED
        if expires_at <= now:
            return InviteProblem.EXPIRED
        if present.therapist is not None:
            return InviteProblem.ALREADY_THERAPIST
        if therapist.person is not None:
            return InviteProblem.TAKEN
        unit.invites.use(_hash(token), present.id, now)
        linked = replace(therapist, person=present.id)
        unit.therapists.save(linked)
        unit.people.save(replace(present, therapist=therapist.id))
        unit.events.add(f"therapists.{therapist.id}", "therapist_joined", {"therapist": therapist.id}, now)
        return Redeemed(linked)


def _hash(token: str) -> str:
    """Plain SHA-256 is enough: a token is 128 random bits, there is no guessing it from the hash."""
    return hashlib.sha256(token.encode()).hexdigest()
