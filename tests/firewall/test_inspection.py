"""What a find is called, whether it counts, and what passes by leave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.firewall import Allowed, Content, Find, FindKind, inspect
from domain.firewall.files import neutral_name
from domain.message import MessageKind
from tests.firewall.hostile import hostile

NUMBER = "0812 3456 7890"
SURE = [
    (Content(text=NUMBER), FindKind.NUMBER, "text"),
    (Content(text="nol delapan satu dua tiga empat lima enam tujuh delapan"), FindKind.NUMBER, "text"),
    (Content(text="maya.dewi@example.com"), FindKind.EMAIL, "text"),
    (Content(text="https://example.com"), FindKind.LINK, "text"),
    (Content(text="@maya_99"), FindKind.MENTION, "text"),
    (Content(text="IG saya maya_pijat"), FindKind.HANDLE, "text"),
    (Content(kind=MessageKind.CONTACT), FindKind.CONTACT, "contact"),
    (Content(text="hello", details={"account": "text"}), FindKind.ACCOUNT, "text"),
    (Content(kind=MessageKind.PHOTO, text=NUMBER), FindKind.NUMBER, "text"),
    (Content(kind=MessageKind.POLL, details={"question": NUMBER, "options": ["a"]}), FindKind.NUMBER, "poll"),
    (Content(kind=MessageKind.POLL, details={"question": "a", "options": [NUMBER]}), FindKind.NUMBER, "poll"),
    (
        Content(kind=MessageKind.POLL, details={"question": "0812", "options": ["3456", "7890"]}),
        FindKind.NUMBER,
        "poll",
    ),
    (Content(kind=MessageKind.POLL, details={"explanation": "t.me/maya_99"}), FindKind.LINK, "poll"),
    (Content(kind=MessageKind.POLL, details={"links": ["https://x.example"]}), FindKind.LINK, "poll"),
    (Content(kind=MessageKind.VENUE, details={"title": NUMBER, "address": ""}), FindKind.NUMBER, "venue"),
    (Content(kind=MessageKind.VENUE, details={"title": "", "address": NUMBER}), FindKind.NUMBER, "venue"),
    (Content(kind=MessageKind.AUDIO, details={"title": NUMBER}), FindKind.NUMBER, "audio"),
    (Content(kind=MessageKind.AUDIO, details={"performer": "maya@example.com"}), FindKind.EMAIL, "audio"),
    (Content(text="hi", details={"quote": {"text": NUMBER}}), FindKind.NUMBER, "quote"),
    (Content(text="hi", details={"preview": {"url": "https://example.com"}}), FindKind.LINK, "preview"),
    (Content(kind=MessageKind.DOCUMENT, details={"file_name": "me.VCF"}), FindKind.CONTACT, "file_name"),
    (Content(kind=MessageKind.DOCUMENT, details={"mime": "text/x-vcard"}), FindKind.CONTACT, "file_name"),
]


@pytest.mark.parametrize(("content", "kind", "where"), SURE)
def test_an_unmistakable_find_names_itself(content: Content, kind: FindKind, where: str) -> None:
    assert inspect(content).find == Find(kind, where, sure=True)


ENTITIES = [
    ("text_mention", {"user": {"id": 5}}, FindKind.MENTION),
    ("text_link", {"url": "https://example.com/"}, FindKind.LINK),
    ("text_link", {"url": "tg://user?id=5"}, FindKind.LINK),
    ("email", {}, FindKind.EMAIL),
]


@pytest.mark.parametrize(("kind", "more", "find"), ENTITIES)
def test_what_telegram_marks_behind_harmless_words(kind: str, more: dict[str, Any], find: FindKind) -> None:
    entity = {"type": kind, "offset": 3, "length": 4, **more}
    assert inspect(Content(text="😀 here", entities=(entity,))).find == Find(find, "text", sure=True)


def test_a_new_kind_of_address_is_known_by_telegrams_mark() -> None:
    text = "😀 see maya.massage/now"
    entity = {"type": "url", "offset": 7, "length": 16}
    assert inspect(Content(text=text, entities=(entity,))).stopped


PASSES = [
    ("@lobby at five", "mention", 0, 6),
    ("Thanks.me too", "url", 0, 9),
    ("https://maps.app.goo.gl/aBc", "url", 0, 27),
]


@pytest.mark.parametrize(("text", "kind", "offset", "length"), PASSES)
def test_marks_that_mean_nothing(text: str, kind: str, offset: int, length: int) -> None:
    entity = {"type": kind, "offset": offset, "length": length}
    assert not inspect(Content(text=text, entities=(entity,))).stopped


@pytest.mark.parametrize(
    "options",
    [["10:00", "11:30", "14:00"], ["101", "102", "205", "310"], ["60", "90", "120"], ["350.000", "480.000"]],
)
def test_the_options_of_a_poll_are_no_pieces_of_a_number(options: list[str]) -> None:
    poll = Content(kind=MessageKind.POLL, details={"question": "Which?", "options": options})
    assert not inspect(poll).stopped


def test_a_map_behind_words_passes() -> None:
    entity = {"type": "text_link", "offset": 0, "length": 4, "url": "https://maps.google.com/?q=-8.69,115.26"}
    assert not inspect(Content(text="here", entities=(entity,))).stopped


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.google.com/?q=%2B6281234567890",
        "https://www.google.com/maps/search/call+081234567890",
        "https://maps.apple.com/?q=WA%20081234567890",
    ],
)
def test_a_number_inside_a_map_link_is_found(link: str) -> None:
    assert inspect(Content(text=link)).find == Find(FindKind.NUMBER, "text", sure=True)


def test_doubtful_finds_are_stopped_and_do_not_count() -> None:
    for text in ("812 3456 7890", "wifi password 081234567890", "telegram saya mayadewi"):
        found = inspect(Content(text=text)).find
        assert found is not None
        assert not found.sure, text


def test_the_booked_address_passes_and_a_number_written_as_one_does_not() -> None:
    address = "Jalan Raya 0361 234567 Sanur"
    text = f"It is {address.upper()}, second floor"
    assert inspect(Content(text=text)).stopped
    assert inspect(Content(text=text), allowed=Allowed(addresses=(address,))).stopped
    plain = "Gang 0812 Blok 345 RT 67890"
    assert not inspect(Content(text=f"at {plain}"), allowed=Allowed(addresses=(plain,))).stopped


def test_while_both_share_numbers_those_pass_and_nothing_else() -> None:
    shared = Allowed(numbers=True)
    for content, kind, _ in SURE:
        passes = kind in (FindKind.NUMBER, FindKind.CONTACT)
        assert inspect(content, allowed=shared).stopped is not passes, content


def test_pieces_go_together_and_what_was_said_between_does_not_hide_them() -> None:
    before = ["see you at five", "0812", "wait", "34 56"]
    assert inspect(Content(text="7890"), before).find == Find(FindKind.NUMBER, "text", sure=True)
    assert not inspect(Content(text="see you at 17.30"), before).stopped


@pytest.mark.parametrize("shared", ["0812 3456 7890", "nol delapan satu dua tiga empat lima enam tujuh"])
def test_a_number_that_was_shared_is_not_completed_by_what_follows(shared: str) -> None:
    for innocent in ("Two pictures", "one", "See you at 5", "Bring 2 towels, please"):
        assert not inspect(Content(text=innocent), [shared]).stopped, innocent
    assert inspect(Content(text="7890"), [shared, "0813", "3456"]).stopped, "another one is"


@pytest.mark.parametrize("step", [1, 2, 10])
def test_what_is_counted_up_is_no_number(step: int) -> None:
    lines = [f"attempt {number}" for number in range(1, 900, step)]
    for at, line in enumerate(lines):
        assert not inspect(Content(text=line), lines[:at]).stopped, line


@pytest.mark.parametrize(
    "pieces", [("081", "182", "283"), ("62", "812", "345", "678"), ("+62", "63", "64", "65", "66")]
)
def test_pieces_that_do_not_count_are_one(pieces: tuple[str, ...]) -> None:
    assert inspect(Content(text=pieces[-1]), pieces[:-1]).stopped
    assert not inspect(Content(text="350.000"), ["room 12", "villa 3", "60", "90"]).stopped


NAMES = {
    "0812-3456-7890.pdf": "file.pdf",
    "call_0812_3456_7890.PDF": "file.pdf",
    "maya@example.com.docx": "file.docx",
    "ig maya_99.png": "file.png",
    "plan.pdf": None,
    "IMG_20261122_101530.jpg": None,
    "WhatsApp Image 2026-11-22 at 10.15.30.jpeg": None,
    "Screenshot_2026-11-22-10-15-30-123_com.whatsapp.jpg": None,
    "VID-20261122-WA0003.mp4": None,
    "20261122_101530.heic": None,
    "DSC00123.JPG": None,
    "": None,
}


@pytest.mark.parametrize(("name", "neutral"), NAMES.items())
def test_a_file_name_that_tells_is_given_up(name: str, neutral: str | None) -> None:
    assert neutral_name(Content(kind=MessageKind.DOCUMENT, details={"file_name": name})) == neutral


def test_a_file_named_after_its_senders_account_is_renamed() -> None:
    held = {"file_name": "ida_secret.pdf", "account": "file_name"}
    assert neutral_name(Content(kind=MessageKind.DOCUMENT, details=held)) == "file.pdf"
    assert not inspect(Content(kind=MessageKind.DOCUMENT, details=held)).stopped


@settings(max_examples=200, deadline=None)
@given(some.text(max_size=300), some.lists(some.text(max_size=40), max_size=5))
def test_there_is_an_answer_to_anything(text: str, before: list[str]) -> None:
    verdict = inspect(Content(text=text), before)
    assert verdict.stopped is (verdict.find is not None)


def test_hostile_texts_end() -> None:
    """Each would keep a careless pattern busy for longer than the suite's time limit."""
    for text in hostile(4096):
        inspect(Content(text=text), [text])
