from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from app.logs import redact, start_logging
from app.settings import Logs

TOKEN = "123456789:" + "Aa_-" * 9
ADDRESS = f"https://api.telegram.org/bot{TOKEN}/getMe"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_way_of_logging_lets_a_token_through(
    form: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(Logs(level="debug", form=form), "short-secret")
    log = structlog.get_logger("bot")
    log.info("calling", url=ADDRESS, nested={"urls": [ADDRESS]})
    logging.getLogger("aiohttp.client").warning("request to %s failed", ADDRESS)
    logging.getLogger("aiogram").error("it said short-secret")
    try:
        raise ConnectionError(f"Cannot connect to {ADDRESS}")
    except ConnectionError:
        log.exception("no answer")
        logging.getLogger("aiogram").exception("no answer")
    said = capsys.readouterr().err
    assert said.count("[token]") >= 6
    assert TOKEN not in said
    assert "Aa_-Aa_-" not in said
    assert "short-secret" not in said


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(Logs(form="json"))
    structlog.get_logger("bot").info("started", room="customer_1_therapist_2")
    logging.getLogger("library").warning("two\nlines")
    ours, theirs = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (ours["event"], ours["room"], ours["level"]) == ("started", "customer_1_therapist_2", "info")
    assert (theirs["event"], theirs["logger"]) == ("two\\nlines", "library")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (ADDRESS, True),
        (ADDRESS.replace(":Aa", "%3AAa"), True),
        ("at 12:30 on 2026-11-22, room 123456:open", False),
    ],
)
def test_what_is_shaped_like_a_token(text: str, hidden: bool) -> None:
    assert ("[token]" in redact(text)) is hidden
