"""A unit that waits for its turn, and the one who waits for its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from services.ports import StorageUnavailable, UnitOfWork
from storage.dialect import absence


@dataclass(slots=True, eq=False)
class Job:
    """Its outcome is told only after the COMMIT: it may have seen what a failed one then loses."""

    work: Callable[[UnitOfWork], Awaitable[Any]]
    answer: asyncio.Future[Any]
    marks: set[str] = field(default_factory=set)
    _result: Any = None
    _error: Exception | None = None

    @property
    def abandoned(self) -> bool:
        """Whoever asked has gone before it was their turn."""
        return self.answer.done()

    def ended(self, result: Any, marks: set[str]) -> None:
        self._result, self._error, self.marks = result, None, marks

    def failed(self, error: Exception) -> None:
        self._result, self._error, self.marks = None, error, set()

    def tell(self) -> None:
        if self.abandoned:
            return
        if self._error is not None:
            self.answer.set_exception(self._error)
        else:
            self.answer.set_result(self._result)

    def refuse(self, error: Exception) -> None:
        self.failed(absence(error) if isinstance(error, StorageUnavailable) else error)
        self.tell()
