"""What passes although it is made of digits: prices, times, dates, measures, coordinates, references, and
short numbers that are said to be a room's, a gate's or a network's."""

from __future__ import annotations

import re

from domain.firewall.amounts import COUNTED, COUNTED_WHOLE, GROUPED, MEASURE, PRICED
from domain.firewall.digits import HIDDEN
from domain.firewall.moments import BARE_TIMES, DATE, NAMED_DATE, STAMP, TIME

_REFERENCE = r"\brl-[2-9a-z]{4}\b"
_LATITUDE, _LONGITUDE = r"(?:[1-9]\d?|0)\.\d{3,12}", r"(?:1\d\d|[1-9]\d?|0)\.\d{3,12}"
_COORDINATES = rf"(?<![\w.])[ns]? ?-?{_LATITUDE} ?°? ?[ns]?(?: ?, ?| )[ew]? ?-?{_LONGITUDE}(?!\d)"
_ALONE = r"(?![\w]|[ .,/-]{1,3}\d)"
"""No further digits follow: those would be another number's."""
_NAMED = (
    r"\b(?:rooms?|kamar|villa|vila|bungalow|units?|apt|apartment|apartemen|flat|block|blok|building|gedung"
    r"|tower|floor|lantai|lt|gate|gerbang|table|meja|house|rumah|rt|rw|rt/rw|gang|gg|codes?|kode|kodenya|pin"
    r"|lockbox|pintu|pintunya|intercom|interkom|jam|pukul|tgl|tanggal|antrean|stop|halte|bus|bis)"
    rf"[.:]? ?(?:is |ya )?\d{{1,6}}(?:[a-f]|[-/]\d{{1,3}})?#?{_ALONE}"
)
_NUMBERED = rf"\b(?:no|nomor|number|nr)[.:]? ?[1-9]\d{{0,2}}(?:[a-f]|[-/]\d{{1,3}})?{_ALONE}"
_POSTCODE = rf"\b[a-z]{{4,}} [1-9]\d{{4}}{_ALONE}"
_IN_A_GAME = r"(?:[12]?\d|30)-(?:[12]?\d|30)"
_SCORE = (
    r"\b(?:skor|scores?|menang|kalah|won|lost|sets?)\b[^\d\x00\n]{0,30}"
    rf"{_IN_A_GAME}(?:[ ,]{{1,3}}{_IN_A_GAME}){{0,4}}{_ALONE}"
)
_KINDS = (
    _REFERENCE,
    _COORDINATES,
    STAMP,
    DATE,
    NAMED_DATE,
    PRICED,
    COUNTED,
    COUNTED_WHOLE,
    GROUPED,
    BARE_TIMES,
    TIME,
    MEASURE,
    _NAMED,
    _NUMBERED,
    _SCORE,
)
_IN_PIECES = re.compile("|".join(f"(?:{kind})" for kind in _KINDS))
_PASSES = re.compile(f"{_IN_PIECES.pattern}|(?:{_POSTCODE})")


def without(text: str) -> str:
    """The folded text with all that taken out."""
    return _PASSES.sub(HIDDEN, text)


def without_in_pieces(text: str) -> str:
    """The same for what may be a piece of a number: there any word and five digits is no post code yet."""
    return _IN_PIECES.sub(HIDDEN, text)


def without_addresses(text: str, addresses: tuple[str, ...]) -> str:
    """`addresses` are folded, too."""
    for address in addresses:
        text = text.replace(address, HIDDEN)
    return text
