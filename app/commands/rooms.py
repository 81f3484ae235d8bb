"""`roomline rooms list | open | close`: rooms from the command line, for operators."""

from __future__ import annotations

import csv
import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from app.configure import read_settings
from app.errands import errand

REFUSED = {
    "customer_unknown": "nobody with the customer's Telegram id has pressed Start",
    "therapist_unknown": "nobody with the therapist's Telegram id has pressed Start",
    "not_a_therapist": "the second id is no therapist's; roomline import makes invite links",
    "apart": "one of the two has blocked the other",
    "same_person": "the two ids are one person's",
    "no_such_live_room": "there is no live room with that number; rooms list shows them",
}
Json = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]


async def list_rooms(as_json: Json = False) -> int:
    """The live rooms."""
    said = await errand(read_settings(), "GET", "/rooms", None)
    _show(said["rooms"], as_json=as_json)
    return 0


async def open_room(
    customer: Annotated[int | None, typer.Argument(help="The customer's Telegram id.")] = None,
    therapist: Annotated[int | None, typer.Argument(help="The therapist's Telegram id.")] = None,
    as_json: Json = False,
) -> int:
    """Bring two people together without a booking; without ids, pairs are read as CSV from standard input."""
    pairs = [(customer, therapist)] if customer and therapist else _pairs_from_input()
    code = 0
    for one, other in pairs:
        body = {"customer": one, "therapist": other}
        said = await errand(read_settings(), "POST", "/rooms/open", body)
        code = max(code, _show_one(said, f"{one},{other}", as_json=as_json))
    return code


async def close_room(
    room: Annotated[int, typer.Argument(help="The room's number, as rooms list shows it.")],
    as_json: Json = False,
) -> int:
    """End a room at once; both are told."""
    said = await errand(read_settings(), "POST", "/rooms/close", {"room": room})
    return _show_one(said, str(room), as_json=as_json)


commands = {"list": list_rooms, "open": open_room, "close": close_room}


def _pairs_from_input() -> list[tuple[int, int]]:
    pairs = []
    for number, row in enumerate(csv.reader(sys.stdin), 1):
        if not row:
            continue
        try:
            customer, therapist = (int(cell) for cell in row)
        except ValueError:
            allowed = "two Telegram ids, customer,therapist"
            raise typer.BadParameter(f"line {number}: {row}; allowed: {allowed}") from None
        pairs.append((customer, therapist))
    return pairs


def _show_one(said: dict[str, Any], asked: str, *, as_json: bool) -> int:
    if "refused" in said:
        typer.echo(f"{asked}: {REFUSED.get(said['refused'], said['refused'])}", err=True)
        return 1
    _show([said], as_json=as_json)
    return 0


def _show(rooms: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rooms))
        return
    if not rooms:
        typer.echo("No live rooms.")
    for room in rooms:
        until = room["expires_at"]
        ends = f"until {_local(until)}" if until else "while its offer is open"
        typer.echo(f"{room['room']:>5}  {room['status']:<8} {room['conversation']}  {ends}")


def _local(epoch: int) -> str:
    return f"{datetime.fromtimestamp(epoch).astimezone():%d %b %H:%M}"
