"""`roomline restore`: puts a copy of the database back. Only while nobody runs."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app import copies, owner
from app.complaints import CannotBegin
from app.configure import read_settings
from storage import migrate

Unchanged = Annotated[
    bool,
    typer.Option(
        "--nothing-since",
        help="Nothing ran since the copy was made, as when moving: what waits in it is simply sent.",
    ),
]


async def command(
    copy: Annotated[Path, typer.Argument(help="What `roomline backup` made.")],
    nothing_since: Unchanged = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="What was put back, as JSON.")] = False,
) -> int:
    """Put a copy in the database's place; what is there now is kept beside it."""
    settings = read_settings()
    lock = owner.acquire(settings.seat, server=settings.database.server)
    try:
        found = await copies.look(settings, copy)
        if found.revision > migrate.head():
            raise CannotBegin(
                f"{copy} is of revision {found.revision}, this program knows {migrate.head()}: "
                "restore it with the newer program."
            )
        if not (yes or _agreed(f"{copy} ({found.rows} rows) takes the place of {settings.database}. Go on?")):
            typer.echo("Nothing has changed.", err=True)
            return 1
        contents, before = await copies.put_back(settings, copy, in_doubt=not nothing_since)
    finally:
        os.close(lock)
    if as_json:
        typer.echo(json.dumps({"rows": contents.rows, "revision": contents.revision, "before": before}))
    else:
        typer.echo(f"{contents.rows} rows are back. What was there before is {before}.")
    return 0


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise CannotBegin("restore replaces the database: say --yes where nobody can be asked.")
    return typer.confirm(question)
