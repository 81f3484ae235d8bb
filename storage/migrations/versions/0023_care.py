"""Visits that are not finished, help asked for, and who did not come.

Visits agreed before are asked about as well; what is long past goes by its deadline's own end.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

AGREED = "status IN ('confirmed', 'on_the_way', 'in_progress') AND NOT probe"
ASK_AFTER, USEFUL = 30 * 60 * 1_000_000, 24 * 3600 * 1_000_000


def upgrade() -> None:
    op.add_column("bookings", sa.Column("no_show", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "checks",
        sa.Column("booking_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("alerted_at", sa.BigInteger()),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_checks_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_checks")),
    )
    _help_calls()
    op.create_table(
        "absences",
        sa.Column("booking_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_absences_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_absences")),
    )
    _ask_about_what_is_agreed()


def _help_calls() -> None:
    op.create_table(
        "help_calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.Column("alerted_at", sa.BigInteger(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.BigInteger()),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("resolved_by", sa.BigInteger()),
        sa.Column("resolved_at", sa.BigInteger()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["bookings.id"], name=op.f("fk_help_calls_booking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_help_calls_person_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_help_calls_taken_by")),
        sa.ForeignKeyConstraint(["resolved_by"], ["people.id"], name=op.f("fk_help_calls_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_calls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_help_calls_booking_id"), "help_calls", ["booking_id"])
    op.create_index(op.f("ix_help_calls_person_id"), "help_calls", ["person_id"])
    live = sa.text("status <> 'resolved'")
    op.create_index(
        "uq_help_calls_live",
        "help_calls",
        ["booking_id", "person_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _ask_about_what_is_agreed() -> None:
    op.execute(
        "INSERT INTO deadlines (kind, subject, version, due_at, valid_until, state, epoch, tries, error)"
        f" SELECT 'overdue_ask', id, 0, ends_at + {ASK_AFTER}, ends_at + {USEFUL}, 'waiting', 0, 0, ''"
        f" FROM bookings WHERE {AGREED}"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM deadlines WHERE kind IN"
        " ('overdue_ask', 'overdue_alert', 'help_again', 'absence_answer', 'visit_change')"
    )
    op.drop_table("absences")
    op.drop_index("uq_help_calls_live", table_name="help_calls")
    op.drop_index(op.f("ix_help_calls_person_id"), table_name="help_calls")
    op.drop_index(op.f("ix_help_calls_booking_id"), table_name="help_calls")
    op.drop_table("help_calls")
    op.drop_table("checks")
    op.drop_column("bookings", "no_show")
