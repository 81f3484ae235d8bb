"""Logs to standard error. Whatever anybody logs, ours or a library's, passes one place that takes tokens
out, and people's words out of tracebacks."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.settings import Logs
from app.traces import error_of, trace

TOKEN = re.compile(r"\d{6,}(:|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
HIDDEN = "[token]"
LOUD = ("aiogram.event", "aiohttp.access", "alembic", "apscheduler", "asyncio")
"""Libraries that speak of every request or tick unless something is wrong."""


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return TOKEN.sub(HIDDEN, text)


class Redacting(logging.Formatter):
    """The last step before the terminal: the finished line, tracebacks included, is what is searched."""

    def __init__(self, inner: logging.Formatter, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner, self._secrets = inner, secrets

    def format(self, record: logging.LogRecord) -> str:
        return redact(self._inner.format(record), self._secrets)


def start_logging(settings: Logs, *secrets: str) -> None:
    """`secrets` are taken out as they stand, besides everything that is shaped like a token."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _traced,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    shown = structlog.processors.JSONRenderer(ensure_ascii=False) if settings.form == "json" else _console()
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _one_line_event, shown],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(inner, tuple(filter(None, secrets))))
    logging.basicConfig(handlers=[handler], level=settings.level.upper(), force=True)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)


def _console() -> Any:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


def _traced(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = error_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = trace(error)
    return event


def _one_line_event(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's message may hold line breaks; a log line that somebody else wrote must not look like
    two."""
    event["event"] = str(event.get("event", "")).replace("\n", "\\n")
    return event
