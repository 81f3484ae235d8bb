"""Which runs of digits are telephone numbers.

The shape decides first: an international prefix, or a leading nought and the length of a subscriber's
number, is one however it is written. Other shapes are told by how they are grouped, spelled, or spoken of. A
country's own numbering plan is not asked: guests bring numbers from everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import pairwise

from domain.firewall.digits import Digits, Gap, Group, runs

LONGEST = 15
"""Digits of an international number, by E.164."""
SHORTEST = 7
_SHAPES = re.compile(r"0[1-9]\d{7,11}|00[1-9]\d{7,13}|628\d{7,11}|62[2-9]\d{7,9}")
_MOBILE_HOME = re.compile(r"8[1-9]\d{7,10}")
"""Without its nought, as some write it."""
_SPOKEN_OF = re.compile(
    r"\b(?:call|ring|dial|phones?|telephone|tel|telp|telpon|telepon|tlp|hp|hape|handphone|ponsel|nope|mobile|cell"
    r"|cellphone|wa|whats ?app|watsapp|whatsap|sms|text me|txt|contact|kontak|hubungi|reach"
    r"|(?:my|his|her|our) digits|numbers?|(?:nomor|nomer)(?:nya|ku)?|no (?:hp|wa|telp))\b"
)
_SPOKEN_OF_OTHERWISE = re.compile(
    r"\b(?:order|pesanan|invoice|receipt|ref|reference|resi|transfer|transaction|transaksi|rek|rekening"
    r"|account no|parcel|paket|tracking|wifi|wi-fi|password|pass|sandi|pin|code|kode|booking|flight"
    r"|penerbangan|ticket|tiket|antrean|antrian)\b"
)
_NORTH_AMERICAN = [3, 3, 4]


class Likeness(IntEnum):
    NONE = 0
    DOUBTFUL = 1
    SURE = 2


def likeness(text: str, digits: Digits) -> Likeness:
    """`text`: the folded one, for the words around; `digits` of what is left of it without what passes."""
    otherwise = _SPOKEN_OF_OTHERWISE.search(text) is not None
    about = spoken_of(text)
    best = Likeness.NONE
    for run in runs(digits.groups):
        if any(_shaped(window) for window in _windows(run)):
            return Likeness.DOUBTFUL if otherwise and not about else Likeness.SURE
        if not otherwise:
            best = max(best, _by_manner(run, spoken_of=about))
    return best


def spoken_of(text: str) -> bool:
    """Whether a telephone is."""
    return _SPOKEN_OF.search(text) is not None


def shaped(digits: str, *, plus: bool) -> bool:
    """Whether these digits alone say that they are one."""
    return (plus and 8 <= len(digits) <= LONGEST) or _SHAPES.fullmatch(digits) is not None


def _windows(run: Sequence[Group]) -> Iterator[Sequence[Group]]:
    """Stretches of neighbouring groups that could be a number by their beginning and length: at most 15 from
    each group."""
    for start, first in enumerate(run):
        if first.digits[0] not in "06" and not first.plus:
            continue
        length = 0
        for end in range(start, len(run)):
            length += len(run[end].digits)
            if length > LONGEST:
                break
            if length >= SHORTEST:
                yield run[start : end + 1]


def _shaped(window: Sequence[Group]) -> bool:
    digits = "".join(group.digits for group in window)
    return shaped(digits, plus=window[0].plus) and not _counts(window) and not _are_hours(window)


def _by_manner(run: Sequence[Group], *, spoken_of: bool) -> Likeness:
    """What has no number's shape, by how it is written."""
    digits = "".join(group.digits for group in run[: LONGEST + 1])
    if not SHORTEST <= len(digits) <= LONGEST or digits.startswith("00") or _counts(run) or _are_hours(run):
        return Likeness.NONE
    if any(group.attached for group in run):
        return Likeness.NONE
    spelled = sum(group.spelled for group in run) >= SHORTEST
    if spelled or (spoken_of and not _round(run)):
        return Likeness.SURE if len(digits) > SHORTEST else Likeness.DOUBTFUL
    if _round(run) or any(group.gap > Gap.PLAIN for group in run[1:]):
        return Likeness.NONE
    sizes = [len(group.digits) for group in run]
    alike = sizes == _NORTH_AMERICAN or len(digits) >= 10 or _MOBILE_HOME.fullmatch(digits) is not None
    return Likeness.DOUBTFUL if alike else Likeness.NONE


def _counts(window: Sequence[Group]) -> bool:
    """One, two, three, …: or downwards."""
    values = [int(group.digits) for group in window if len(group.digits) <= 2]
    steps = {after - before for before, after in pairwise(values)}
    rising = len(values) == len(window) and len(values) > 3 and values == sorted(values)
    return rising and (steps == {1} or len({len(group.digits) for group in window}) == 2)


def _are_hours(window: Sequence[Group]) -> bool:
    """0900, 1030, 1300."""
    return len(window) > 1 and all(
        len(group.digits) == 4 and int(group.digits[:2]) < 24 and int(group.digits[2:]) in range(0, 60, 5)
        for group in window
    )


def _round(window: Sequence[Group]) -> bool:
    """An amount, or a list of them."""
    return all(group.digits[-1] in "05" and group.digits[0] != "0" for group in window)
