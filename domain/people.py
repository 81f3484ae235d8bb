"""Who takes part. A person has an address in some chat; the words of a rule never see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, RoomId, TherapistId
from domain.quiet import QuietHours


class Role(StrEnum):
    CUSTOMER = "customer"
    THERAPIST = "therapist"
    OPERATOR = "operator"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Readiness(StrEnum):
    """What a therapist takes: anything, scheduled requests only, nothing."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person's chat is: the kind of chat and the id there (`telegram`, `1001`)."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: PersonId
    address: Address
    name: str
    language: str
    operator: bool = False
    therapist: TherapistId | None = None
    reachable: bool = True
    """False while the person has not started the bot, or has stopped it: what is due to them waits."""
    probe: bool = False
    """Made by `verify`: appears in no list, offer or figure, and is removed afterwards."""
    started_at: datetime | None = None
    quiet: QuietHours | None = None
    """When what comes makes no sound, but for today's visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Therapist:
    """One line of the roster. Becomes reachable when somebody redeems the invite."""

    id: TherapistId
    code: str
    """The roster's own short name (`maya`): unique, stable over imports, usable in `?start=`."""
    name: str
    gender: Gender | None = None
    person: PersonId | None = None
    services: frozenset[str] = frozenset()
    """Codes of services offered; empty means all."""
    districts: frozenset[str] = frozenset()
    """Districts served at home or in a hotel; empty means all."""
    home_district: str = ""
    rating: float | None = None
    """Mean of ratings, 1 to 5; None before the first."""
    readiness: Readiness = Readiness.AVAILABLE
    reachable: bool = True
    """The person's, as it is read: nobody is asked who has stopped the bot. Not saved with the therapist."""
    active: bool = True
    sample: bool = False
    """From the data for trying it out; said wherever it is shown."""
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """`by` wants nothing more to do with `whom`: the two are never brought together. They met in `room`."""

    by: PersonId
    whom: PersonId
    room: RoomId
    at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a conversation, as exports name it: `customer_123`, `therapist_7`."""

    role: Role
    id: int
    name: str

    @property
    def key(self) -> str:
        return f"{self.role}_{self.id}"
