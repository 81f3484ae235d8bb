"""The last words of a program that breaks: its traceback, without the token or the words it may hold."""

from __future__ import annotations

import sys

CRASHED = 70


def last_words() -> int:
    """Called in an `except`; answers the exit code."""
    from app.logs import redact
    from app.traces import error_of, trace

    error = error_of(True)
    sys.stderr.write(redact(f"{trace(error)}\n") if error else "")
    sys.stderr.flush()
    return CRASHED
