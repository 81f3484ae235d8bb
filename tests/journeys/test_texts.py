"""Texts that trip programs up: they arrive as they were typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import Hire, answer_to, hire, last, send
from tests.world import Phone, Program


@pytest.fixture(scope="module")
def couple(program: Program, tmp_path_factory: pytest.TempPathFactory) -> tuple[Phone, Phone]:
    studio = hire(program, tmp_path_factory.mktemp("texts"), Hire("Frida"))
    customer = studio.customer("Otto")
    studio.pair(customer, studio.therapists[0])
    return customer, studio.therapists[0]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


TEXTS = {
    "skin tones": "👍🏽 👩🏿‍🦰 👨‍👩‍👧‍👦",
    "flags": "🇮🇩🇬🇧 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "right to left": "مرحبا، كيف حالك؟ 123",
    "both ways": "שלום world ‏ready",
    "zero width": "a\u200bb\u200dc\ufeffd",
    "combining": "e\u0301 Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "astral": "𝓗𝓮𝓵𝓵𝓸 𠜎",
    "html": "<b>bold</b> & <script>alert(1)</script> &amp; <x>",
    "markdown": "*a* _b_ `c` [d](e) \\*f\\* ~g~ ||h||",
    "braces": "{name} {0} %s %(x)s ${y} {{}}",
    "lines": "one\n\n\ntwo\n   three   four",
    "full": "ä" * 4096,
    "full of astral": "😀" * 4096,
    "sql": "'; DROP TABLE messages; --",
    "slash inside": "and/or /notacommand in the middle",
}


@pytest.mark.parametrize("name", TEXTS)
def test_arrives_as_typed(couple: tuple[Phone, Phone], name: str) -> None:
    text = TEXTS[name]
    for sender, reader in (couple, couple[::-1]):
        sent = sender.send(text)
        got = reader.see("", after=sent)
        assert got["text"] == text
        assert [one["text"] for one in reader.from_bot(sent)] == [text], "more than once"


def whole(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": 0, "length": units(text), **more}


EDGES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "the last symbol": ("see 👩🏿‍🦰", [{"type": "bold", "offset": 4, "length": units("👩🏿‍🦰")}]),
    "all of it": ("😀 all 😀", [whole("italic", "😀 all 😀")]),
    "one in another": (
        "😀a😀b",
        # As Telegram shows bold words of which some are underlined.
        [
            {"type": "bold", "offset": 0, "length": 2},
            {"type": "bold", "offset": 2, "length": 4},
            {"type": "underline", "offset": 2, "length": 3},
        ],
    ),
    "code": ("run 𝓮 now", [{"type": "code", "offset": 4, "length": 2}]),
    "a full one": ("😀" * 4096, [{"type": "bold", "offset": 8190, "length": 2}]),
    "a quotation": ("first\nsecond", [{"type": "blockquote", "offset": 0, "length": 12}]),
}


def marks(entities: list[dict[str, Any]] | None) -> list[tuple[str, int, int]]:
    return sorted((one["type"], one["offset"], one["length"]) for one in entities or [])


@pytest.mark.parametrize("name", EDGES)
def test_formatting_stays_where_it_was(couple: tuple[Phone, Phone], name: str) -> None:
    text, entities = EDGES[name]
    for sender, reader in (couple, couple[::-1]):
        sent = send(sender, text=text, entities=entities)
        got = reader.see("", after=sent)
        assert got["text"] == text
        assert marks(got["entities"]) == marks(entities)


def test_a_caption_at_its_limit(couple: tuple[Phone, Phone]) -> None:
    text = "😀" * 1024
    for sender, reader in (couple, couple[::-1]):
        sent = send(sender, kind="photo", text=text, entities=[{"type": "bold", "offset": 2046, "length": 2}])
        got = reader.see("😀", after=sent)
        assert (got["kind"], got["text"], marks(got["entities"])) == ("photo", text, [("bold", 2046, 2)])


def test_a_reply_to_a_photo_and_a_photo_as_a_reply(couple: tuple[Phone, Phone]) -> None:
    customer, therapist = couple
    sent = send(customer, kind="photo")
    arrived = therapist.see("", after=sent)
    back = send(therapist, kind="photo", text="like this", reply_to=arrived["message_id"])
    assert customer.see("like this", after=sent)["reply_to"] == sent
    end = send(customer, text="thanks", reply_to=customer.see("like this", after=sent)["message_id"])
    assert therapist.see("thanks", after=end)["reply_to"] == back


def test_a_name_full_of_traps_is_shown_as_it_is(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Gerda"))
    name = "<b>Ann & Bob</b> {x} שרה 👩🏿‍🦰"
    customer, gerda = studio.customer(name), studio.therapists[0]
    studio.request(customer)
    assert name in gerda.see("New request")["text"]
    gerda.click("Accept")
    assert name in gerda.see("can write to each other")["text"]
    before = last(gerda)
    studio.skip(48 * 3600)
    assert name in gerda.see("has ended", after=before)["text"]
    late = gerda.send("Bye")
    assert name in answer_to(gerda, late)["text"]
