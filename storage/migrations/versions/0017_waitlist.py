"""The waitlist, and the freed times that were offered to those on it.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_PLACE = ("kind", "address", "district", "room")
_DAYS = ("first_day", "last_day", "part", "notes", "seen")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _index(name: str, table: str, columns: list[str], only: str, *, unique: bool = False) -> None:
    where = sa.text(only)
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    op.create_table(
        "waits",
        _id(),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("wish_key", "service", "service_name")),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *(sa.Column(f"place_{part}", sa.Text(), nullable=False) for part in _PLACE),
        sa.Column("place_latitude", sa.Float()),
        sa.Column("place_longitude", sa.Float()),
        sa.Column("wish_therapist", sa.BigInteger()),
        sa.Column("wish_gender", sa.Text()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _DAYS),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["customer_id"], ["people.id"], name=op.f("fk_waits_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_waits_customer", "waits", ["customer_id", "status"])
    _index("ix_waits_line", "waits", ["joined_at", "id"], "status = 'waiting'")
    wish = ["customer_id", "wish_key"]
    _index("uq_waits_wish", "waits", wish, "status IN ('waiting', 'paused')", unique=True)
    _offers()


def _offers() -> None:
    op.create_table(
        "wait_offers",
        _id(),
        *(sa.Column(f"{of}_id", sa.BigInteger(), nullable=False) for of in ("wait", "customer", "therapist")),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_by", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["wait_id"], ["waits.id"], name=op.f("fk_wait_offers_wait_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["people.id"], name=op.f("fk_wait_offers_customer_id")),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["therapists.id"], name=op.f("fk_wait_offers_therapist_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_offers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_wait_offers_wait_id"), "wait_offers", ["wait_id"])
    op.create_index("ix_wait_offers_customer", "wait_offers", ["customer_id"])
    _index("uq_wait_offers_open", "wait_offers", ["customer_id"], "status = 'open'", unique=True)


def downgrade() -> None:
    op.drop_table("wait_offers")
    op.drop_table("waits")
