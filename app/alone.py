"""The database opened by a command itself, because nobody runs: under the owner's lock while it takes."""

from __future__ import annotations

import asyncio
import json
import os
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from app import seats
from app.chance import SystemChance
from app.clock import SystemClock
from app.complaints import CannotBegin
from app.databases import complaints
from app.desk import Desk
from app.desks import desk_for
from app.logs import start_logging
from app.settings import Settings
from app.tasks import Tasks
from app.use_cases import build
from app.values import LOCALES
from app.waking import Waking
from app.words import load
from domain.health import Measurements
from services.ports import StorageUnavailable
from services.status import Status
from storage.opening import open_storage


@asynccontextmanager
async def alone(settings: Settings) -> AsyncIterator[Desk]:
    token = settings.telegram.token
    start_logging(settings.logs, token.get_secret_value() if token else "")
    settings, lock = seats.taken(settings)
    failures: list[Exception] = []
    tasks = Tasks(lambda name, error: failures.append(error))
    clock = SystemClock()
    try:
        with complaints(settings.database):
            storage = await open_storage(
                settings.place, tasks=tasks, wake=Waking(), at=clock.now(), replica=settings.replica
            )
        try:
            operators = frozenset(str(one) for one in settings.operators)
            status = Status(clock, _nothing)
            use_cases = build(
                settings, clock, SystemChance(), load(LOCALES, settings.studio.language), status, operators
            )
            yield desk_for(settings, storage.units, use_cases, clock, partial(_username, settings))
        finally:
            await storage.close()
    except StorageUnavailable as error:
        raise CannotBegin(f"{settings.database} cannot be opened: {error}.") from None
    finally:
        await tasks.stop()
        os.close(lock)


async def _nothing() -> Measurements:
    """Nobody runs, so there is nothing to measure."""
    return Measurements()


async def _username(settings: Settings) -> str | None:
    return await asyncio.to_thread(_ask_telegram, settings)


def _ask_telegram(settings: Settings) -> str | None:
    """None without a token, or when Telegram cannot be asked: the links are then told another way."""
    token = settings.telegram.token
    if token is None:
        return None
    base = settings.telegram.api_base or "https://api.telegram.org"
    try:
        with urllib.request.urlopen(f"{base}/bot{token.get_secret_value()}/getMe", timeout=5) as answer:
            return str(json.load(answer)["result"]["username"])
    except (OSError, ValueError, KeyError):
        return None
