"""Messages made by chance: numbers nobody chose, in every disguise there is, and the digits of clean talk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from domain.firewall import Content
from tests.firewall.measure import Sample

ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
INDONESIAN = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
ALIKE = "Ol234S67B9"
_CARRIERS = {
    "en": ["{}", "{} thanks", "my number is {}", "see you at 14:30, {}", "call {} when you are at villa 12"],
    "id": ["{}", "{} ya kak", "nomor saya {}", "jam 14.30 ya, {}", "hubungi {} kalau sudah di villa 12"],
}
_PARTS = {
    "en": [
        "Rp {p}.000",
        "{k}k",
        "at {h}:{m}",
        "{h}.{m}-{n}.{m}",
        "room {r}",
        "gate code {c}",
        "on {d}/{o}/2026",
        "{s} people",
        "{w} minutes",
        "RL-{b}",
        "IDR {k},000",
        "villa {s}",
        "https://maps.app.goo.gl/{x}",
    ],
    "id": [
        "Rp {p}.000",
        "{k}rb",
        "jam {h}.{m}",
        "{h}.{m}-{n}.{m}",
        "kamar {r}",
        "kode gerbang {c}",
        "tgl {d}/{o}/2026",
        "{s} orang",
        "{w} menit",
        "RL-{b}",
        "{k}.000 rupiah",
        "villa nomor {s}",
        "https://maps.app.goo.gl/{x}",
    ],
}


def number(chance: Random) -> str:
    """As an Indonesian mobile, a landline, or one from abroad is dialled."""
    rest = "".join(chance.choice("0123456789") for _ in range(8))
    return chance.choice(
        [f"08{chance.choice('12357895')}{rest}", f"0361{rest[:6]}", f"04{rest}", f"628{rest}1"]
    )


def _words(digits: str, names: Sequence[str], between: str) -> str:
    return between.join(names[int(digit)] for digit in digits)


def _some(digits: str, names: Sequence[str], between: str, chance: Random) -> str:
    return between.join(names[int(one)] if chance.random() < 0.45 else one for one in digits)


def _grouped(digits: str, chance: Random, between: str) -> str:
    parts, rest = [], digits
    while rest:
        size = chance.choice([2, 3, 4])
        parts.append(rest[:size])
        rest = rest[size:]
    return between.join(parts)


def disguises(language: str) -> dict[str, Callable[[str, Random], str]]:
    names = ENGLISH if language == "en" else INDONESIAN
    return {
        "plain": lambda digits, chance: digits,
        "grouped": lambda digits, chance: _grouped(digits, chance, chance.choice(" -./_")),
        "spaced": lambda digits, chance: chance.choice([" ", "-", ".", "  "]).join(digits),
        "letters": lambda digits, chance: chance.choice("xakz").join(digits),
        "wide": lambda digits, chance: "".join(chr(0xFF10 + int(one)) for one in digits),
        "arabic": lambda digits, chance: "".join(chr(0x0660 + int(one)) for one in digits),
        "keycaps": lambda digits, chance: "".join(f"{one}\ufe0f\u20e3" for one in digits),
        "alike": lambda digits, chance: _some(digits, ALIKE, "", chance),
        "invisible": lambda digits, chance: "\u200b".join(digits),
        "words": lambda digits, chance: _words(digits, names, chance.choice([" ", ", ", "-"])),
        "together": lambda digits, chance: _words(digits, names, ""),
        "mixed": lambda digits, chance: _some(digits, names, " ", chance),
    }


def bad(language: str, count: int, seed: int) -> list[Sample]:
    chance = Random(seed)
    made: list[Sample] = []
    for _ in range(count):
        for kind, disguise in disguises(language).items():
            text = chance.choice(_CARRIERS[language]).format(disguise(number(chance), chance))
            made.append(Sample(language, kind, True, "number", (Content(text=text),)))
        made.append(Sample(language, "split", True, "number", _pieces(chance)))
    return made


def _pieces(chance: Random) -> tuple[Content, ...]:
    """Two to five messages."""
    digits = number(chance)
    cuts = sorted(chance.sample(range(1, len(digits)), chance.randint(1, 4)))
    ends = zip([0, *cuts], [*cuts, len(digits)], strict=True)
    return tuple(Content(text=digits[start:end]) for start, end in ends)


def clean(language: str, count: int, seed: int) -> list[Sample]:
    chance = Random(seed)
    made: list[Sample] = []
    for _ in range(count):
        parts = [_part(language, chance) for _ in range(chance.randint(1, 4))]
        made.append(Sample(language, "made", False, None, (Content(text=", ".join(parts)),)))
    return made


def _part(language: str, chance: Random) -> str:
    hour = chance.randint(6, 20)
    return chance.choice(_PARTS[language]).format(
        p=chance.randint(100, 999),
        k=chance.randint(100, 999),
        h=f"{hour:02}",
        n=f"{hour + 2:02}",
        m=chance.choice(["00", "15", "30", "45"]),
        r=chance.randint(1, 2999),
        c=f"{chance.randint(0, 9999):04}",
        d=f"{chance.randint(1, 28):02}",
        o=f"{chance.randint(1, 12):02}",
        s=chance.randint(1, 40),
        w=chance.choice([60, 90, 120]),
        b="".join(chance.choice("23456789ABCDEFGH") for _ in range(4)),
        x="".join(chance.choice("aBcDeF123456789") for _ in range(17)),
    )
