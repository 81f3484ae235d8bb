"""The last words of a program that breaks: its traceback, without the token that it may hold."""

from __future__ import annotations

import sys

CRASHED = 70


def last_words() -> int:
    """Called in an `except`; answers the exit code."""
    import traceback

    from app.logs import redact

    sys.stderr.write(redact(traceback.format_exc()))
    sys.stderr.flush()
    return CRASHED
