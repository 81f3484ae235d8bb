"""The program of tomorrow: a copy of this one with one migration more, which can be held before each of its
statements: it touches `at-N` in the folder named by TOMORROWS_GATE and waits while `stop-N` lies there."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage import migrate
from tests.world import ROOT

REVISION = "9001"
PARTS = ("app", "bot", "domain", "locales", "sample", "scheduler", "services", "simulator", "storage", "web")
STATEMENTS = 4
_MIGRATION = """
import os
import time
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{revision}", "{before}"
branch_labels = depends_on = None


def _pause(number):
    gate = os.environ.get("TOMORROWS_GATE")
    if gate:
        Path(gate, f"at-{{number}}").touch()
        while Path(gate, f"stop-{{number}}").exists():
            time.sleep(0.02)


def upgrade():
    _pause(1)
    op.create_table("tomorrow", sa.Column("id", sa.Integer, primary_key=True), sa.Column("words", sa.Text))
    _pause(2)
    op.execute("INSERT INTO tomorrow (id, words) SELECT id, text FROM messages")
    _pause(3)
    op.add_column("people", sa.Column("shoe_size", sa.Integer, nullable=False, server_default="0"))
    _pause(4)
    op.execute("UPDATE people SET shoe_size = 42")


def downgrade():
    _pause(1)
    op.drop_column("people", "shoe_size")
    _pause(2)
    op.drop_table("tomorrow")
"""


def newer(folder: Path) -> Path:
    """Where it lies; to be found by Python before this one."""
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    migrations = folder / "storage" / "migrations"
    text = _MIGRATION.format(revision=REVISION, before=migrate.head())
    (migrations / "versions" / "9001_tomorrow.py").write_text(text)
    head = migrations / "__init__.py"
    head.write_text(head.read_text().replace(f'HEAD = "{migrate.head()}"', f'HEAD = "{REVISION}"'))
    return folder
