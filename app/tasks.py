"""The one owner of detached work: nothing else in the program starts a task that nobody awaits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

log = structlog.get_logger("tasks")


def _nobody(name: str) -> None:
    """Where the end of vital work ends nothing else."""


class Tasks:
    """`on_failure` is told the name and the error of work that broke, `on_loss` the name of vital work that
    did; what follows from it is not decided here."""

    def __init__(
        self, on_failure: Callable[[str, Exception], None], on_loss: Callable[[str], None] = _nobody
    ) -> None:
        self._on_failure, self._on_loss = on_failure, on_loss
        self._running: set[asyncio.Task[None]] = set()
        self._vital: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], *, name: str, vital: bool = False) -> None:
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        if vital:
            self._vital.add(task)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Cancels what is left and waits until it has cleaned up, also what that starts on its way out."""
        while self._running:
            for task in self._running:
                task.cancel()
            await asyncio.wait(self._running)

    def _ended(self, task: asyncio.Task[None]) -> None:
        vital = task in self._vital
        self._running.discard(task)
        self._vital.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, Exception):
            log.error("detached work failed", work=task.get_name(), exc_info=error)
            self._on_failure(task.get_name(), error)
            if vital:
                self._on_loss(task.get_name())
