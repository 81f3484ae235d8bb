"""What is said, and with which exit code, when a command cannot begin."""

from __future__ import annotations

from collections.abc import Iterable

CANNOT_BEGIN = 2


class CannotBegin(Exception):
    """One sentence per finding, each with what to do; exit code 2, nothing started."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))


def nearest(word: str, known: Iterable[str]) -> str:
    """What to append to "there is no …;": the nearest known name, or all there are."""
    import difflib  # only when something is wrong: a plain start does not pay for it

    names = sorted(known)
    found = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {found[0]}?" if found else f"known are: {', '.join(names)}."
