"""Code and catalogues hold each other: every key that is used is there, every one that is there is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, time
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from app.words import load
from domain.catalogue import Money
from tests.talk.spoken import LOCALES, WORDS

BOT = LOCALES.parent / "bot"
CALLS = {"gettext", "ngettext", "gettext_noop", "in_language"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in CALLS:
                    yield f"{path.relative_to(BOT)}:{node.lineno}", node


@cache
def keys_used() -> dict[str, list[tuple[str, ast.Call]]]:
    """By key. The Words port itself takes the language first, so the key is the last constant argument."""
    found: dict[str, list[tuple[str, ast.Call]]] = {}
    for place, call in calls():
        constants = [one.value for one in call.args if isinstance(one, ast.Constant)]
        keys = [one for one in constants if isinstance(one, str)]
        if keys:
            found.setdefault(keys[-1], []).append((place, call))
    return found


def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def entries(language: str) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for message in catalogue(language):
        if message.id:
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            assert isinstance(key, str)
            found[key] = message
    return found


def sentences(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def fields(sentence: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(sentence) if field is not None}


def test_every_key_used_is_in_the_english_catalogue() -> None:
    missing = {key: [place for place, _ in uses] for key, uses in keys_used().items()}
    for key in entries("en"):
        missing.pop(key, None)
    assert missing == {}


def test_every_entry_is_used() -> None:
    assert set(entries("en")) - set(keys_used()) == set()


def test_whatever_is_not_a_constant_comes_from_a_table_of_marked_keys() -> None:
    """A key put together at run time is one that no test and no translator finds."""
    odd = [
        f"{place} {ast.unparse(call)}"
        for place, call in calls()
        if not any(isinstance(one, ast.Constant) for one in call.args)
        and not isinstance(call.args[0], ast.Subscript)
        and not any(isinstance(one, ast.Attribute) and one.attr == "key" for one in call.args)
        and not place.startswith("views/voice.py")
    ]
    assert odd == []


@pytest.mark.parametrize("language", WORDS.languages)
def test_every_language_says_everything_with_the_same_fields(language: str) -> None:
    english, other = entries("en"), entries(language)
    assert set(other) == set(english)
    for key, message in other.items():
        wanted = fields(sentences(english[key])[-1])
        for sentence in sentences(message):
            assert sentence.strip(), key
            assert fields(sentence) == wanted, key


def test_each_sentence_is_given_the_fields_it_names() -> None:
    for key, message in entries("en").items():
        wanted = fields(sentences(message)[-1])
        for place, call in keys_used()[key]:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name == "gettext_noop":
                continue
            given = {one.arg for one in call.keywords} | ({"n"} if name == "ngettext" else set())
            assert wanted <= given, f"{place}: {key} needs {wanted}"


def test_no_entry_stands_there_twice() -> None:
    """`read_po` would keep the last one in silence."""
    for path in LOCALES.glob("*.po"):
        ids = [line for line in path.read_text().splitlines() if line.startswith("msgid ")]
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("language", WORDS.languages)
def test_plurals_have_every_form_of_their_language_and_the_file_says_which_it_is(language: str) -> None:
    read = catalogue(language)
    assert read.mime_headers
    headers = dict(read.mime_headers)
    assert headers["Language"] == language
    assert headers["Plural-Forms"] == f"nplurals={read.num_plurals}; plural={read.plural_expr};"
    for key, message in entries(language).items():
        assert not message.fuzzy, key
        assert isinstance(message.string, str) is not message.pluralizable, key
        if message.pluralizable:
            assert len(sentences(message)) == read.num_plurals, key


BORROWED = {"desk.menu", "part.telegram", "time.ms"}
"""Words that every language has taken over as they are."""


@pytest.mark.parametrize("language", [one for one in WORDS.languages if one != "en"])
def test_nothing_is_left_in_english(language: str) -> None:
    english = entries("en")
    same = {
        key
        for key, message in entries(language).items()
        if sentences(message)[-1] == sentences(english[key])[-1] and _worded(sentences(message)[-1])
    }
    assert same == BORROWED


def _worded(sentence: str) -> bool:
    """Whether there is anything to translate besides the fields."""
    return any(one.isalpha() for literal, *_ in Formatter().parse(sentence) for one in literal)


def test_plurals_and_an_unknown_language() -> None:
    assert WORDS.ngettext("id", "minutes", 1).format(n=1) == "1 menit"
    assert WORDS.ngettext("id", "minutes", 90).format(n=90) == "90 menit"
    assert WORDS.ngettext("en", "minutes", 1).format(n=1) == "1 minute"
    assert WORDS.ngettext("en", "minutes", 90).format(n=90) == "90 minutes"
    assert WORDS.gettext("tlh", "form.send") == WORDS.gettext("en", "form.send")
    assert WORDS.gettext("en-gb", "form.send") == WORDS.gettext("en", "form.send")
    assert WORDS.languages[0] == "en"


@pytest.mark.parametrize(
    ("language", "money", "shown"),
    [
        ("en", Money(35000000, "IDR"), "IDR\u00a0350,000"),
        ("en", Money(8550, "USD"), "$85.50"),
        ("en", Money(9000, "JPY"), "¥9,000"),
        ("en", Money(0, "EUR"), "€0"),
        ("id", Money(35000000, "IDR"), "Rp\u00a0350.000"),
        ("id", Money(8550, "USD"), "US$85,50"),
        ("id", Money(9000, "JPY"), "JP¥9.000"),
        ("id", Money(123456, "CHF"), "CHF\u00a01.234,56"),
    ],
)
def test_money_is_whole_where_it_is_whole_and_written_as_that_language_does(
    language: str, money: Money, shown: str
) -> None:
    assert WORDS.money(language, money) == shown


@pytest.mark.parametrize(
    ("language", "day", "hour", "names"),
    [
        ("en", "Mon, Nov 23", "14:05", "Ana, Budi, and Citra"),
        ("id", "Sen, 23 Nov", "14.05", "Ana, Budi, dan Citra"),
    ],
)
def test_days_hours_and_lists_are_the_languages_own(language: str, day: str, hour: str, names: str) -> None:
    assert WORDS.day(language, date(2026, 11, 23)) == day
    assert WORDS.clock(language, time(14, 5)) == hour
    assert WORDS.listed(language, ["Ana", "Budi", "Citra"]) == names
    assert WORDS.listed(language, ["Ana"]) == "Ana"
    assert WORDS.listed(language, []) == ""


def test_without_english_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"en\.po"):
        load(tmp_path)
