"""`roomline backup`: a copy of the database while it works, opened again before it is called one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app import copies
from app.complaints import CannotBegin
from app.configure import read_settings


async def command(
    where: Annotated[
        Path | None,
        typer.Argument(
            help="A file that does not exist yet, or a folder; else backups/ beside the database."
        ),
    ] = None,
    keep: Annotated[
        int,
        typer.Option(help="In backups/, only so many of the newest stay, this one included; 0 keeps all."),
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="What was made, as JSON.")] = False,
) -> int:
    """Copy the database, beside the running program or without it, and see that the copy is whole."""
    if keep and where is not None:
        raise CannotBegin(f"--keep {keep}: allowed without a place only: what lies elsewhere is not touched.")
    if keep < 0:
        raise CannotBegin(f"--keep {keep}: allowed: 0 (all) or more")
    settings = read_settings()
    copy = copies.fresh_name(settings, where)
    contents = await copies.save(settings, copy)
    gone = copies.thinned(settings, keep) if keep else []
    if as_json:
        made = {
            "file": str(copy),
            "revision": contents.revision,
            "rows": contents.rows,
            "bytes": contents.bytes,
        }
        typer.echo(json.dumps(made | {"removed": [str(one) for one in gone]}))
        return 0
    size = contents.bytes / 1e6
    typer.echo(
        f"{copy}: {contents.rows} rows, {size:.1f} MB, revision {contents.revision}; opened and found whole."
    )
    for one in gone:
        typer.echo(f"removed {one}")
    return 0
