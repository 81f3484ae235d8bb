"""A COMMIT whose answer never came: what became of it is looked up, never guessed and never repeated blindly.

Every unit that writes leaves a mark in its own transaction. When the connection is lost at its COMMIT,
another one asks for the mark. The number of the transaction would not do: after a crash, or on a server that
took over, the highest numbers are given out again, and with them somebody else's fate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg

from services.ports import StorageUnavailable
from storage.dialect import meaning

KEPT = 500
"""Marks of one hand before those that nobody will ask for again are removed."""
PATIENCE = 5.0
"""Seconds for an answer to the question; then it is asked of a new connection."""

_LEAVE = "INSERT INTO commits (epoch, hand, number) VALUES ($1, $2, $3)"
_FIND = f"{_LEAVE} ON CONFLICT DO NOTHING"
_NOT_FOUND = "INSERT 0 1"
# Committed by itself, and not serializable: then the others' marks on the same page are no conflict.
_SWEEP = """
BEGIN ISOLATION LEVEL READ COMMITTED;
DELETE FROM commits WHERE epoch = {epoch} AND hand = {hand} AND number < {number};
DELETE FROM commits WHERE epoch < {epoch} AND epoch NOT IN (
    SELECT id FROM epochs WHERE lease_until IS NOT NULL AND ended_at IS NULL
);
COMMIT
"""
# Only one of this program's own: the number may long be another's.
_END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = $1 AND application_name = current_setting('application_name')
"""
_TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


@dataclass(slots=True)
class Marks:
    """Of the units of one hand. `driver` is asyncpg's connection."""

    epoch: int
    hand: int
    number: int = 0
    _swept: int = -KEPT

    async def leave(self, driver: Any) -> None:
        """In the unit's transaction, last. Raises what a unit may."""
        self.number += 1
        try:
            await driver.execute(_LEAVE, self.epoch, self.hand, self.number)
        except asyncpg.InterfaceError as error:
            raise StorageUnavailable(type(error).__name__) from None
        except _TROUBLE as error:
            raise meaning(error) from error

    async def found(self, driver: Any, old: int) -> bool:
        """Whether the unit that left the newest one has committed. `old` is the process on the server whose
        answer is missing. Raises StorageUnavailable while that cannot be known."""
        try:
            # It may not have noticed yet that nobody listens, or be committing just now: it ends first.
            await driver.execute(_END, old, timeout=PATIENCE)
            transaction = driver.transaction(isolation="read_committed")
            await transaction.start()
            try:
                # Waits for whoever has left this very mark and is not at an end yet. Rolled back: asked
                # twice, it must not find itself.
                key = (self.epoch, self.hand, self.number)
                answer = await driver.execute(_FIND, *key, timeout=PATIENCE)
            finally:
                await transaction.rollback()
        except _TROUBLE as error:
            raise StorageUnavailable(type(error).__name__) from None
        return bool(answer != _NOT_FOUND)

    async def sweep(self, driver: Any) -> None:
        """Between two units; after the first one, too, for what earlier epochs have left. Raises the driver's
        errors."""
        if self.number - self._swept >= KEPT:
            self._swept = self.number
            await driver.execute(_SWEEP.format(epoch=self.epoch, hand=self.hand, number=self.number))
