"""An errand of a command: asked of the program that runs, or done on the database file when nobody does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from app.complaints import CannotBegin
from app.seats import ask
from app.settings import Settings

PATIENCE = 60.0
Ask = Callable[[str, str, Any], Awaitable[Any]]


class ErrandFailed(CannotBegin):
    """What was asked could not be done; the text says why."""


@asynccontextmanager
async def asking(settings: Settings) -> AsyncIterator[Ask]:
    """For several errands in a row: of the program that runs, or on a database opened once for all."""
    answer = ask(settings, "GET", "/status", timeout=PATIENCE)
    if answer is not None:
        yield partial(errand, settings)
        return
    from app.alone import alone

    async with alone(settings) as desk:

        async def ourselves(method: str, path: str, body: Any) -> Any:
            return _said(await desk.answer(method, path, body))

        yield ourselves


async def errand(settings: Settings, method: str, path: str, body: Any) -> Any:
    """The JSON answer. Raises ErrandFailed with the sentence of whoever refused."""
    answer = ask(settings, method, path, body, timeout=PATIENCE)
    if answer is None:
        answer = await _ourselves(settings, method, path, body)
    return _said(answer)


def _said(answer: tuple[int, Any]) -> Any:
    status, said = answer
    if status != 200:
        raise ErrandFailed(str(said.get("error", said)))
    return said


async def _ourselves(settings: Settings, method: str, path: str, body: Any) -> tuple[int, Any]:
    """Under the owner's lock, so that nobody starts meanwhile. Imported here: an errand that is only asked
    of somebody else needs none of it."""
    from app.alone import alone

    async with alone(settings) as desk:
        return await desk.answer(method, path, body)
