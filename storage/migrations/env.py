"""Run by alembic. The connection, and the transaction it is in, are the caller's: see `storage.migrate`."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

# Engines that can undo DDL do so when a migration is killed or fails; SQLite can, although alembic does not
# expect it, because the caller has begun the transaction itself.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
