"""`roomline calendar list | revoke`: who has an address for a calendar, and taking it back, for operators."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from app.configure import read_settings
from app.errands import errand

Json = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]


async def list_calendars(as_json: Json = False) -> int:
    """The therapists whose visits can be read under an address. The addresses themselves are kept nowhere."""
    found = (await errand(read_settings(), "GET", "/calendars", None))["calendars"]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found:
        typer.echo("No calendar has an address.")
    else:
        for one in found:
            made = datetime.fromtimestamp(one["made_at"]).astimezone()
            typer.echo(f"{one['code']:<16} {one['name']:<24} since {made:%d %b %Y %H:%M}")
    return 0


async def revoke(
    therapist: Annotated[str, typer.Argument(help="The roster's code, as calendar list shows it.")],
    as_json: Json = False,
) -> int:
    """Make an address useless at once; its therapist is told, and can ask for a new one."""
    said = await errand(read_settings(), "POST", "/calendars/revoke", {"therapist": therapist})
    if as_json:
        typer.echo(json.dumps(said))
    elif said["revoked"]:
        typer.echo(f"{therapist}: the address is dead.")
    else:
        typer.echo(f"{therapist} has no address for a calendar; calendar list shows who has.", err=True)
    return 0 if said["revoked"] else 1


commands = {"list": list_calendars, "revoke": revoke}
