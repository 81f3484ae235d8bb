"""`roomline doctor`: looks at the installation before it is started, and says how to mend what it finds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer

from app.complaints import CannotBegin
from app.configure import HOME, read_settings
from app.doctor import database, files, machine, telegram
from app.doctor.finding import Finding, Mark, ok, wrong
from app.settings import Settings

SHOWN = {Mark.OK: "ok   ", Mark.WARNING: "warn ", Mark.WRONG: "FAIL ", Mark.UNKNOWN: "?    "}


async def command(
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> int:
    """Look at this installation and say how to mend what is wrong. Exit code 1 when something is."""
    findings = [machine.python(), machine.packages(HOME / "requirements.lock")]
    try:
        settings = read_settings()
    except CannotBegin as refusal:
        sentences = str(refusal).splitlines()
        findings += [wrong("configuration", one, "mend that key; nothing starts before") for one in sentences]
    else:
        findings.append(
            ok("configuration", str(settings.file) if settings.file.exists() else "none: a trial")
        )
        findings += await _of(settings)
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in findings], ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines(findings)))
    return 1 if any(one.mark is Mark.WRONG for one in findings) else 0


async def _of(settings: Settings) -> Sequence[Finding]:
    runs = database.running(settings)
    return [
        machine.disk(settings),
        database.place(settings),
        *await database.database(settings),
        database.port(settings, runs=runs),
        *await telegram.telegram(settings),
        *files.secrets(settings),
    ]


def _lines(findings: Sequence[Finding]) -> list[str]:
    lines = []
    for one in findings:
        lines.append(f"{SHOWN[one.mark]}{one.about:<14} {one.says}")
        if one.fix:
            lines.append(f"     {'':<14} -> {one.fix}")
    bad = sum(one.mark is Mark.WRONG for one in findings)
    lines.append(f"{bad} to be mended." if bad else "Nothing has to be mended.")
    return lines
