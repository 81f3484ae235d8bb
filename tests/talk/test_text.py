"""Text and its formatting: offsets hold whatever people are called, and nothing they type becomes markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.text import Text, bold, clip, filled, joined, label, marked, plain, quoted, units

# Without category Cs, as every text is by the time `plain` has seen it.
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PIECES = st.lists(st.tuples(st.booleans(), WORDS), max_size=8)


def covered(text: Text) -> list[str]:
    raw = text.text.encode("utf-16-le")
    return [raw[one.offset * 2 : (one.offset + one.length) * 2].decode("utf-16-le") for one in text.entities]


@given(PIECES)
def test_every_entity_covers_what_was_marked(pieces: list[tuple[bool, str]]) -> None:
    whole = Text()
    for strong, words in pieces:
        whole += bold(words) if strong else words
    assert whole.text == "".join(words for _, words in pieces)
    assert covered(whole) == [words for strong, words in pieces if strong and words.strip()]


@given(st.dictionaries(st.sampled_from(["who", "when"]), WORDS, min_size=2))
def test_a_template_takes_formatting_along_and_reads_no_fields_from_values(fields: dict[str, str]) -> None:
    shown = filled("😀 {who} at {when}!", {"who": bold(fields["who"]), "when": fields["when"]})
    assert shown.text == f"😀 {fields['who']} at {fields['when']}!"
    assert covered(shown) == ([fields["who"]] if fields["who"].strip() else [])


def test_a_value_that_looks_like_a_field_stays_what_it_is() -> None:
    assert filled("Hello {name}", {"name": "{name} {0}"}).text == "Hello {name} {0}"


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(KeyError):
        filled("Hello {name}", {})


@given(WORDS, st.integers(min_value=1, max_value=30))
def test_clipping_never_exceeds_and_says_so(words: str, longest: int) -> None:
    shown = clip(words, longest)
    assert units(shown) <= longest
    assert shown == words or shown.endswith("…")
    shown.encode()  # No half characters.


@given(PIECES, st.integers(min_value=1, max_value=60))
def test_clipped_text_keeps_its_entities_inside(pieces: list[tuple[bool, str]], longest: int) -> None:
    whole = joined((bold(words) if strong else plain(words) for strong, words in pieces), " · ")
    shown = whole.clipped(longest)
    assert units(shown.text) <= longest
    for entity in shown.entities:
        assert entity.length > 0
        assert entity.offset + entity.length <= units(shown.text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Maya", "Maya"),
        ("  Maya \n\n Confirmed ", "Maya Confirmed"),
        ("\u202eayaM", "ayaM"),
        ("", "—"),
        ("\n\u2066", "—"),
        ("x" * 70, "x" * 63 + "…"),
        ("مايا", "\u2068مايا\u2069"),
        ("👩🏽‍⚕️", "👩🏽‍⚕️"),
    ],
)
def test_a_label_is_one_line_that_turns_nothing(name: str, shown: str) -> None:
    assert label(name) == shown


def test_half_a_surrogate_pair_cannot_break_the_sending() -> None:
    plain("\ud83d!").text.encode()


def test_nothing_visible_carries_no_entity() -> None:
    assert quoted(" \n").entities == ()
    assert marked("", "bold").entities == ()
