"""People as `POST /world/people` and seed files describe them."""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import Json, Refusal
from simulator.people import MOST_ID, Person

# Telegram's own limits, and for the note what fits beside a name.
LONGEST = {"first_name": 64, "last_name": 64, "username": 32, "language_code": 35, "note": 64}
SWITCHES = ("hidden", "premium", "no_voices")
USERNAME = re.compile(r"[A-Za-z0-9_]*")
LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3})?")


def read_person(wanted: Json, next_id: int) -> Person:
    """Raises `Refusal`."""
    if unknown := set(wanted) - {*LONGEST, *SWITCHES, "id"}:
        raise Refusal(f"A person has no field {sorted(unknown)[0][:40]!r}.")
    given: Json = {name: text for name in LONGEST if (text := _text(wanted, name))}
    if not given.get("first_name", "").strip():
        raise Refusal("A person needs a first_name.")
    if not USERNAME.fullmatch(given.get("username", "")):
        raise Refusal("A username is made of A-Z, a-z, 0-9 and _.")
    if "language_code" in given:
        read_language(given["language_code"])
    person = Person(_id(wanted, next_id), **given)
    person.hidden, person.premium, person.no_voices = (wanted.get(name) is True for name in SWITCHES)
    return person


def read_language(code: Any) -> str:
    if not isinstance(code, str) or not LANGUAGE.fullmatch(code):
        raise Refusal("language_code is a language such as en, id or pt-BR; empty, the app tells none.")
    return code


def _text(wanted: Json, name: str) -> str:
    text: Any = wanted.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Refusal(f"A person's {name} is a text.")
    if len(text) > LONGEST[name]:
        raise Refusal(f"A person's {name} has at most {LONGEST[name]} characters.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal(f"A person's {name} is valid Unicode.") from None
    return text


def _id(wanted: Json, next_id: int) -> int:
    person_id: Any = wanted.get("id", next_id)
    if isinstance(person_id, bool) or not isinstance(person_id, int) or not 0 < person_id < MOST_ID:
        raise Refusal("A person's id is a positive whole number below 2^52.")
    return person_id
