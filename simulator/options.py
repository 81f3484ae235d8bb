from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

FOLDER = Path("var/simulator")
PORT = 8081
LONGEST_NAME = 64
TOKEN = re.compile(r"[1-9]\d{5,15}:[A-Za-z0-9_-]{20,64}")


@dataclass(frozen=True)
class Options:
    """`port` 0: any free one; `fd`: an inherited listening socket instead; `parent_pid`: end with it."""

    folder: Path
    port: int = 0
    fd: int | None = None
    bot_port: int = 0
    bot_fd: int | None = None
    token: str | None = None
    fresh: bool = False
    headless: bool = False
    seed: Path | None = None
    parent_pid: int | None = None
    bot_name: str = ""
    hint: str = ""
    topics: bool | None = None
    rates: bool | None = None


def parsed(argv: list[str], program: str = "python -m simulator") -> Options:
    """Exits with status 2 and a sentence on bad arguments."""
    parser = Parser(
        program,
        description="A Telegram Bot API server on this machine, for any bot, with people who act. "
        "docs/simulator.md tells how to point a bot at it.",
        allow_abbrev=False,
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help=f"where the world is kept ({FOLDER})")
    parser.add_argument("--port", type=_port, default=PORT, help=f"0 for any free port ({PORT})")
    parser.add_argument("--bot-port", type=_port, default=0, help="another that only the bot uses (any free)")
    parser.add_argument("--token", type=_token, help="the bot's token; by default the world's own")
    parser.add_argument("--fresh", action="store_true", help="begin a new world")
    parser.add_argument("--seed", type=Path, help="a JSON list of the people a new world begins with")
    parser.add_argument("--bot-name", type=_name, default="", help="what the bot of a new world is called")
    parser.add_argument("--hint", default="", help="what the page tells a newcomer to do first")
    parser.add_argument("--topics", type=_switch, metavar="on|off", help="topics in private chats")
    parser.add_argument("--rates", type=_switch, metavar="on|off", help="Telegram's limits for sending (on)")
    parser.add_argument("--headless", action="store_true", help="print one JSON line when ready")
    starter = parser.add_argument_group("for a program that starts it")
    starter.add_argument("--parent-pid", type=int, help="end when this process does")
    starter.add_argument("--fd", type=int, help="an inherited listening socket, in place of --port")
    starter.add_argument("--bot-fd", type=int, help="the same in place of --bot-port")
    return Options(**vars(parser.parse_args(argv)))


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """The sentence alone: a page of usage above it hides what is wrong."""
        self.exit(2, f"{self.prog}: {message}; --help lists what it takes\n")


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off")
    return text == "on"


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"a bot's name has at most {LONGEST_NAME} characters")
    return text


def _token(text: str) -> str:
    if not TOKEN.fullmatch(text):
        raise argparse.ArgumentTypeError(
            "a token looks like 123456789:AA and 33 more letters, digits, _ or -"
        )
    return text
