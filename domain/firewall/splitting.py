"""A number that comes in pieces, one message after the other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from domain.firewall.digits import Digits
from domain.firewall.numbers import shaped, spoken_of

PIECES = 5
FEW = 3
"""Words beside the digits, at most, for a message to be a piece of something."""
LONGEST_PIECE = 20
"""Blanks in a message that is nothing but digits, some words for them, and a few others."""
LONGEST_STEP = 10
"""From one to the next of what is counted up."""
_NORTH_AMERICAN = [3, 3, 4]


@dataclass(frozen=True, slots=True)
class Piece:
    digits: str
    plus: bool
    spoken_of: bool
    words: int


def may_be_piece(text: str) -> bool:
    """Quick, and never wrongly no."""
    return text.count(" ") <= LONGEST_PIECE or spoken_of(text)


def piece(text: str, digits: Digits) -> Piece | None:
    """What a message could add to a number; None for one that is about something else, or has no digits."""
    spoken = spoken_of(text)
    joined = "".join(group.digits for group in digits.groups)
    if not joined or len(joined) > 13 or (digits.words > FEW and not spoken):
        return None
    return Piece(joined, digits.groups[0].plus, spoken, digits.words)


def completes(before: Sequence[Piece], last: Piece) -> bool:
    """Whether the last piece, with some of those before it (the oldest first), makes a number."""
    pieces = [*before[-(PIECES - 1) :], last]
    for start in range(len(pieces) - 1):
        part = pieces[start:]
        digits = "".join(one.digits for one in part)
        if _counts(part):
            continue
        if shaped(digits, plus=part[0].plus) or [len(one.digits) for one in part] == _NORTH_AMERICAN:
            return True
        if any(one.spoken_of for one in part) and 9 <= len(digits) <= 13 and not _round(part):
            return True
    return False


def _counts(part: Sequence[Piece]) -> bool:
    """Rooms, days, attempts, one after the other in even steps: no pieces of a number do that."""
    if any(one.plus or one.digits[0] == "0" for one in part):
        return False
    steps = {int(last.digits) - int(first.digits) for first, last in itertools.pairwise(part)}
    return len(steps) == 1 and 0 < min(steps) <= LONGEST_STEP


def _round(part: Sequence[Piece]) -> bool:
    return all(one.digits[-1] in "05" for one in part)
