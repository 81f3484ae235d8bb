"""A hold has two sides, the turn-around behind it and the way before it, and may be a hold for a while.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

# What is held already knows nothing of a way before it: the bare treatment, which meets no other, since what
# was held around it did not. Instants of bookings are in microseconds.
_KEEP = """
CREATE TABLE occupancy_kept AS
SELECT o.booking_id, o.resource, o.starts_at, o.ends_at, o.starts_at AS before_starts_at,
    CASE WHEN (b.ends_at + 999999) / 1000000 BETWEEN o.starts_at + 1 AND o.ends_at
        THEN (b.ends_at + 999999) / 1000000 ELSE o.ends_at END AS before_ends_at
FROM occupancy o JOIN bookings b ON b.id = o.booking_id
"""
_PUT_BACK = """
INSERT INTO occupancy
    (booking_id, resource, starts_at, ends_at, before_starts_at, before_ends_at, hold)
SELECT booking_id, resource, starts_at, ends_at, before_starts_at, before_ends_at, ''
FROM occupancy_kept ORDER BY resource, starts_at
"""
_KEEP_OWN = """
CREATE TABLE occupancy_kept AS
SELECT booking_id, resource, starts_at, ends_at FROM occupancy WHERE booking_id IS NOT NULL AND hold = ''
"""
_PUT_BACK_OWN = """
INSERT INTO occupancy (booking_id, resource, starts_at, ends_at)
SELECT booking_id, resource, starts_at, ends_at FROM occupancy_kept ORDER BY resource, starts_at
"""
_SQLITE_GUARD = """
CREATE TRIGGER occupancy_guard_{event} BEFORE {event} ON occupancy
WHEN EXISTS (
    SELECT 1 FROM occupancy held
    WHERE held.resource = NEW.resource
      AND held.ends_at > NEW.starts_at
      AND held.starts_at < NEW.ends_at
      AND held.id IS NOT {itself}
) OR EXISTS (
    SELECT 1 FROM occupancy held
    WHERE held.resource = NEW.resource
      AND held.before_ends_at > NEW.before_starts_at
      AND held.before_starts_at < NEW.before_ends_at
      AND held.id IS NOT {itself}
)
BEGIN
    SELECT RAISE(ABORT, 'occupancy: this time is taken');
END
"""
_SQLITE_GUARD_WAS = """
CREATE TRIGGER occupancy_guard_{event} BEFORE {event} ON occupancy
WHEN EXISTS (
    SELECT 1 FROM occupancy held
    WHERE held.resource = NEW.resource
      AND held.ends_at > NEW.starts_at
      AND held.starts_at < NEW.ends_at
      AND held.id IS NOT {itself}
)
BEGIN
    SELECT RAISE(ABORT, 'occupancy: this time is taken');
END
"""
_POSTGRESQL_GUARD = """
ALTER TABLE occupancy ADD CONSTRAINT {name} EXCLUDE USING gist
    (int8range(resource, resource, '[]') WITH &&, int8range({starts_at}, {ends_at}) WITH &&)
"""


def upgrade() -> None:
    op.execute(_KEEP)
    op.drop_table("occupancy")
    _table(
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("before_starts_at", sa.BigInteger(), nullable=False),
        sa.Column("before_ends_at", sa.BigInteger(), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("before_ends_at > before_starts_at", name=op.f("ck_occupancy_before_not_empty")),
        sa.CheckConstraint(
            "before_starts_at <= starts_at AND before_ends_at <= ends_at",
            name=op.f("ck_occupancy_before_first"),
        ),
    )
    op.create_index(
        "ix_occupancy_before", "occupancy", ["resource", "before_ends_at", "before_starts_at"], unique=False
    )
    op.create_index(
        "ix_occupancy_hold",
        "occupancy",
        ["hold"],
        unique=False,
        sqlite_where=sa.text("hold != ''"),
        postgresql_where=sa.text("hold != ''"),
    )
    op.execute(_PUT_BACK)
    op.drop_table("occupancy_kept")
    _guard(_SQLITE_GUARD)
    if op.get_bind().dialect.name != "sqlite":
        sides = {"starts_at": "before_starts_at", "ends_at": "before_ends_at"}
        op.execute(_POSTGRESQL_GUARD.format(name="occupancy_guard_before", **sides))
    for name in ("turn_studio", "turn_visit"):
        op.add_column("services", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    for name in ("turn_visit", "turn_studio"):
        op.drop_column("services", name)
    op.execute(_KEEP_OWN)
    op.drop_table("occupancy")
    _table(sa.Column("booking_id", sa.BigInteger(), nullable=False))
    op.execute(_PUT_BACK_OWN)
    op.drop_table("occupancy_kept")
    _guard(_SQLITE_GUARD_WAS)


def _table(*more: sa.Column[object] | sa.CheckConstraint) -> None:
    """Made anew on either engine: SQLite cannot let go of a NOT NULL."""
    op.create_table(
        "occupancy",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("resource", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        *more,
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occupancy_not_empty")),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_occupancy_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_occupancy_booking_id"), "occupancy", ["booking_id"], unique=False)
    op.create_index("ix_occupancy_resource", "occupancy", ["resource", "ends_at", "starts_at"], unique=False)


def _guard(on_sqlite: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(on_sqlite.format(event="INSERT", itself="NULL"))
        op.execute(on_sqlite.format(event="UPDATE", itself="OLD.id"))
    else:
        sides = {"starts_at": "starts_at", "ends_at": "ends_at"}
        op.execute(_POSTGRESQL_GUARD.format(name="occupancy_guard", **sides))
