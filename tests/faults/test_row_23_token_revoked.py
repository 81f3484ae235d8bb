"""401: the token is revoked. Nothing is sent, everything is kept, it is said loudly; and with a new token,
written into its file, everything goes on from where it stood."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.apart import TOKEN, Spoiled, apart
from tests.faults.ledger import Book, audit, count
from tests.faults.paired import await_working, free_port
from tests.world import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

ANOTHER = "123456789:BBapart-apart-apart-apart-apart-apart"
"""The same bot's, as BotFather gives it after /revoke."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secret") / "token"


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, database: Callable[[], str], file: Path
) -> Iterator[Spoiled]:
    file.write_text(f"{TOKEN}\n")
    env = {"ROOMLINE_TELEGRAM__TOKEN": "", "ROOMLINE_TELEGRAM__TOKEN_FILE": str(file)}
    with apart(tmp_path_factory.mktemp("row23"), database(), **env) as both:
        yield both


def reported(pair: Spoiled) -> dict[str, Any]:
    said = json.loads(pair.program.run("status", "--json").stdout)
    unknown = {"colour": "grey", "advice": ""}  # nobody to ask: a worker that has yet to begin
    return next((part for part in said["parts"] if part["part"] == "telegram"), unknown)


def test_it_stops_keeps_all_says_so_and_resumes_with_a_new_token(pair: Spoiled, file: Path) -> None:
    book, people = Book(), [pair.customer, pair.therapist]
    # Held by a flood, so that something is there to be kept when the token goes.
    pair.fault("429", "sendMessage", chat=pair.therapist.id, count=1, retry_after=25)
    for number in range(3):
        book.send(pair.customer, pair.therapist, f"said before it was revoked {number}")
    wait_for(lambda: count(pair, "messages WHERE text LIKE 'said before%'") == 3, "all of it kept")
    pair.telegram.stop()
    pair.telegram.start(ANOTHER)
    for number in range(3):
        book.send(pair.therapist, pair.customer, f"said while it was revoked {number}")
    wait_for(lambda: reported(pair)["colour"] == "red", "a red Telegram", 30)
    assert "token" in reported(pair)["advice"], reported(pair)
    wait_for(lambda: "refuses the token" in pair.program.log(), "a line in the log")
    assert TOKEN not in pair.program.log()
    seen = pair.newest_call()
    pair.program.kill_worker()
    wait_for(lambda: reported(pair)["colour"] == "red", "a red Telegram, after a death as well", 60)
    assert count(pair, "messages WHERE state = 'queued'") == 3
    asked = [one for one in pair.calls(after=seen) if one["status"] != 401]
    assert asked == [], "whatever was asked was refused"
    pair.program.stop()
    file.write_text(f"{ANOTHER}\n")
    pair.program.start()
    pair.quiet()
    found = audit(pair, book, people)
    print(f"\n{found.table(0, 1)}\n  asked while it was refused: {len(pair.calls(after=seen))}")
    assert (found.lost, found.doubled, found.unmarked, found.trespassed) == ([], [], [], [])
    assert found.delivered == len(book.lines)
    assert reported(pair)["colour"] == "green"


def test_a_token_refused_for_a_while_only_needs_no_restart(pair: Spoiled) -> None:
    """It has happened that Telegram refused good ones."""
    book = Book()
    await_working(pair.program)
    pair.fault("error", "send*", code=401, description="Unauthorized", rate=1)
    for number in range(3):
        book.send(pair.customer, pair.therapist, f"said before it was known again {number}")
    wait_for(lambda: count(pair, "outbox WHERE state = 'queued' AND error = 'Unauthorized'"), "a refusal")
    pair.mend()
    pair.quiet()
    found = audit(pair, book, [pair.customer, pair.therapist])
    assert (found.lost, found.doubled, found.unmarked) == ([], [], [])
    assert found.delivered == len(book.lines)


def test_a_webhook_that_comes_with_the_old_token_s_secret_is_set_anew(tmp_path: Path) -> None:
    """The address has not changed, so nothing else would say so."""
    port, book = str(free_port()), Book()
    env = {"ROOMLINE_TELEGRAM__MODE": "webhook", "ROOMLINE_WEB__PORT": port}
    with apart(tmp_path, **env) as pair:
        pair.program.stop()
        pair.telegram.stop()
        pair.telegram.start(ANOTHER)
        book.send(pair.customer, pair.therapist, "said while nobody was there")
        pair.program.env["ROOMLINE_TELEGRAM__TOKEN"] = ANOTHER
        pair.program.start()
        book.send(pair.customer, pair.therapist, "said afterwards")
        pair.quiet()
        found = audit(pair, book, [pair.customer, pair.therapist])
        assert (found.lost, found.doubled, found.unmarked) == ([], [], [])
        assert found.delivered == len(book.lines)
