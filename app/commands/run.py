"""`roomline run`: the program itself, and in a trial the simulator beside it."""

from __future__ import annotations

from typing import Annotated

import typer

from app.parent import start


def command(
    headless: Annotated[
        bool, typer.Option(help="Print one line of JSON when ready, and nothing else.")
    ] = False,
    fresh: Annotated[bool, typer.Option(help="Throw the trial's database and world away first.")] = False,
) -> int:
    """Start Roomline; without a token as a trial, with a Telegram of its own on this machine."""
    return start(headless=headless, fresh=fresh)
