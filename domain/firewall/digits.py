"""A text's digits, however they are written, as groups with what stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from domain.firewall.number_words import (
    BETWEEN,
    CHOSEN_ALIKE,
    PLUS,
    TEEN,
    TENS,
    TIMES,
    TY,
    UNITS,
    run_together,
)

HIDDEN = "\x00"
"""Stands for what was taken out of the text; no number goes across it."""


class Gap(IntEnum):
    """What stands between a group and the one before it."""

    NONE = 0
    PLAIN = 1
    """As numbers are written: blanks, dashes, dots, brackets, slashes."""
    ODD = 2
    """Letters, words such as "then", commas, pictures."""
    BREAK = 3
    """Other words: nobody reads on over them."""


@dataclass(frozen=True, slots=True)
class Group:
    digits: str
    gap: Gap
    plus: bool = False
    spelled: bool = False
    """In words."""
    attached: bool = False
    """Letters stand right at it, as in an order's number."""


@dataclass(frozen=True, slots=True)
class Digits:
    groups: tuple[Group, ...]
    words: int
    """Others than those that write or join digits."""


_PIECE = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]")
_CHUNK = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
_OFTEN = 3
"""The same letter so often between digits stands for nothing."""
_PLAIN = frozenset(" -./()[]_|*~'\"\\·•+#=")


class _Reader:
    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.words = 0
        self._gap = Gap.NONE
        self._plus = False
        self._times = 1

    def read(self, text: str) -> Digits:
        for chunk in _CHUNK.findall(text):
            if not chunk[0].isalnum() or not chunk[0].isascii():
                self._marks(chunk)
            elif chunk.isdigit():
                self._digits(chunk)
            elif chunk.isalpha():
                self._word(chunk)
            else:
                self._mixed(chunk)
        return Digits(tuple(self.groups), self.words)

    def _digits(self, digits: str, *, spelled: bool = False, attached: bool = False) -> None:
        if self._times > 1:
            digits = digits[0] * self._times + digits[1:]
        gap = self._gap if self.groups else Gap.NONE
        self.groups.append(Group(digits, gap, self._plus, spelled, attached))
        self._gap, self._plus, self._times = Gap.NONE, False, 1

    def _widen(self, gap: Gap) -> None:
        self._gap = max(self._gap, gap)

    def _marks(self, marks: str) -> None:
        self._plus = self._plus or "+" in marks
        if HIDDEN in marks:
            self._widen(Gap.BREAK)
        else:
            self._widen(Gap.PLAIN if _PLAIN.issuperset(marks) else Gap.ODD)

    def _word(self, word: str) -> None:
        spelled = run_together(word) or TENS.get(word)
        if word in (TEEN, TY) and self.groups and self.groups[-1].spelled and self._gap <= Gap.PLAIN:
            self._tens(word)
        elif spelled is not None:
            self._digits(spelled, spelled=True)
        elif word in TIMES:
            self._times = TIMES[word]
        elif word in BETWEEN or len(word) == 1:
            self._plus = self._plus or word == PLUS
            self._widen(Gap.ODD)
        else:
            self.words += 1
            self._widen(Gap.BREAK)
            self._plus, self._times = False, 1

    def _tens(self, word: str) -> None:
        last = self.groups.pop()
        digits = f"1{last.digits}" if word == TEEN else f"{last.digits}0"
        self.groups.append(Group(digits, last.gap, last.plus, True))
        self._gap = Gap.NONE

    def _mixed(self, chunk: str) -> None:
        pieces = _PIECE.findall(chunk)
        letters = [piece for piece in pieces if not piece.isdigit()]
        digits = sum(len(piece) for piece in pieces if piece.isdigit())
        alike = all(letter in CHOSEN_ALIKE for piece in letters for letter in piece)
        parted = len(letters) >= _OFTEN and len(set(letters)) == 1 and letters[0] != "o"
        if alike and not parted and 2 * digits >= len(chunk):
            self._digits("".join(CHOSEN_ALIKE.get(one, one) for one in chunk))
            return
        for piece in pieces:
            if piece.isdigit():
                self._digits(piece, attached=True)
            elif (spelled := run_together(piece)) is not None and piece not in ("o",):
                self._digits(spelled, spelled=True)
            elif len(piece) <= 2:
                self._widen(Gap.ODD)
            else:
                self._word(piece)


def read(text: str) -> Digits:
    """Of a folded text."""
    return _Reader().read(text)


def runs(groups: tuple[Group, ...]) -> Iterator[list[Group]]:
    """Without a break inside."""
    run: list[Group] = []
    for group in groups:
        if group.gap is Gap.BREAK and run:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


__all__ = ["HIDDEN", "UNITS", "Digits", "Gap", "Group", "read", "runs"]
