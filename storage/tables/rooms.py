"""Rooms, the messages written in them, and where those stand in people's chats."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Instant, Json, metadata, own_id, partial_index, refers

rooms = Table(
    "rooms",
    metadata,
    own_id(),
    refers("customer_id", "people.id"),
    refers("therapist_id", "therapists.id"),
    refers("therapist_person", "people.id"),
    Column("generation", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("ended_at", Instant),
    Column("reason", Text),
    Column("extensions_left", Integer, nullable=False, server_default="0"),
    Column("extended_until", Instant),
    Column("frozen_at", Instant),
    Column("probe", Boolean, nullable=False),
    UniqueConstraint("customer_id", "therapist_id", "generation"),
    Index("ix_rooms_customer", "customer_id", "changed_at"),
    Index("ix_rooms_therapist_person", "therapist_person", "changed_at"),
    Index("ix_rooms_status", "status", "expires_at"),
    sqlite_autoincrement=True,
)
_LIVE_STATUS = text("status IN ('pending', 'open')")
partial_index(
    "uq_rooms_live_pair", rooms.c.customer_id, rooms.c.therapist_id, unique=True, where=_LIVE_STATUS
)

# `live` follows the room's status (the unique index below cannot look into another table), so that no booking
# ever has two live rooms.
room_bookings = Table(
    "room_bookings",
    metadata,
    own_id(),
    refers("room_id", "rooms.id"),
    refers("booking_id", "bookings.id", index=True),
    Column("live", Boolean, nullable=False),
    UniqueConstraint("room_id", "booking_id"),
    sqlite_autoincrement=True,
)
_LIVE = text("live")
partial_index("uq_room_bookings_live", room_bookings.c.booking_id, unique=True, where=_LIVE)

messages = Table(
    "messages",
    metadata,
    own_id(),
    Column("sender_role", Text, nullable=False),
    Column("sender_id", BigInteger, nullable=False),
    Column("sender_name", Text, nullable=False),
    refers("sender_person", "people.id"),
    Column("source", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("file", Text, nullable=False),
    Column("details", Json, nullable=False, server_default="{}"),
    Column("album", Text, nullable=False, server_default=""),
    # Another message's id; SQLite cannot add a column that refers.
    Column("lead_id", BigInteger),
    Column("reply_to", BigInteger),
    Column("created_at", Instant, nullable=False),
    refers("room_id", "rooms.id", nullable=True),
    Column("conversation", Text),
    Column("receiver_role", Text),
    Column("receiver_id", BigInteger),
    Column("receiver_name", Text),
    refers("receiver_person", "people.id", nullable=True),
    refers("booking_id", "bookings.id", nullable=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("is_read", Boolean, nullable=False),
    Column("sent_at", Instant),
    Column("eyes", Boolean, nullable=False, server_default=text("false")),
    Column("probe", Boolean, nullable=False),
    # One message in a chat never becomes two of ours.
    UniqueConstraint("sender_person", "source"),
    Index("ix_messages_conversation", "conversation", "id"),
    Index("ix_messages_room", "room_id"),
    sqlite_autoincrement=True,
)
_HELD = text("state = 'held'")
partial_index("ix_messages_held", messages.c.sender_person, messages.c.id, where=_HELD)
_ALBUM = text("album <> ''")
partial_index("ix_messages_album", messages.c.sender_person, messages.c.album, where=_ALBUM)
_UNCERTAIN = text("state = 'uncertain'")
partial_index("ix_messages_uncertain", messages.c.id, where=_UNCERTAIN)

partial_index(
    "ix_messages_unread",
    messages.c.room_id,
    messages.c.receiver_person,
    where=text("state = 'sent' AND NOT is_read"),
)

# What a message said before its writer edited it, until then; as long as the message is kept.
revisions = Table(
    "revisions",
    metadata,
    own_id(),
    refers("message_id", "messages.id", index=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("file", Text, nullable=False),
    Column("until", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# What each of the two has set under a message (of an album the first part), the latest only.
reactions = Table(
    "reactions",
    metadata,
    Column("message_id", BigInteger, ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("emojis", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

links = Table(
    "links",
    metadata,
    own_id(),
    refers("person_id", "people.id"),
    Column("chat_message", BigInteger, nullable=False),
    refers("room_id", "rooms.id"),
    refers("message_id", "messages.id", nullable=True, index=True),
    Column("shown_at", Instant, nullable=False),
    # The topic it stands in; none: the main chat.
    Column("thread", BigInteger),
    UniqueConstraint("person_id", "chat_message"),
    Index("ix_links_shown", "person_id", "shown_at"),
    sqlite_autoincrement=True,
)

# A room's topic in one person's chat. One that was lost stays: what is written there is still for that room.
topics = Table(
    "topics",
    metadata,
    own_id(),
    refers("person_id", "people.id"),
    Column("thread", BigInteger, nullable=False),
    refers("room_id", "rooms.id"),
    # A digest of what it is called, so that it is renamed when that changes.
    Column("title", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("lost_at", Instant),
    UniqueConstraint("person_id", "thread"),
    Index("ix_topics_room", "room_id", "person_id"),
    sqlite_autoincrement=True,
)

# Who wants nothing more to do with whom; kept until taken back. The room is where they met.
blocks = Table(
    "blocks",
    metadata,
    Column("blocker", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("blocked", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    refers("room_id", "rooms.id"),
    Column("at", Instant, nullable=False),
    Index("ix_blocks_blocked", "blocked"),
)
