"""`roomline token create | list | revoke`: who may follow the live feed, for operators."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from app.configure import read_settings
from app.errands import errand

Json = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]
Channels = Annotated[
    list[str], typer.Option("--channel", help="bookings.3, bookings.*, all …; may be repeated.")
]
Therapists = Annotated[
    list[str],
    typer.Option("--therapist", help="A roster's code: her bookings and availability; may be repeated."),
]
Bodies = Annotated[
    bool, typer.Option("--bodies", help="With the words of messages, for those entitled to them.")
]
Days = Annotated[
    int | None, typer.Option(min=1, max=3650, help="How long it holds; without it, until revoked.")
]


async def create(
    name: Annotated[str, typer.Argument(help="Who or what will follow with it.")],
    channel: Channels = [],  # noqa: B006 - typer wants a list, and nobody changes it
    therapist: Therapists = [],  # noqa: B006 - the same
    bodies: Bodies = False,
    days: Days = None,
    as_json: Json = False,
) -> int:
    """Make a token. Its secret is shown now and never again."""
    asked = {"name": name, "channels": channel, "therapists": therapist, "bodies": bodies, "days": days}
    made = await errand(read_settings(), "POST", "/tokens", asked)
    if as_json:
        typer.echo(json.dumps(made, ensure_ascii=False))
    else:
        typer.echo(made["secret"])
        typer.echo(f"Token {made['id']} for {', '.join(made['channels'])}. It is not shown again.", err=True)
    return 0


async def list_tokens(as_json: Json = False) -> int:
    """Every token there is or was: what it is for and when it was last used. Never a secret."""
    found = (await errand(read_settings(), "GET", "/tokens", None))["tokens"]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    elif not found:
        typer.echo("There is no token.")
    else:
        for one in found:
            typer.echo(_line(one))
    return 0


def _line(one: dict[str, Any]) -> str:
    state = "holds" if one["holds"] else "revoked" if one["revoked_at"] else "expired"
    used = f"used {_day(one['used_at'])}" if one["used_at"] else "never used"
    words = " with words" if one["bodies"] else ""
    return f"{one['id']:>4} {one['name']:<24} {state:<8} {used:<18} {', '.join(one['channels'])}{words}"


def _day(epoch: int) -> str:
    return f"{datetime.fromtimestamp(epoch).astimezone():%d %b %Y}"


async def revoke(
    number: Annotated[int, typer.Argument(help="As token list shows it.")], as_json: Json = False
) -> int:
    """Make a token useless: who follows with it is cut off within 15 seconds."""
    said = await errand(read_settings(), "POST", "/tokens/revoke", {"id": number})
    if as_json:
        typer.echo(json.dumps(said))
    elif said["revoked"]:
        typer.echo(f"Token {number} is revoked.")
    else:
        typer.echo(f"There is no token {number} that holds; token list shows them.", err=True)
    return 0 if said["revoked"] else 1


commands = {"create": create, "list": list_tokens, "revoke": revoke}
