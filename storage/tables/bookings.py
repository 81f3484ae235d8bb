"""Bookings, whose time they hold, and who was asked."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    false,
    text,
)

from storage.columns import Instant, metadata, own_id, partial_index, refers

bookings = Table(
    "bookings",
    metadata,
    own_id(),
    Column("reference", Text, nullable=False, unique=True),
    # The draft's: three taps on Send request are one booking.
    Column("token", Text, nullable=False, unique=True),
    refers("customer_id", "people.id"),
    refers("therapist_id", "therapists.id", nullable=True, index=True),
    # No foreign key: a booking outlives the catalogue it was made from.
    Column("service", Text, nullable=False),
    Column("service_name", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("place_kind", Text, nullable=False),
    Column("place_address", Text, nullable=False),
    Column("place_district", Text, nullable=False),
    Column("place_room", Text, nullable=False),
    Column("place_latitude", Float),
    Column("place_longitude", Float),
    Column("wish_therapist", BigInteger),
    Column("wish_gender", Text),
    Column("mode", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("cancelled_by", Text, nullable=False),
    Column("probe", Boolean, nullable=False),
    Column("arrived_at", Instant),
    Column("finished_at", Instant),
    Column("cancelled_late", Boolean, nullable=False, server_default=false()),
    # With any therapist: what nobody's price may exceed.
    Column("most_minor", BigInteger),
    # When anything of it was last saved; calendars are told. Empty for one older than this column.
    Column("changed_at", Instant),
    # Who did not come: customer or therapist.
    Column("no_show", Text, nullable=False, server_default=text("''")),
    Index("ix_bookings_therapist_starts", "therapist_id", "starts_at"),
    Index("ix_bookings_customer_status", "customer_id", "status"),
    Index("ix_bookings_status", "status", "starts_at"),
    sqlite_autoincrement=True,
)

# In whole seconds, and with two sides: the treatment with its turn-around (`starts_at`, `ends_at`), and the
# treatment with the way to it (`before_…`). What keeps two of one resource from overlapping on either side is
# the engine's own guard (triggers on SQLite, EXCLUDE on PostgreSQL), made by the migration;
# `storage.selfcheck` proves it.
occupancy = Table(
    "occupancy",
    metadata,
    own_id(),
    # None: time kept for somebody who has no booking yet.
    refers("booking_id", "bookings.id", nullable=True, index=True),
    # The therapist's id. No foreign key: a room or a table could be held the same way.
    Column("resource", BigInteger, nullable=False),
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("before_starts_at", BigInteger, nullable=False),
    Column("before_ends_at", BigInteger, nullable=False),
    # Empty for the booking's own time; otherwise what it is kept for, such as `proposal:17`.
    Column("hold", Text, nullable=False),
    Column("expires_at", Instant),
    CheckConstraint("ends_at > starts_at", name="not_empty"),
    CheckConstraint("before_ends_at > before_starts_at", name="before_not_empty"),
    CheckConstraint("before_starts_at <= starts_at AND before_ends_at <= ends_at", name="before_first"),
    # The end first: nearly all rows of a resource lie in the past, and the end tells.
    Index("ix_occupancy_resource", "resource", "ends_at", "starts_at"),
    Index("ix_occupancy_before", "resource", "before_ends_at", "before_starts_at"),
    sqlite_autoincrement=True,
)
partial_index("ix_occupancy_hold", occupancy.c.hold, where=text("hold != ''"))

offers = Table(
    "offers",
    metadata,
    own_id(),
    refers("booking_id", "bookings.id", index=True),
    refers("therapist_id", "therapists.id"),
    refers("room_id", "rooms.id", nullable=True),
    Column("turn", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("answer_by", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("broadcast", Boolean, nullable=False, server_default=false()),
    sqlite_autoincrement=True,
)
_OPEN = text("status = 'open'")
partial_index("uq_offers_open", offers.c.booking_id, offers.c.therapist_id, unique=True, where=_OPEN)

proposals = Table(
    "proposals",
    metadata,
    own_id(),
    refers("booking_id", "bookings.id", index=True),
    refers("therapist_id", "therapists.id"),
    refers("offer_id", "offers.id", nullable=True),
    Column("by", Text, nullable=False),
    Column("was_from", Instant, nullable=False),
    Column("was_until", Instant, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("status", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("answer_by", Instant, nullable=False),
    Column("booking_version", Integer, nullable=False),
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)
partial_index("uq_proposals_open", proposals.c.booking_id, unique=True, where=_OPEN)

# Who moved what, when and why: every change of a status, of bookings (`booking`), rooms (`room`), offers
# (`offer`) and proposals (`proposal`) alike.
changes = Table(
    "changes",
    metadata,
    own_id(),
    Column("thing", Text, nullable=False),
    Column("thing_id", BigInteger, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    Index("ix_changes_thing", "thing", "thing_id"),
    sqlite_autoincrement=True,
)

ratings = Table(
    "ratings",
    metadata,
    Column("booking_id", BigInteger, ForeignKey("bookings.id"), primary_key=True, autoincrement=False),
    # The therapist's whose visit it was, also if the roster changes hands: their mean is made of these.
    refers("therapist_id", "therapists.id", index=True),
    refers("customer_id", "people.id"),
    Column("stars", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    Column("rated_at", Instant, nullable=False),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
)
