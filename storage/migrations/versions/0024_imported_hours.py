"""What the roster's file last said of therapists' hours: what differs was changed in the chat.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("schedules", sa.Column("imported", sa.Text(), nullable=True))
    # Until now nothing but the files set them.
    op.execute("UPDATE schedules SET imported = weekly")


def downgrade() -> None:
    op.drop_column("schedules", "imported")
