"""Any text at all: parsed or refused in Telegram's way, its entities always inside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.entities import Styled, Users, checked, finished
from simulator.errors import ApiError, Json
from simulator.html_text import parse_html
from simulator.markdown_text import parse_markdown_v2
from simulator.old_markdown_text import parse_markdown
from simulator.params import Params
from simulator.utf16 import length16, splits_symbol

_PIECES = (
    "<b>|</b>|<i>|</i>|<u>|<a href='x.example'>|</a>|<pre>|</pre>|<code class=language-x>|</code>|</|<|>|&lt;"
    "|<blockquote expandable>|</blockquote>|<tg-spoiler>|<tg-time unix='5' format='t'>|&#xd83d;|</>|&#0;"
    "|*|_|__|~|`|```|```x\n|[|](|)|](tg://user?id=1)|![|](tg://time?unix=5)|\\|>|**>|\n|\r|\n>|.|!|-|😀|я|ش"
    "|\u202e|\u200f|\u200d|\x00|\x07|\u0333| |@somebody|/go|#tag|x.example.com|a@b.example.com|+15550100100"
)
PIECES = _PIECES.split("|")
MARKUP = st.lists(st.sampled_from([*PIECES, "||", "|", "x", "word"]) | st.text(max_size=4), max_size=30)
PARSERS = [parse_html, parse_markdown_v2, parse_markdown]
KINDS = ["bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
         "code", "pre", "text_link", "custom_emoji", "date_time", "url"]  # fmt: skip
CANNOT = "Bad Request: can't parse entities: "


def nobody(user_id: int) -> Json:
    return {"id": user_id, "is_bot": False, "first_name": "A"}


def check(styled: Styled) -> None:
    """What holds for the entities of every message."""
    end = length16(styled.text)
    assert styled.text == styled.text.rstrip(" \n")
    assert not {chr(code) for code in range(32)} - {"\n"} & set(styled.text)
    places = []
    for entity in styled.entities:
        begin, until = entity["offset"], entity["offset"] + entity["length"]
        assert 0 <= begin < until <= end
        assert not splits_symbol(styled.text, begin)
        assert not splits_symbol(styled.text, until)
        places.append((begin, begin - until))
    assert places == sorted(places)
    for at, one in enumerate(styled.entities):
        for other in styled.entities[at + 1 :]:
            crosses = other["offset"] < one["offset"] + one["length"] < other["offset"] + other["length"]
            assert not (crosses and one["offset"] < other["offset"])


@pytest.mark.parametrize("parse", PARSERS)
@given(pieces=MARKUP)
def test_markup(parse: Callable[[str, Users], Styled], pieces: list[str]) -> None:
    try:
        styled = finished(parse("".join(pieces), nobody))
    except ApiError as error:
        assert (error.code, error.description[: len(CANNOT)]) == (400, CANNOT)
    else:
        check(styled)


ENTITY = st.fixed_dictionaries(
    {
        "type": st.sampled_from(KINDS),
        "offset": st.integers(0, 12),
        "length": st.integers(0, 12),
        "url": st.just("https://x.example"),
        "custom_emoji_id": st.just("5"),
        "unix_time": st.just(5),
    }
)


@given(text=st.text(max_size=20), entities=st.lists(ENTITY, max_size=8))
def test_entities(text: str, entities: list[Json]) -> None:
    try:
        Params({"text": text}, {}).text("text")
        styled = finished(Styled(text, checked(text, entities, nobody)))
    except ApiError as error:
        assert error.description.startswith("Bad Request: ")
    else:
        check(styled)
        # What Telegram has made of a text it would make of it again.
        assert finished(styled).text == styled.text


@example(
    first=" a",
    entities=[{"type": "blockquote", "offset": 1, "length": 1}, {"type": "code", "offset": 0, "length": 2}],
)
@given(first=st.text(alphabet="ab .\n", min_size=1), entities=st.lists(ENTITY, max_size=8))
def test_nesting_is_settled_at_once(first: str, entities: list[Json]) -> None:
    inside = [one for one in entities if one["length"] and one["offset"] + one["length"] <= len(first)]
    once = finished(Styled(first, checked(first, inside, nobody)))
    assert finished(once) == once
