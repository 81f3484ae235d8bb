"""`roomline status`: the same verdict as `/status`, from the running program."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from app.configure import read_settings
from app.local import CutOff
from app.seats import ask
from app.settings import Settings

MARKS = {"green": "🟢", "yellow": "🟡", "red": "🔴", "grey": "⚪"}
EXIT = {"green": 0, "yellow": 0, "red": 1, "grey": 1}


def command(
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> int:
    """How it is: overall and part by part, measured. Exit code 1 when something is red, or nobody runs."""
    report = _report(read_settings())
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else "\n".join(_lines(report)))
    return EXIT[report["overall"]]


def _report(settings: Settings) -> dict[str, Any]:
    try:
        answer = ask(settings, "GET", "/status")
    except CutOff as silence:
        return _nobody(str(silence))
    if answer is None:
        return _nobody("not running")
    found: dict[str, Any] = answer[1]
    return found if answer[0] == 200 else _nobody(f"answered {answer[0]}")


def _nobody(why: str) -> dict[str, Any]:
    return {"overall": "grey", "since": None, "parts": [], "silent": [], "why": why}


def _lines(report: dict[str, Any]) -> list[str]:
    if not report["parts"]:
        why = report.get("why", "nothing measured as yet")
        return [f"{MARKS['grey']} Roomline: {why}. Start it with ./run"]
    head = f"{MARKS[report['overall']]} Roomline is {report['overall']}{_since(report['since'])}"
    lines = [head, *(_part(part) for part in report["parts"])]
    if report["silent"]:
        lines.append(f"No alert reaches operators who have not pressed Start: {', '.join(report['silent'])}")
    return lines


def _part(part: dict[str, Any]) -> str:
    known = {key: value for key, value in part["figures"].items() if value not in ("", None)}
    figures = ", ".join(f"{key.replace('_', ' ')} {_figure(value)}" for key, value in known.items())
    advice = f"  -> {part['advice'].replace('_', ' ')}" if part["advice"] else ""
    told = (figures + _since(part["since"])).removeprefix(", ")
    return f"{MARKS[part['colour']]} {part['part']:<10} {told}{advice}"


def _figure(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _since(epoch: int | None) -> str:
    return "" if epoch is None else f", since {datetime.fromtimestamp(epoch).astimezone():%d %b %H:%M:%S}"
