"""Telegram's message of each kind, in our words."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.enums import ContentType
from aiogram.types import Message

from bot.handlers.content import said
from bot.handlers.kinds import CARRIED, CONTENT, REFUSED
from domain.message import MessageKind

FILE = {"file_id": "f", "file_unique_id": "u"}
SIZE = FILE | {"width": 1, "height": 1}
POINT = {"latitude": -8.5, "longitude": 115.25}
NAMED = {"title": "Pura", "address": "Jalan 3"}
SOMEBODY = {"id": 1, "is_bot": False, "first_name": "Somebody"}
POLL = {
    "id": "1",
    "question": "When?",
    "options": [
        {"text": name, "voter_count": 0, "persistent_id": name, "added_by_user": SOMEBODY}
        for name in ("Five", "Six")
    ],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
STICKER = SIZE | {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}

HELD: dict[MessageKind, tuple[dict[str, Any], dict[str, Any]]] = {
    MessageKind.TEXT: (
        {"text": "hi", "link_preview_options": {"is_disabled": True}},
        {"preview": {"is_disabled": True}},
    ),
    MessageKind.PHOTO: (
        {"photo": [SIZE | {"file_id": "small"}, SIZE], "caption": "hi", "has_media_spoiler": True},
        {"unique": "u", "spoiler": True},
    ),
    MessageKind.VIDEO: (
        {"video": SIZE | {"duration": 3}, "caption": "hi", "show_caption_above_media": True},
        {"unique": "u", "above": True},
    ),
    MessageKind.VIDEO_NOTE: ({"video_note": FILE | {"length": 1, "duration": 1}}, {"unique": "u"}),
    MessageKind.VOICE: ({"voice": FILE | {"duration": 3}, "caption": "hi"}, {"unique": "u"}),
    MessageKind.AUDIO: ({"audio": FILE | {"duration": 3}, "caption": "hi"}, {"unique": "u"}),
    MessageKind.DOCUMENT: ({"document": FILE, "caption": "hi"}, {"unique": "u"}),
    MessageKind.STICKER: ({"sticker": STICKER}, {"unique": "u", "emoji": "👍"}),
    MessageKind.ANIMATION: (
        {"animation": SIZE | {"duration": 1}, "document": FILE | {"file_id": "d"}, "caption": "hi"},
        {"unique": "u"},
    ),
    MessageKind.LIVE_PHOTO: (
        {"live_photo": SIZE | {"duration": 1, "photo": [SIZE | {"file_id": "still"}]}, "caption": "hi"},
        {"unique": "u", "photo": "still"},
    ),
    MessageKind.LOCATION: ({"location": POINT | {"horizontal_accuracy": 9.5}}, POINT | {"accuracy": 9.5}),
    MessageKind.LIVE_LOCATION: ({"location": POINT | {"live_period": 900}}, POINT | {"period": 900}),
    MessageKind.VENUE: (
        {"venue": {"location": POINT, **NAMED, "foursquare_id": "4f"}, "location": POINT},
        POINT | NAMED | {"place": {"foursquare_id": "4f"}},
    ),
    MessageKind.POLL: ({"poll": POLL}, {"question": "When?", "options": ["Five", "Six"]}),
    MessageKind.DICE: ({"dice": {"emoji": "🎲", "value": 4}}, {"emoji": "🎲", "value": 4}),
    MessageKind.CONTACT: ({"contact": {"phone_number": "+1", "first_name": "A", "user_id": 5}}, {}),
}


def message(**content: Any) -> Message:
    chat = {"id": 1, "type": "private", "first_name": "Ana"}
    return Message.model_validate({"message_id": 5, "date": 1_700_000_000, "chat": chat, **content})


@pytest.mark.parametrize("kind", MessageKind)
def test_each_kind_is_known_with_what_it_holds(kind: MessageKind) -> None:
    content, details = HELD[kind]
    got = said(message(**content))
    assert (got.kind, got.details, got.chat_message) == (kind, details, 5)
    assert got.text == ("hi" if kind.captioned or kind is MessageKind.TEXT else "")
    assert got.file == ("f" if "unique" in details else "")


def test_a_part_of_an_album_and_a_forwarded_post_keep_what_is_theirs_and_nothing_of_their_origin() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Somebody Else", "date": 1}
    content, _ = HELD[MessageKind.PHOTO]
    got = said(message(**content, media_group_id="77", forward_origin=origin))
    assert got.album == "77"
    assert "Somebody" not in repr(got)


@pytest.mark.parametrize("manual", [True, False])
def test_only_a_quote_that_was_chosen_is_kept(manual: bool) -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    quote = {"text": "at six", "position": 11, "is_manual": manual, "entities": [bold]}
    original = {"message_id": 4, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "at five or at six"}
    got = said(message(text="this", reply_to_message=original, quote=quote))
    kept = {"text": "at six", "position": 11, "entities": [bold]}
    assert got.details.get("quote") == (kept if manual else None)
    assert got.reply_to == 4


def _message(number: int, **more: Any) -> dict[str, Any]:
    return {"message_id": number, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hi"} | more


@pytest.mark.parametrize(
    ("where", "topic", "reply_to"),
    [
        ({}, None, None),
        ({"message_thread_id": 7}, None, None),
        ({"message_thread_id": 7, "is_topic_message": True}, 7, None),
        ({"message_thread_id": 7, "is_topic_message": True, "reply_to_message": _message(9)}, 7, 9),
        ({"message_thread_id": 7, "is_topic_message": True, "reply_to_message": _message(7)}, 7, None),
        ({"reply_to_message": _message(7)}, None, 7),
    ],
)
def test_a_line_in_a_topic_replies_to_nothing_but_what_its_writer_chose(
    where: dict[str, Any], topic: int | None, reply_to: int | None
) -> None:
    got = said(message(text="hi", **where))
    assert (got.details.get("topic"), got.reply_to) == (topic, reply_to)


@pytest.mark.parametrize(("chat", "elsewhere"), [(None, True), ({"id": -5, "type": "channel"}, None)])
def test_a_reply_to_another_topic_is_known_from_one_to_another_chat(
    chat: dict[str, Any] | None, elsewhere: bool | None
) -> None:
    away = {"origin": {"type": "hidden_user", "sender_user_name": "A", "date": 1}, "chat": chat}
    got = said(message(text="hi", external_reply=away, quote={"text": "h", "position": 0, "is_manual": True}))
    assert got.details.get("elsewhere") == elsewhere
    assert (got.reply_to, got.details.get("quote")) == (None, None)


def test_no_kind_of_content_is_both_carried_and_refused_and_none_is_forgotten() -> None:
    """What is in neither table is Telegram's own word about the chat."""
    assert not CARRIED.keys() & REFUSED.keys()
    assert {*CARRIED.values(), MessageKind.LIVE_LOCATION} == set(MessageKind)
    told = {ContentType(one) for one in ContentType} - CONTENT - {ContentType.ANY}
    for service in (
        "pinned_message",
        "successful_payment",
        "passport_data",
        "new_chat_title",
        "web_app_data",
    ):
        assert service in told
    for content in ("photo", "contact", "story", "giveaway", "checklist", "unknown"):
        assert content not in told
