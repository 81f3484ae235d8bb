"""Brings a database to the present shape. Alembic is imported only when there is something to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from storage.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config


class UnknownRevision(Exception):
    """A newer program has changed this database: this one would misread it."""


def head() -> str:
    return HEAD


def current(connection: Connection) -> str | None:
    """The revision a database has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> bool:
    """Answers whether there was anything to do. All in the caller's transaction: killed half-way, nothing
    happened. Raises UnknownRevision."""
    if current(connection) == HEAD:
        return False
    move(connection, HEAD)
    return True


def move(connection: Connection, to: str) -> None:
    """Forward or back, in the caller's transaction. Raises UnknownRevision."""
    from alembic import command
    from alembic.util import CommandError

    now = current(connection)
    if connection.dialect.name == "postgresql":
        # A big table takes longer to change than any statement of the program may.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    try:
        go = command.upgrade if now is None or now < to else command.downgrade
        go(config(connection), to)
    except CommandError as error:
        raise UnknownRevision(f"the database is at revision {now}, this program at {HEAD}") from error


def downgrade(connection: Connection, to: str = "base") -> None:
    from alembic import command

    command.downgrade(config(connection), to)


def revisions() -> list[str]:
    """All that this program knows, the oldest first."""
    from alembic.script import ScriptDirectory

    known = ScriptDirectory.from_config(config(None)).walk_revisions()
    return [one.revision for one in known][::-1]


def config(connection: Connection | None) -> Config:
    """There is no alembic.ini: the place of the scripts and the connection are all it needs."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", "storage:migrations")
    made.attributes["connection"] = connection
    return made
