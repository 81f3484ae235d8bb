"""Every kind of content, both ways: what the other person's phone shows, against what the sender's shows.

`pytest -s tests/journeys/test_fidelity.py` prints the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pytest

from tests.journeys.house import Hire, Studio, answer_to, fault, hire, join_as, last, place_of, send
from tests.world import Phone, Program, wait_for

STYLES = [
    {"type": "bold", "offset": 0, "length": 4},
    {"type": "italic", "offset": 5, "length": 2},
    {"type": "text_link", "offset": 8, "length": 3, "url": "https://maps.app.goo.gl/aBc1"},
    {"type": "spoiler", "offset": 12, "length": 2},
    {"type": "code", "offset": 15, "length": 1},
]
WORDS = "Look 😀 map 👋 x"
HERE = {"latitude": -8.690512, "longitude": 115.262547}
SPOT = {**HERE, "horizontal_accuracy": 20.0}
POLL = {"question": "When?", "options": ["At five", "At six", "Not today"], "allows_multiple_answers": True}
QUIZ = {"question": "2 + 2?", "options": ["3", "4"], "type": "quiz", "correct_option_ids": [1]}
PREMIUM = WORDS + " and so on 🙏" * 150
SHOWN = ("duration", "title", "performer", "emoji", "spoiler", "venue")


@dataclass(frozen=True)
class Case:
    """`send` is what the person does; `but` what differs on the other phone, `also` who is told what."""

    send: dict[str, Any]
    but: dict[str, Any] = field(default_factory=dict)
    to_sender: str = ""
    to_reader: str = ""


def captioned(kind: str, **more: Any) -> Case:
    return Case({"kind": kind, "text": WORDS, "entities": STYLES, **more})


CASES = {
    "text": Case({"text": WORDS, "entities": STYLES}),
    "photo": captioned("photo"),
    "photo, hidden, without a caption": Case({"kind": "photo", "has_spoiler": True}),
    "video": captioned("video", duration=7),
    "animation": captioned("animation"),
    "audio": captioned("audio", title="Gamelan", performer="Sekaa"),
    "voice": captioned("voice", duration=4),
    "document": captioned("document", file_name="plan.pdf"),
    "video note": Case({"kind": "video_note"}),
    "sticker": Case({"kind": "sticker", "emoji": "👍"}),
    "location": Case({"kind": "location", **SPOT}),
    "live location": Case({"kind": "live_location", **SPOT, "live_period": 900}),
    "venue": Case({"kind": "venue", **HERE, "title": "Pura Segara", "address": "Jalan Hang Tuah"}),
    "poll": Case({"kind": "poll", **POLL}, to_sender="gets this poll", to_reader="This poll comes from"),
    "quiz": Case({"kind": "poll", **QUIZ}, to_sender="gets this poll", to_reader="This poll comes from"),
    "dice": Case({"kind": "dice", "emoji": "🎯", "value": 5}, to_reader="🎯 5"),
    "forwarded text": Case({"text": WORDS, "entities": STYLES, "forwarded_from": {"hidden": "Secret Name"}}),
    "forwarded photo": captioned("photo", forwarded_from={"channel": "Secret Channel"}),
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "contact": ({"kind": "contact"}, "Contact cards are not passed on"),
    "story": ({"kind": "story"}, "A story cannot be passed on"),
    "paid media": ({"kind": "paid_media"}, "What has to be paid for"),
    "giveaway": ({"kind": "giveaway"}, "This kind of message"),
    "a quiz of somebody else's": (
        {"kind": "poll", **QUIZ, "forwarded_from": {"hidden": "Secret Name"}},
        "a quiz, for example, only from the one who made it",
    ),
}
"""What cannot be carried, and what its sender is told."""
ALBUMS: dict[str, list[dict[str, Any]]] = {
    "album of photos and a video": [
        {"kind": "photo", "caption": "one", "entities": [{"type": "bold", "offset": 0, "length": 3}]},
        {"kind": "video"},
        {"kind": "photo", "caption": "three 😀"},
    ],
    "album of documents": [{"kind": "document"}, {"kind": "document", "caption": "read this"}],
    "album of music": [{"kind": "audio", "caption": "first"}, {"kind": "audio"}],
}

Couple = tuple[Phone, Phone]
Table = dict[str, dict[str, str]]
WAYS = {"customer → therapist": False, "therapist → customer": True}
way = pytest.mark.parametrize("way", WAYS)


@pytest.fixture(scope="module")
def studio(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    made = hire(program, tmp_path_factory.mktemp("fidelity"), Hire("Mira"), join=False)
    made.therapists.append(join_as(made, "Mira", premium=True))
    return made


@pytest.fixture(scope="module")
def couple(studio: Studio) -> Couple:
    customer = studio.customer("Tomi", last_name="Secret", username="tomi_secret", premium=True)
    studio.pair(customer, studio.therapists[0])
    return customer, studio.therapists[0]


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    rows: Table = {}
    yield rows
    widths = [max(map(len, rows)), *(max(len(row.get(name, "")) for row in rows.values()) for name in WAYS)]
    print("\n\nWhat the other phone shows\n")
    for head, cells in [("kind", dict(zip(WAYS, WAYS, strict=True))), *rows.items()]:
        line = [head, *(cells.get(name, "(not tried)") for name in WAYS)]
        print(" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))


def of_way(couple: Couple, way: str) -> Couple:
    return couple[::-1] if WAYS[way] else couple


def look(phone: Phone, message: dict[str, Any]) -> dict[str, Any]:
    """All that a person sees of a message: with the file's bytes, without ids and times."""
    spot = message.get("location") or {}
    poll = message.get("poll") or {}
    return {
        "kind": message["kind"],
        "text": message["text"],
        "entities": sorted(map(mark, message["entities"])),
        "bytes": sha256(phone.file(message)).hexdigest() if message["file"] else None,
        "name": message["file"]["name"] if message["file"] else None,
        "spot": [spot.get(name) for name in ("latitude", "longitude", "horizontal_accuracy")],
        "poll": [poll.get(name) for name in ("question", "type", "is_anonymous", "allows_multiple_answers")],
        "options": [one["text"] for one in poll.get("options", ())],
        "dice": message.get("dice"),
        **{name: message.get(name) for name in SHOWN},
    }


def mark(entity: dict[str, Any]) -> tuple[Any, ...]:
    return entity["type"], entity["offset"], entity["length"], entity.get("url")


def copies(reader: Phone, after: int, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """The copies that came, once there are as many; no more and no fewer."""

    def come() -> list[dict[str, Any]]:
        found = [one for one in reader.from_bot(after) if one["kind"] == kind]
        return found if len(found) >= count else []

    found: list[dict[str, Any]] = wait_for(come, f"{count} × {kind} at {reader.name}")
    assert len(found) == count, "more than once"
    return found


@way
@pytest.mark.parametrize("name", CASES)
def test_a_kind_arrives_as_it_was_sent(couple: Couple, table: Table, name: str, way: str) -> None:
    case, (sender, reader) = CASES[name], of_way(couple, way)
    sent = int(sender.act("send", **case.send)["message_id"])
    own = look(sender, sender.message(sent))
    expected = own | case.but
    (copy,) = copies(reader, sent, expected["kind"])
    assert look(reader, copy) == expected
    assert not copy["forwarded"]
    assert "ecret" not in repr(reader.from_bot(sent)), "whose it is shows"
    if case.to_sender:
        answer_to(sender, sent, case.to_sender)
    if case.to_reader:
        answer_to(reader, copy["message_id"], case.to_reader)
    table.setdefault(name, {})[way] = noted(case)


def noted(case: Case) -> str:
    told = [who for who, words in (("sender", case.to_sender), ("reader", case.to_reader)) if words]
    said = f", {' and '.join(told)} told" if told else ""
    return (f"as {case.but['kind']}" if "kind" in case.but else "the same") + said


@way
@pytest.mark.parametrize("name", ALBUMS)
def test_an_album_arrives_as_an_album(couple: Couple, table: Table, name: str, way: str) -> None:
    items, (sender, reader) = ALBUMS[name], of_way(couple, way)
    parts = [int(one["message_id"]) for one in sender.act("send", kind="album", items=items)]
    after = sender.send("and what do you say?")
    reader.see("and what do you say?", after=after)
    own = [look(sender, sender.message(part)) for part in parts]
    got = [one for one in reader.from_bot(parts[-1]) if one["kind"] != "text"]
    assert [look(reader, one) for one in got] == own
    assert len({one["media_group"] for one in got}) == 1 and got[0]["media_group"]
    assert reader.from_bot(parts[-1])[-1]["text"] == "and what do you say?", "out of order"
    for part, copy in zip(parts, got, strict=True):
        back = reader.send("this one", reply_to=copy["message_id"])
        assert sender.see("this one", after=back)["reply_to"] == part
    table.setdefault(name, {})[way] = f"one album of {len(got)}, in order"


@way
@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_carried_is_explained(
    studio: Studio, couple: Couple, table: Table, name: str, way: str
) -> None:
    (body, words), (sender, reader) = REFUSED[name], of_way(couple, way)
    before = last(reader)
    sent = int(sender.act("send", **body)["message_id"])
    answer_to(sender, sent, words)
    studio.quiet()
    assert reader.from_bot(before) == []
    table.setdefault(name, {})[way] = "not carried, sender told why"


@way
def test_a_caption_longer_than_a_bots_arrives_whole(couple: Couple, table: Table, way: str) -> None:
    sender, reader = of_way(couple, way)
    sent = send(sender, kind="photo", text=PREMIUM, entities=STYLES)
    own = look(sender, sender.message(sent))
    assert len(own["text"]) > 1024
    (photo,) = copies(reader, sent, "photo")
    (below,) = copies(reader, sent, "text")
    assert look(reader, photo) == own | {"text": "", "entities": []}
    assert (below["text"], sorted(map(mark, below["entities"]))) == (own["text"], own["entities"])
    assert below["reply_to"] == photo["message_id"]
    table.setdefault("photo with a Premium caption", {})[way] = "the same, the caption below"


@way
def test_a_reply_keeps_its_place_and_its_quote_where_that_still_matches(
    couple: Couple, table: Table, way: str
) -> None:
    sender, reader = of_way(couple, way)
    asked = reader.send("at five or at six?")
    seen = sender.see("at five or at six?", after=asked)["message_id"]
    answer = send(sender, kind="voice", text="this", reply_to=seen, quote="at six")
    (voice,) = copies(reader, answer, "voice")
    assert (voice["reply_to"], voice["quote"]) == (asked, "at six")
    reader.edit(asked, "at seven or at eight?")
    again = send(sender, kind="photo", text="no, this", reply_to=seen, quote="at five")
    (photo,) = copies(reader, again, "photo")
    assert (photo["reply_to"], photo["quote"]) == (asked, None)
    table.setdefault("reply with a quote", {})[way] = "reply and quote; the reply alone once edited"


@way
def test_a_voice_message_to_somebody_who_takes_none_comes_as_a_file(
    couple: Couple, table: Table, way: str
) -> None:
    sender, reader = of_way(couple, way)
    reader.act("voices", allowed=False)
    try:
        for kind, other in (("voice", "audio"), ("video_note", "video")):
            words = {"text": WORDS, "entities": STYLES} if kind == "voice" else {}
            sent = send(sender, kind=kind, **words)
            (copy,) = copies(reader, sent, other)
            own, got = look(sender, sender.message(sent)), look(reader, copy)
            assert [got[name] for name in ("bytes", "text", "entities")] == [
                own[name] for name in ("bytes", "text", "entities")
            ]
            answer = reader.send("heard", reply_to=copy["message_id"])
            assert sender.see("heard", after=answer)["reply_to"] == sent
    finally:
        reader.act("voices", allowed=True)
    table.setdefault("voice to one who takes none", {})[way] = "as audio; a round video as video"


@way
def test_an_answer_to_what_is_gone_arrives_without_it(couple: Couple, table: Table, way: str) -> None:
    """Deleted by its writer in Telegram itself, of which no bot hears; or taken back through us."""
    sender, reader = of_way(couple, way)
    deleted, back = sender.send("deleted by myself"), sender.send("taken back")
    copy = reader.see("deleted by myself", after=deleted)["message_id"]
    reader.see("taken back", after=back)
    sender.unsend(deleted)
    answer = reader.send("what did you say?", reply_to=copy)
    assert sender.see("what did you say?", after=answer)["reply_to"] is None
    sender.send("/unsend", reply_to=back)
    answer_to(sender, back, "Taken back")
    more = sender.send("about what is gone there", reply_to=back)
    assert reader.see("about what is gone there", after=more)["reply_to"] is None
    table.setdefault("reply to what is gone", {})[way] = "the same, bare"


@way
def test_a_reaction_shows_on_the_other_side_and_is_taken_back(couple: Couple, way: str) -> None:
    sender, reader = of_way(couple, way)
    sent = sender.send("at five or at six?")
    copy = reader.see("at five or at six?", after=sent)["message_id"]
    for emoji in ("👍", "🔥", None):
        reader.react(copy, emoji)
        sender.react(sent, emoji)
        wanted = [] if emoji is None else [emoji]
        for phone, message in ((sender, sent), (reader, copy)):
            becomes(phone, message, wanted)


def becomes(phone: Phone, message: int, wanted: Sequence[str]) -> None:
    wait_for(lambda: by_bot(phone, message) == wanted, f"{wanted} at {phone.name}")


def by_bot(phone: Phone, message: int) -> list[str]:
    return [one["emoji"] for one in phone.message(message)["reactions"] if one["from"] == "bot"]


LOST: dict[str, tuple[str, dict[str, Any]]] = {
    "photo": ("copyMessage", {"kind": "photo"}),
    "venue": ("sendVenue", {"kind": "venue"}),
    "album": ("sendMediaGroup", {"kind": "album"}),
}


@pytest.mark.parametrize("name", LOST)
def test_what_may_have_arrived_goes_again_only_when_its_sender_says_so(couple: Couple, name: str) -> None:
    method, body = LOST[name]
    customer, therapist = couple
    parts = 2 if name == "album" else 1
    kind = "photo" if name == "album" else name
    with fault(customer.world, kind="cut_before", method=method, chat=therapist.id):
        made = customer.act("send", **body)
        first = int((made[0] if isinstance(made, list) else made)["message_id"])
        asked = answer_to(customer, first, "may have arrived")
    assert therapist.from_bot(first) == []
    customer.press(place_of(asked, "again"), wait=True)
    found = copies(therapist, first, kind, parts)
    assert len({one["media_group"] for one in found}) == 1


# What becomes of a message afterwards

AFTER = ("edited", "replied", "reacted", "unsent")
UNEDITABLE = {"video note", "sticker", "location", "venue", "poll", "quiz", "dice"}
"""Telegram lets nobody edit these; nor what was forwarded."""
NEW = "Now it is 🌙 new"
NEW_STYLES = [{"type": "underline", "offset": 0, "length": 3}]
OTHER_FILE = {"photo", "video", "animation", "audio", "document"}
THERE: dict[str, Any] = {"latitude": -8.701, "longitude": 115.27}


@pytest.fixture(scope="module")
def afterwards() -> Iterator[Table]:
    rows: Table = {}
    yield rows
    columns = [f"{act} {arrow}" for arrow in ("→", "←") for act in AFTER]
    head = max(map(len, rows))
    print("\n\nWhat the other phone shows of what is done afterwards (→ customer to therapist, ← back)\n")
    widths = [max(len(name), *(len(row.get(name, "")) for row in rows.values())) for name in columns]
    for name, cells in [("kind", dict(zip(columns, columns, strict=True))), *rows.items()]:
        line = [
            cells.get(one, "(not tried)").ljust(width) for one, width in zip(columns, widths, strict=True)
        ]
        print(" | ".join([name.ljust(head), *line]))


@way
@pytest.mark.parametrize("name", [*CASES, *ALBUMS])
def test_what_is_done_to_a_message_afterwards_reaches_its_copy(
    studio: Studio, couple: Couple, afterwards: Table, name: str, way: str
) -> None:
    sender, reader = of_way(couple, way)
    # Nobody is slowed: that is told elsewhere.
    studio.skip(20)
    parts, got = sent_as(sender, reader, name)
    row, arrow = afterwards.setdefault(name, {}), "←" if WAYS[way] else "→"
    row[f"edited {arrow}"] = edited(sender, reader, name, parts[-1], got[-1])
    row[f"replied {arrow}"] = replied(sender, reader, parts[-1], got[-1])
    row[f"reacted {arrow}"] = reacted(sender, reader, parts, got)
    row[f"unsent {arrow}"] = unsent(sender, reader, parts, got)


def sent_as(sender: Phone, reader: Phone, name: str) -> tuple[list[int], list[int]]:
    """The message's parts on each of the two phones."""
    if name in ALBUMS:
        items = ALBUMS[name]
        parts = [int(one["message_id"]) for one in sender.act("send", kind="album", items=items)]
    else:
        parts = [int(sender.act("send", **CASES[name].send)["message_id"])]

    def come() -> list[int]:
        shown = [one["message_id"] for one in reader.from_bot(parts[-1]) if not told_to(reader, one)]
        return shown if len(shown) == len(parts) else []

    return parts, wait_for(come, f"{name} at {reader.name}")


def told_to(reader: Phone, message: dict[str, Any]) -> bool:
    """The line below a poll or a throw that says whose it is."""
    return "comes from" in message["text"] or "threw this" in message["text"]


def edited(sender: Phone, reader: Phone, name: str, sent: int, copy: int) -> str:
    """Each change that the kind allows, one after the other, as the reader's phone shows it."""
    if name in UNEDITABLE or name.startswith("forwarded"):
        return "(not editable)"
    if name == "live location":
        sender.edit(sent, **THERE)
        alike(sender, reader, sent, copy)
        sender.stop(sent)
        wait_for(lambda: not reader.message(copy)["live"], f"{name} stopped at {reader.name}")
        return "moved, stopped"
    sender.edit(sent, NEW, entities=NEW_STYLES)
    alike(sender, reader, sent, copy)
    kind = sender.message(sent)["kind"]
    if kind not in OTHER_FILE:
        return "text" if kind == "text" else "caption"
    sender.edit(sent, "another", kind=kind)
    alike(sender, reader, sent, copy)
    return "caption, file"


def alike(sender: Phone, reader: Phone, sent: int, copy: int) -> None:
    """The copy shows what the sender's own message shows."""

    def same() -> bool:
        return look(reader, reader.message(copy)) == look(sender, sender.message(sent))

    wait_for(same, f"{copy} at {reader.name} like {sent}")


def replied(sender: Phone, reader: Phone, sent: int, copy: int) -> str:
    answer = reader.send("about this", reply_to=copy)
    back = sender.see("about this", after=answer)
    assert back["reply_to"] == sent
    more = sender.send("and more", reply_to=sent)
    assert reader.see("and more", after=more)["reply_to"] == copy
    return "both ways"


def reacted(sender: Phone, reader: Phone, parts: list[int], got: list[int]) -> str:
    """From the last part, under the first."""
    for emoji in ("👍", None):
        reader.react(got[-1], emoji)
        sender.react(parts[-1], emoji)
        wanted = [] if emoji is None else [emoji]
        becomes(sender, parts[0], wanted)
        becomes(reader, got[0], wanted)
    return "both ways"


def unsent(sender: Phone, reader: Phone, parts: list[int], got: list[int]) -> str:
    sender.send("/unsend", reply_to=parts[-1])
    said = answer_to(sender, parts[0], "chat")["text"]
    left = {one["message_id"] for one in reader.chat()} & set(got)
    if "does not let this be deleted" in said:
        assert left == set(got)
        return "Telegram keeps it"
    assert "Taken back" in said and not left, "still there"
    return "gone"
