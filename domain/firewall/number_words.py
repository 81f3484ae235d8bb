"""Words that stand for digits, in English and Indonesian, and those that people put between digits."""

from __future__ import annotations

import re

from domain.firewall.wordlists import words

UNITS = {
    "zero": "0", "nought": "0", "naught": "0", "nil": "0", "null": "0", "oh": "0", "o": "0",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9",
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5",
    "enam": "6", "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9",
}  # fmt: skip
TENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
    "twenty": "20", "thirty": "30", "forty": "40", "fourty": "40", "fifty": "50", "sixty": "60",
    "seventy": "70", "eighty": "80", "ninety": "90",
    "sepuluh": "10", "sebelas": "11",
}  # fmt: skip
TIMES = {"double": 2, "dobel": 2, "dubel": 2, "triple": 3, "tripel": 3, "treble": 3}
"""Before a digit: it stands so often."""
TEEN, TY = "belas", "puluh"
"""After a digit: it follows a one, or is the first of two."""
BETWEEN = words(
    """
    then and next followed by dash hyphen dot point space minus slash plus lalu terus trus dan kemudian
    lanjut sambung titik strip spasi garis koma comma dgn rest ending sisanya tengahnya
    belakangnya akhirnya ujungnya
    """
)
PLUS = "plus"
CHOSEN_ALIKE = {"o": "0", "q": "9", "l": "1", "i": "1", "z": "2", "s": "5", "b": "8", "g": "6"}
"""Letters written for digits, where digits stand beside them."""
_IN_A_ROW = re.compile("|".join(sorted((one for one in UNITS if len(one) > 2), key=len, reverse=True)))

_DIGITS = re.compile(r"[0-9]")
ENOUGH = 4
"""Of a number's seven digits at least, those written as digits or words: every other may be a letter."""
_SPELLED = re.compile(
    "|".join(sorted((one for one in (*UNITS, *TENS, *TIMES) if len(one) > 2), key=len, reverse=True))
)


def digits_in(text: str) -> int:
    """About how many, at least. Quick."""
    return len(_DIGITS.findall(text)) + 2 * len(_SPELLED.findall(text))


def run_together(word: str) -> str | None:
    """The digits of a word that is number words without blanks; None for any other."""
    if word in UNITS:
        return UNITS[word]
    if len(word) < 6:
        return None
    digits, end = "", 0
    for found in _IN_A_ROW.finditer(word):
        if found.start() != end:
            return None
        digits, end = digits + UNITS[found[0]], found.end()
    return digits if end == len(word) else None
