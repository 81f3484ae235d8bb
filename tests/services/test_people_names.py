"""What people call themselves, and what is left of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import LONGEST, NAMELESS, display_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Anna", "Anna"),
        ("Anna t.me/annabali", NAMELESS),
        ("wa.me/6281234567890", NAMELESS),
        ("Anna 812 3456 7890", NAMELESS),
        ("Putu 2", "Putu 2"),
        ("Maria van der Line", "Maria van der Line"),
        ("  Anna \t Maria\n", "Anna Maria"),
        ("Ann\u200ba", "Anna"),
        ("\u202eannA", "annA"),
        ("Anna\u2066\u2069\u200f", "Anna"),
        ("A\x00n\x1bna", "A n na"),
        ("line\u2028break", "line break"),
        ("e\u0301ric", "éric"),
        ("e\u200b\u0301ric", "éric"),
        ("Ida \U0001fae8", "Ida \U0001fae8"),
        ("می\u200cنا", "می\u200cنا"),
        ("👩\u200d⚕️ Ida", "👩\u200d⚕️ Ida"),
        ("Ida\u200d", "Ida"),
        ("Ida\u200d\u200d\u200c\u200dIda", "Ida\u200dIda"),
        ("Z" + "\u0335" * 40, "Z" + "\u0335" * 4),
        ("名" * 80, "名" * 64),
        ("", NAMELESS),
        (" \u200b\u3164\u2800", NAMELESS),
        ("\u0301", NAMELESS),
        ("<b>Anna</b> & *co*", "<b>Anna</b> & *co*"),
        ("Anna 0812 3456 7890", NAMELESS),
        ("@anna_99", NAMELESS),
        ("Anna IG anna_99", NAMELESS),
        ("Ni Luh Putu 3", "Ni Luh Putu 3"),
    ],
)
def test_names_are_made_harmless_and_otherwise_kept(typed: str, shown: str) -> None:
    assert display_name(typed) == shown


@given(st.text(max_size=120))
def test_a_name_never_hides_reorders_or_breaks_anything(typed: str) -> None:
    shown = display_name(typed)
    assert 1 <= len(shown) <= LONGEST
    assert shown == shown.strip()
    assert display_name(shown) == shown
    for character in shown:
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cf", "Cs", "Co"} or character in "\u200c\u200d"
        assert category not in {"Zl", "Zp"}
        assert character not in "\u3164\u2800"
