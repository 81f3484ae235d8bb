"""Code and catalogues hold each other: every key that is used is there, every one that is there is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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
CALLS = {"gettext", "ngettext", "gettext_noop"}


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


def test_plurals_and_an_unknown_language() -> None:
    assert WORDS.ngettext("en", "minutes", 1).format(n=1) == "1 minute"
    assert WORDS.ngettext("en", "minutes", 90).format(n=90) == "90 minutes"
    assert WORDS.gettext("tlh", "form.send") == WORDS.gettext("en", "form.send")
    assert WORDS.gettext("en-gb", "form.send") == WORDS.gettext("en", "form.send")
    assert WORDS.languages[0] == "en"


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(35000000, "IDR"), "IDR\u00a0350,000"),
        (Money(8550, "USD"), "USD\u00a085.50"),
        (Money(9000, "JPY"), "JPY\u00a09,000"),
        (Money(0, "EUR"), "EUR\u00a00"),
    ],
)
def test_money_is_whole_where_it_is_whole(money: Money, shown: str) -> None:
    assert WORDS.money("en", money) == shown


def test_without_english_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"en\.po"):
        load(tmp_path)
