from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog
from pydantic import BaseModel

from app.crash import last_words
from app.logs import redact, start_logging
from app.settings import Logs
from services.ports import StorageUnavailable

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


class Update(BaseModel):
    """As aiogram's types are: what cannot be read is quoted in the error."""

    text: int


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_traceback_quotes_anybody(
    form: Literal["json", "console"], capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(Logs(level="debug", form=form))
    words = "meet me at the lighthouse"
    try:
        try:
            Update.model_validate({"text": words})
        except ValueError as first:
            raise KeyError(words) from first
    except KeyError as error:
        structlog.get_logger("tasks").error("detached work failed", exc_info=error)
        structlog.get_logger("tasks").exception("detached work failed")
        logging.getLogger("apscheduler.executors.default").exception("a job raised")
        logging.getLogger("asyncio").error("never retrieved", exc_info=(KeyError, error, None))
        last_words()
    said = capsys.readouterr().err
    assert "lighthouse" not in said
    assert said.count("pydantic_core._pydantic_core.ValidationError") == 5
    assert said.count("test_no_traceback_quotes_anybody") >= 5, "where it happened is said"


def test_what_is_known_to_be_harmless_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging(Logs())
    for error in (sqlite3.OperationalError("database or disk is full"), StorageUnavailable("locked")):
        logging.getLogger("x").error("it broke", exc_info=error)
    said = capsys.readouterr().err
    assert "sqlite3.OperationalError: database or disk is full" in said
    assert "services.ports.StorageUnavailable: locked" in said


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
