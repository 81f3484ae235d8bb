"""What the tests of words share: the real catalogues, a house to speak for, awkward people."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.words import load
from bot.rendered import Rendered
from bot.views.render import Renderer
from bot.views.voice import House, Voice
from services.outgoing import Notice, Speech

LOCALES = Path(__file__).resolve().parents[2] / "locales"
WORDS = load(LOCALES)
HOUSE = House("Roomline Wellness", "Jalan Raya Sanur 12", ZoneInfo("Asia/Makassar"), timedelta(minutes=15))
RENDERER = Renderer(WORDS, HOUSE)

AWKWARD = [
    "Maya",
    "",
    "👩🏽‍⚕️ Zoë 𝔐𝔞𝔶𝔞",
    "<b>Maya</b> & *co* _x_ [a](b) {name} {0} {",
    "مايا الحسن",
    "Eve\n\n✅ Confirmed · RL-0000",
    "\u202eayaM\u2066",
    "\ud83d broken half",
    "x" * 4096,
    "👍" * 4096,
    "e" + "\u0301" * 500,
]


def english() -> Voice:
    return Voice(WORDS, "en", HOUSE)


def rendered(notice: Notice, language: str = "en") -> Rendered:
    return RENDERER.render(Speech(code=notice.code, values=notice.values, language=language))


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def covered(shown: Rendered, kind: str) -> list[str]:
    """The stretches of text that entities of that kind cover, as Telegram counts them."""
    raw = shown.text.encode("utf-16-le")
    return [
        raw[one.offset * 2 : (one.offset + one.length) * 2].decode("utf-16-le")
        for one in shown.entities
        if one.type == kind
    ]
