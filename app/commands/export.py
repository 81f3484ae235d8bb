"""`roomline export messages | bookings`: what is kept, as JSON or CSV, for as long a time as is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.complaints import CannotBegin
from app.configure import read_settings
from app.errands import asking
from app.settings import Settings
from app.sheets import Form, Sheet, opened

Since = Annotated[
    str, typer.Option(help="From then on: 2026-03-02 or 2026-03-02T09:30, in the studio's zone.")
]
Until = Annotated[str, typer.Option(help="Before then; the same form.")]
Room = Annotated[
    str, typer.Option(help="A room's number, or customer_1_therapist_2 for all rooms of the two.")
]
Booking = Annotated[str, typer.Option(help="A booking's reference (RL-7K2M) or number.")]
Shape = Annotated[Form, typer.Option("--format", help="json is one list; jsonl one object a line.")]
Output = Annotated[Path | None, typer.Option(help="A file, only you may read it; else standard output.")]
Json = Annotated[bool, typer.Option("--json", help="The count as JSON, on standard error without --output.")]


async def messages(
    since: Since = "",
    until: Until = "",
    room: Room = "",
    booking: Booking = "",
    form: Shape = Form.JSON,
    output: Output = None,
    as_json: Json = False,
) -> int:
    """What people wrote in rooms, and what became of it; keys and forms are described in docs/data.md."""
    return await _export("messages", _wanted(since, until, room, booking), form, output, as_json=as_json)


async def bookings(
    since: Since = "",
    until: Until = "",
    room: Room = "",
    booking: Booking = "",
    form: Shape = Form.JSON,
    output: Output = None,
    as_json: Json = False,
) -> int:
    """Bookings by the time of their visit; keys and forms are described in docs/data.md."""
    if not room.isdecimal() and room:
        raise CannotBegin(f"--room {room}: allowed: a room's number")
    return await _export("bookings", _wanted(since, until, room, booking), form, output, as_json=as_json)


commands = {"messages": messages, "bookings": bookings}


def _wanted(since: str, until: str, room: str, booking: str) -> dict[str, Any]:
    zone = read_settings().studio.timezone
    return {
        "since": _instant("--since", since, zone),
        "until": _instant("--until", until, zone),
        "room": int(room) if room.isdecimal() else room or None,
        "booking": int(booking) if booking.isdecimal() else booking.upper() or None,
    }


def _instant(option: str, written: str, zone: ZoneInfo) -> float | None:
    if not written:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise CannotBegin(
            f"{option} {written}: allowed: a day or a time, such as 2026-03-02 or 2026-03-02T09:30"
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()


async def _export(what: str, wanted: dict[str, Any], form: Form, file: Path | None, *, as_json: bool) -> int:
    count = await _write(read_settings(), what, wanted, form, file)
    if as_json:
        said = json.dumps({"exported": count, "what": what, "file": str(file) if file else None})
    else:
        said = f"{count} {what}" + (f" in {file}." if file else ".")
    typer.echo(said, err=file is None)
    return 0


async def _write(settings: Settings, what: str, wanted: dict[str, Any], form: Form, file: Path | None) -> int:
    async with asking(settings) as ask:
        page = await ask("POST", f"/export/{what}", wanted)
        with opened(file) as out, _progress(page["total"], what) as moved:
            sheet = Sheet(out, form)
            while True:
                for row in page["rows"]:
                    sheet.row(row)
                moved(len(page["rows"]))
                if page["after"] is None:
                    break
                page = await ask("POST", f"/export/{what}", wanted | {"after": page["after"]})
            sheet.end()
    return sheet.rows


@contextmanager
def _progress(total: int, what: str) -> Iterator[Any]:
    """A bar for somebody who watches; for long work, and where it disturbs no output."""
    if not sys.stderr.isatty() or total <= 1000:
        yield lambda rows: None
        return
    with typer.progressbar(length=total, label=what, file=sys.stderr) as bar:
        yield bar.update
