"""The waitlist, and the freed times that were offered to those on it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, Table, Text, text

from storage.columns import Instant, Json, metadata, own_id, partial_index, refers

waits = Table(
    "waits",
    metadata,
    own_id(),
    refers("customer_id", "people.id"),
    # What makes a wish the same: nobody stands in line twice for it.
    Column("wish_key", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("service_name", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place_kind", Text, nullable=False),
    Column("place_address", Text, nullable=False),
    Column("place_district", Text, nullable=False),
    Column("place_room", Text, nullable=False),
    Column("place_latitude", Float),
    Column("place_longitude", Float),
    Column("wish_therapist", BigInteger),
    Column("wish_gender", Text),
    # Days of the studio, as ISO has them.
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("notes", Text, nullable=False),
    # Starts that did not suit: epoch seconds, in order.
    Column("seen", Json, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_waits_customer", "customer_id", "status"),
    sqlite_autoincrement=True,
)
partial_index("ix_waits_line", waits.c.joined_at, waits.c.id, where=text("status = 'waiting'"))
partial_index(
    "uq_waits_wish",
    waits.c.customer_id,
    waits.c.wish_key,
    unique=True,
    where=text("status IN ('waiting', 'paused')"),
)

wait_offers = Table(
    "wait_offers",
    metadata,
    own_id(),
    refers("wait_id", "waits.id", index=True),
    refers("customer_id", "people.id"),
    refers("therapist_id", "therapists.id"),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("answer_by", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_wait_offers_customer", "customer_id"),
    sqlite_autoincrement=True,
)
# Nobody is offered two times at once.
partial_index("uq_wait_offers_open", wait_offers.c.customer_id, unique=True, where=text("status = 'open'"))
