"""What moves the work along: journal, conversations, outbox and cards, deadlines, events, epochs."""

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

OF_ITS_TRANSACTION = text("(pg_current_xact_id()::text::bigint)")
"""For PostgreSQL, as `columns.partial_index` has its conditions."""

# Every update as it came, before anything could choke on it; unique per bot.
updates = Table(
    "updates",
    metadata,
    own_id("seq"),
    Column("source", Text, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("lane", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("retry_at", Instant),
    Column("error", Text, nullable=False),
    Column("ended_at", Instant),
    UniqueConstraint("source", "update_id"),
    sqlite_autoincrement=True,
)
_PENDING = text("state = 'pending'")
partial_index("ix_updates_pending", updates.c.lane, updates.c.seq, where=_PENDING)
_PARKED = text("state = 'parked'")
partial_index("ix_updates_parked", updates.c.seq, where=_PARKED)

conversations = Table(
    "conversations",
    metadata,
    Column("key", Text, primary_key=True),
    Column("state", Text),
    Column("data", Json, nullable=False),
    Column("at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    refers("person_id", "people.id", index=True),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("card", Text, nullable=False),
    Column("fresh", Boolean, nullable=False),
    refers("room_id", "rooms.id", nullable=True),
    Column("reply_to", BigInteger),
    refers("message_id", "messages.id", nullable=True, index=True),
    Column("priority", Integer, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    # The chat's wait: nothing goes there before then.
    Column("not_before", Instant),
    # The row's own: more may still be coming that goes along with it.
    Column("ripe_at", Instant),
    Column("error", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
_QUEUED = text("state = 'queued'")
partial_index("ix_outbox_queued", outbox.c.person_id, outbox.c.id, outbox.c.not_before, where=_QUEUED)
# One in flight per chat, whoever claims.
_SENDING = text("state = 'sending'")
partial_index("uq_outbox_sending", outbox.c.person_id, unique=True, where=_SENDING)
# One unsent version of a card: a newer one takes its place in line.
_QUEUED_CARD = text("state = 'queued' AND card <> ''")
partial_index("uq_outbox_card", outbox.c.person_id, outbox.c.card, unique=True, where=_QUEUED_CARD)
_SLOWED = text("state = 'slowed'")
partial_index("ix_outbox_slowed", outbox.c.not_before, where=_SLOWED)
_UNCERTAIN = text("state = 'uncertain'")
partial_index("ix_outbox_uncertain", outbox.c.person_id, outbox.c.changed_at, where=_UNCERTAIN)
_REFUSED = text("state = 'refused'")
partial_index("ix_outbox_refused", outbox.c.changed_at, where=_REFUSED)

cards = Table(
    "cards",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("chat_message", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

deadlines = Table(
    "deadlines",
    metadata,
    own_id(),
    Column("kind", Text, nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("valid_until", Instant),
    Column("state", Text, nullable=False),
    # 0 while nobody works on it.
    Column("epoch", BigInteger, nullable=False),
    # While somebody works on it: until when it is theirs. After a failure: not to be tried before.
    Column("leased_until", Instant),
    Column("tries", Integer, nullable=False),
    Column("error", Text, nullable=False),
    UniqueConstraint("kind", "subject"),
    sqlite_autoincrement=True,
)
_WAITING = text("state = 'waiting'")
partial_index("ix_deadlines_due", deadlines.c.due_at, where=_WAITING)

moments = Table(
    "moments",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

events = Table(
    "events",
    metadata,
    own_id(),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("at", Instant, nullable=False),
    # Of the transaction that wrote it, where several write side by side: ids are given in the order of
    # writing, not of commits. 0 where one writes alone.
    Column("txid", BigInteger, nullable=False, server_default="0", info={"default": OF_ITS_TRANSACTION}),
    Index("ix_events_channel", "channel", "txid", "id"),
    Index("ix_events_txid", "txid", "id"),
    sqlite_autoincrement=True,
)

# A new one each time the database is opened for work; rows in hand carry it, so that a worker that was
# replaced cannot settle what is no longer its own.
epochs = Table(
    "epochs",
    metadata,
    own_id(),
    Column("opened_at", Instant, nullable=False),
    # Counted up by the measurement of a write.
    Column("beats", BigInteger, nullable=False),
    # Whose life it is, where several programs work: the same name for each worker of one parent.
    Column("replica", Text, nullable=False, server_default=""),
    # By the database's own clock. Until when it is believed to be alive; null where nobody else can be.
    Column("lease_until", Instant),
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)
