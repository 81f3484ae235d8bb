"""Hours in which a person's telephone keeps still.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_NAMES = ("quiet_from", "quiet_until")


def upgrade() -> None:
    for name in _NAMES:
        op.add_column("people", sa.Column(name, sa.Integer()))


def downgrade() -> None:
    for name in _NAMES:
        op.drop_column("people", name)
