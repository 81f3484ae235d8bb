"""Word lists as they are written here: words between blanks, over as many lines as it takes."""

from __future__ import annotations


def words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())
