"""Who takes part: persons, the roster, hours, invites; and what is on offer."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Instant, Json, metadata, own_id, refers

people = Table(
    "people",
    metadata,
    own_id(),
    Column("chat_kind", Text, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("operator", Boolean, nullable=False),
    # No foreign key: therapists.person_id has one, and two tables cannot be made each before the other.
    Column("therapist_id", BigInteger),
    Column("reachable", Boolean, nullable=False),
    Column("probe", Boolean, nullable=False),
    Column("started_at", Instant),
    # Minutes of the studio's day; both or neither.
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    UniqueConstraint("chat_kind", "chat_id"),
    sqlite_autoincrement=True,
)

therapists = Table(
    "therapists",
    metadata,
    own_id(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("gender", Text),
    Column("person_id", BigInteger, ForeignKey("people.id"), unique=True),
    Column("services", Json, nullable=False),
    Column("districts", Json, nullable=False),
    Column("home_district", Text, nullable=False),
    Column("rating", Float),
    Column("readiness", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("probe", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# One row per therapist: hours are read and written whole, and only in the domain do they mean anything.
schedules = Table(
    "schedules",
    metadata,
    Column("therapist_id", BigInteger, ForeignKey("therapists.id"), primary_key=True, autoincrement=False),
    Column("zone", Text, nullable=False),
    Column("weekly", Json, nullable=False),
    Column("exceptions", Json, nullable=False),
    Column("time_off", Json, nullable=False),
    Column("imported", Json),
)

invites = Table(
    "invites",
    metadata,
    Column("token_hash", Text, primary_key=True),
    refers("therapist_id", "therapists.id", index=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    refers("used_by", "people.id", nullable=True),
)

# One for each therapist: whoever knows the address behind it reads her calendar.
calendar_links = Table(
    "calendar_links",
    metadata,
    Column("therapist_id", BigInteger, ForeignKey("therapists.id"), primary_key=True, autoincrement=False),
    Column("nonce", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)

phrases = Table(
    "phrases",
    metadata,
    own_id(),
    refers("person_id", "people.id", index=True),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

services = Table(
    "services",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("choices", Json, nullable=False),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    # Minutes of its own after a treatment; without, the place's.
    Column("turn_studio", Integer),
    Column("turn_visit", Integer),
)

# A therapist's own durations and prices; for a service without, the catalogue's hold.
terms = Table(
    "terms",
    metadata,
    Column("therapist_id", BigInteger, ForeignKey("therapists.id"), primary_key=True, autoincrement=False),
    # No foreign key: what a therapist has set outlives a service that is taken out and put back.
    Column("service", Text, primary_key=True),
    Column("minutes", Integer, primary_key=True, autoincrement=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Index("ix_terms_service", "service", "therapist_id"),
)

districts = Table(
    "districts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
)
