"""`roomline import FOLDER`: the roster from CSV, and invite links for those who have not joined."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.complaints import CannotBegin
from app.configure import read_settings
from app.errands import errand

BAD_DATA = 2


async def command(
    folder: Annotated[Path, typer.Argument(help="The folder with the CSV files (see docs/roster.md).")],
    dry_run: Annotated[bool, typer.Option(help="Say what would change; change nothing.")] = False,
    new_links: Annotated[bool, typer.Option(help="New invite links also where one is still open.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> int:
    """Load the roster; every mistake is listed with its row, and then nothing is loaded."""
    body = {"files": _read(folder), "dry_run": dry_run, "again": new_links}
    said = await errand(read_settings(), "POST", "/import", body)
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        for line in _lines(said, dry_run=dry_run):
            typer.echo(line)
    return BAD_DATA if said["problems"] else 0


def _read(folder: Path) -> dict[str, str]:
    found = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if not found:
        raise CannotBegin(f"{folder} holds no CSV files; the sample folder shows what they look like.")
    return {path.name: base64.b64encode(path.read_bytes()).decode() for path in found}


def _lines(said: dict[str, Any], *, dry_run: bool) -> list[str]:
    if said["problems"]:
        rows = [_problem(one) for one in said["problems"]]
        return [*rows, f"{len(rows)} mistakes; nothing was loaded."]
    report = said["report"]
    verb = "would be" if dry_run else "were"
    counts = ", ".join(f"{len(report[kind])} {verb} {kind}" for kind in ("added", "changed"))
    lines = [f"{counts}, {len(report['unchanged'])} are as they were."]
    lines += [f"  {kind}: {name}" for kind in ("added", "changed") for name in report[kind]]
    lines += [f"  changed in the chat, and {verb} replaced: {name}" for name in report["undone"]]
    lines += [f"  changed in the chat, kept: {name}" for name in report["own"]]
    lines += [f"  not in the files, kept: {name}" for name in report["gone"]]
    if said["invites"]:
        lines += ["", "Send each therapist their own link (it works once, and expires):"]
        lines += [f"  {one['therapist']}: {one['link']}" for one in said["invites"]]
    return lines


def _problem(one: dict[str, Any]) -> str:
    row = f", row {one['row']}" if one["row"] else ""
    column = f", column {one['column']}" if one["column"] else ""
    return f"{one['file']}{row}{column}: {one['value']!r}; allowed: {one['allowed']}"
