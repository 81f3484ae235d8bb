"""The page of what people can send names every command, for those who have it."""

from __future__ import annotations

import re

from bot.views.commands import EVERYONE, OPERATORS, TABLE, THERAPISTS
from tests.talk.spoken import LOCALES

PAGE = (LOCALES.parent / "docs" / "commands.md").read_text()
ROWS = re.findall(r"^\| (`/.*?) \| (.*?) \|", PAGE, re.MULTILINE)
WHOSE = {
    EVERYONE: "everybody",
    THERAPISTS: "therapists",
    OPERATORS: "operators",
    THERAPISTS | OPERATORS: "therapists, operators",
}


def test_every_command_for_those_who_have_it() -> None:
    told = {name: whose for names, whose in ROWS for name in re.findall(r"/(\w+)", names)}
    assert told == {"start": "everybody"} | {one.name: WHOSE[one.roles] for one in TABLE}
