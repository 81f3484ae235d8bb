"""`roomline verify`: the whole chain, link by link, on the running program or on one started for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app import seats
from app.complaints import CannotBegin
from app.configure import read_settings
from app.local import CutOff, ask
from app.settings import Settings
from app.verify import Chain, Link
from app.verify_hands import LinkFailed

STARTING = 60.0


def command(
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each link.")] = False,
) -> int:
    """Prove that a request is accepted, a room carries words both ways and expires; leave nothing behind."""
    settings = read_settings()
    with _running(settings) as seat:
        about = _about(seat)
        chain = Chain(
            ask=lambda method, path, body: _asked(seat, method, path, body),
            words=about["words"],
            world=about["simulator"],
            telegram=about["telegram"],
        )
        found = []
        for link in chain.links():
            found.append(link)
            _print(link, as_json=as_json)
    return _sum_up(found, as_json=as_json)


@contextmanager
def _running(settings: Settings) -> Iterator[Path]:
    """The seat of a program that runs: of the one there is, or of one for as long as this takes."""
    if (seat := seats.answering(settings, "/verify")) is not None:
        yield seat
        return
    environment = os.environ | {"ROOMLINE_WEB__PORT": "0", "ROOMLINE_SIMULATOR__PORT": "0"}
    command = [sys.executable, "-m", "app", "run", "--headless"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as program:
        assert program.stdout is not None
        try:
            if not program.stdout.readline():
                raise CannotBegin("The program did not start; what it said stands above.")
            yield seats.answering(settings, "/verify") or settings.seat
        finally:
            program.terminate()


def _about(seat: Path) -> Any:
    try:
        return _asked(seat, "GET", "/verify", None)
    except LinkFailed as silence:
        raise CannotBegin(f"There is nothing to verify: {silence}.") from None


def _asked(seat: Path, method: str, path: str, body: Any) -> Any:
    try:
        answer = ask(seat, method, path, body, timeout=30)
    except CutOff as silence:
        raise LinkFailed(str(silence)) from None
    if answer is None:
        raise LinkFailed("the program is gone")
    status, said = answer
    if status != 200:
        raise LinkFailed(str(said.get("error", said)))
    return said


def _print(link: Link, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(link)))
        return
    mark = "ok  " if link.holds else "FAIL"
    typer.echo(f"{mark} {link.name:<52} {link.milliseconds:7.0f} ms  {link.over}")
    if link.why:
        typer.echo(f"     {link.why}")


def _sum_up(found: list[Link], *, as_json: bool) -> int:
    broken = [link.name for link in found if not link.holds]
    if not as_json:
        held = f"{len(found) - len(broken)} of {len(found)} links hold"
        typer.echo(f"{held}; broken: {', '.join(broken)}." if broken else f"{held}. The chain is whole.")
    return 1 if broken else 0
