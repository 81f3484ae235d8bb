"""`roomline migrate`: brings the database to this program's shape, as `run` does by itself; or to another
one, forward or back. Only while nobody runs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from app import owner
from app.complaints import CannotBegin
from app.configure import read_settings
from app.databases import complaints
from app.settings import Settings
from services.ports import StorageUnavailable
from storage import migrate
from storage.moving import Loss, Mover, Plan, moving


async def command(
    to: Annotated[
        str | None, typer.Option(help="This revision, forward or back, and not this program's own.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="One revision back.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before something is lost.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was done, as JSON.")] = False,
) -> int:
    """Bring the database to this program's shape (`run` does so by itself), or to another one."""
    if back and to is not None:
        raise CannotBegin("--back and --to name two places: allowed is one of them.")
    if to is not None and to not in migrate.revisions():
        raise CannotBegin(f"--to {to}: allowed: {migrate.revisions()[0]} to {migrate.head()}")
    settings = read_settings()
    lock = owner.acquire(settings.seat, server=settings.database.server)
    try:
        async with _alone(settings) as mover:
            plan = await mover.look(await _aim(mover, to, back=back))
            if plan.back and not (yes or _agreed(settings, plan, as_json=as_json)):
                typer.echo("Nothing has changed.", err=True)
                return 1
            await mover.go(plan.to)
    finally:
        os.close(lock)
    typer.echo(_as_json(plan) if as_json else _told(settings, plan))
    return 0


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[Mover]:
    try:
        with complaints(settings.database):
            async with moving(settings.place) as mover:
                yield mover
    except StorageUnavailable as error:
        raise CannotBegin(f"{settings.database} was not changed: {error}.") from None


async def _aim(mover: Mover, to: str | None, *, back: bool) -> str:
    if not back:
        return to or migrate.head()
    now, known = await mover.current(), migrate.revisions()
    earlier = [one for one in known if now is not None and one < now]
    if not earlier:
        raise CannotBegin(f"--back: the database is at revision {now or 'nothing'}; there is none before it.")
    return earlier[-1]


def _agreed(settings: Settings, plan: Plan, *, as_json: bool) -> bool:
    if as_json or not sys.stdin.isatty():
        raise CannotBegin(
            f"Going back from {plan.was} to {plan.to} loses {_all_lost(plan)}. Make a copy first "
            "(roomline backup), and say --yes where nobody can be asked."
        )
    return typer.confirm(
        f"{settings.database} goes back from {plan.was} to {plan.to}, which loses {_all_lost(plan)}. Go on?"
    )


def _told(settings: Settings, plan: Plan) -> str:
    if plan.was == plan.to:
        return f"{settings.database} is at revision {plan.to}."
    came = f"{settings.database} is at revision {plan.to}, and was at {plan.was or 'none'}."
    if not plan.back:
        return came
    return f"{came} Lost: {_all_lost(plan)}. Start the program that belongs to {plan.to} now."


def _all_lost(plan: Plan) -> str:
    return ", ".join(_one_lost(loss) for loss in plan.losses) or "nothing"


def _one_lost(loss: Loss) -> str:
    rows = f"{loss.rows} row{'' if loss.rows == 1 else 's'}"
    return f"{rows} of {loss.table}" if not loss.column else f"{loss.table}.{loss.column} (in {rows})"


def _as_json(plan: Plan) -> str:
    lost = [{"table": one.table, "column": one.column, "rows": one.rows} for one in plan.losses]
    return json.dumps({"was": plan.was, "revision": plan.to, "lost": lost})
