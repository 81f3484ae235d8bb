"""A person's message of every kind, as Telegram gets it."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from domain.ids import MessageId
from domain.message import MessageKind
from domain.people import Address
from services.outgoing import AlbumCopy, AlbumPart, MediaCopy, PlaceCopy, Refused, Sent, TextCopy, Uncertain
from tests.bot.test_messenger import ANA, BOLD, messaging
from tests.bot.wire import no, ok, sent

QUOTE_GONE = "Bad Request: QUOTE_TEXT_INVALID"
UNSEEN = {"is_disabled": True}
QUOTE = {"text": "at six", "position": 11, "entities": [BOLD]}


def media(kind: MessageKind, caption: str | None, **more: Any) -> MediaCopy:
    source = Address("telegram", "2002")
    given: dict[str, Any] = {"entities": (), "reply_to": None} | more
    return MediaCopy(kind=kind, source=source, source_message=33, caption=caption, **given)


def part(number: int, kind: MessageKind, caption: str = "", **more: Any) -> AlbumPart:
    given: dict[str, Any] = {"entities": ()} | more
    return AlbumPart(message=MessageId(number), kind=kind, file=f"file-{number}", caption=caption, **given)


async def test_what_has_no_caption_gets_none_and_an_empty_one_is_said() -> None:
    async with messaging() as at:
        at.wire.says(lambda: ok({"message_id": 502}))
        await at.messenger.send(ANA, media(MessageKind.STICKER, None))
        await at.messenger.send(ANA, media(MessageKind.VOICE, ""))
        await at.messenger.send(ANA, media(MessageKind.PHOTO, "hi", above=True, entities=(BOLD,)))
        assert "caption" not in at.asked[0][1]
        assert at.asked[1][1]["caption"] == ""
        assert at.asked[2][1]["show_caption_above_media"] is True
        assert at.asked[2][1]["caption_entities"] == [BOLD]


async def test_an_album_goes_by_its_files_with_our_captions_and_says_where_each_part_is() -> None:
    async with messaging() as at:
        at.wire.says(lambda: ok([message(7), message(8)]))
        first = part(1, MessageKind.PHOTO, "one", entities=(BOLD,), details={"spoiler": True})
        album = AlbumCopy(parts=(first, part(2, MessageKind.VIDEO)), reply_to=9)
        outcome = await at.messenger.send(ANA, album)
        assert outcome == Sent(7, ((MessageId(1), 7), (MessageId(2), 8)))
        ((method, asked),) = at.asked
        assert (method, asked["reply_parameters"]["message_id"]) == ("sendMediaGroup", 9)
        assert asked["media"] == [
            {
                "type": "photo",
                "media": "file-1",
                "caption": "one",
                "caption_entities": [BOLD],
                "has_spoiler": True,
            },
            {"type": "video", "media": "file-2"},
        ]


async def test_documents_and_music_go_as_albums_too() -> None:
    for kind in (MessageKind.DOCUMENT, MessageKind.AUDIO, MessageKind.LIVE_PHOTO):
        async with messaging() as at:
            at.wire.says(lambda: ok([message(7), message(8)]))
            still = {"photo": "still"}
            parts = (part(1, kind, "one", details=still), part(2, kind, details=still))
            assert isinstance(await at.messenger.send(ANA, AlbumCopy(parts=parts, reply_to=None)), Sent)
            assert [one["type"] for one in at.asked[0][1]["media"]] == [kind.value] * 2


async def test_an_album_answered_with_other_than_its_parts_is_uncertain() -> None:
    async with messaging() as at:
        at.wire.says(lambda: ok([message(7)]))
        album = AlbumCopy(parts=(part(1, MessageKind.PHOTO), part(2, MessageKind.PHOTO)), reply_to=None)
        assert await at.messenger.send(ANA, album) == Uncertain("undecodable")


async def test_an_albums_formatting_that_is_refused_is_left_out() -> None:
    async with messaging() as at:
        refusal = "Bad Request: can't parse entities: nonsense at byte offset 3"
        at.wire.says(lambda: no(400, refusal), lambda: ok([message(7), message(8)]))
        parts = (part(1, MessageKind.PHOTO, "one", entities=(BOLD,)), part(2, MessageKind.PHOTO))
        assert isinstance(await at.messenger.send(ANA, AlbumCopy(parts=parts, reply_to=None)), Sent)
        assert at.asked[1][1]["media"][0] == {"type": "photo", "media": "file-1", "caption": "one"}


async def test_a_place_goes_from_our_record() -> None:
    async with messaging() as at:
        await at.messenger.send(
            ANA,
            PlaceCopy(latitude=-8.5, longitude=115.25, more={"horizontal_accuracy": 12.5}, reply_to=None),
        )
        await at.messenger.send(
            ANA,
            PlaceCopy(
                latitude=-8.5,
                longitude=115.25,
                title="Pura",
                address="Jalan 3",
                more={"foursquare_id": "4f"},
                reply_to=5,
            ),
        )
        point = {"chat_id": 1001, "latitude": -8.5, "longitude": 115.25}
        assert at.asked[0] == ("sendLocation", point | {"horizontal_accuracy": 12.5})
        method, asked = at.asked[1]
        assert (method, asked.pop("reply_parameters")["message_id"]) == ("sendVenue", 5)
        assert asked == point | {"title": "Pura", "address": "Jalan 3", "foursquare_id": "4f"}


async def test_a_quote_goes_along_and_is_left_out_where_it_does_not_match() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, QUOTE_GONE), sent)
        parcel = TextCopy(text="this", entities=(), reply_to=9, quote=QUOTE)
        assert await at.messenger.send(ANA, parcel) == Sent(501)
        full, bare = (asked["reply_parameters"] for _, asked in at.asked)
        assert (full["quote"], full["quote_position"], full["quote_entities"]) == ("at six", 11, [BOLD])
        assert bare == {"message_id": 9, "allow_sending_without_reply": True}


async def test_a_quote_is_left_out_only_once() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, QUOTE_GONE))
        outcome = await at.messenger.send(ANA, TextCopy(text="x", entities=(), reply_to=9, quote=QUOTE))
        assert isinstance(outcome, Refused)
        assert len(at.asked) == 2


async def test_a_link_is_shown_as_its_writer_wanted_it() -> None:
    async with messaging() as at:
        parcel = TextCopy(text="https://example.org", entities=(), reply_to=None, preview=UNSEEN)
        await at.messenger.send(ANA, parcel)
        assert at.asked[0][1]["link_preview_options"] == UNSEEN


def message(number: int) -> dict[str, Any]:
    chat = {"id": 1001, "type": "private", "first_name": "Ana"}
    return {"message_id": number, "date": 1_700_000_000, "chat": chat, "text": "x"}


VOICES = "Bad Request: VOICE_MESSAGES_FORBIDDEN"
FOUND = {"file_id": "v1", "file_unique_id": "u1", "file_path": "voice/file_1.oga"}


async def test_a_voice_for_one_who_takes_none_goes_as_an_audio_file() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, VOICES), lambda: ok(FOUND), sound, sent)
        voice = media(MessageKind.VOICE, "listen", file="v1", entities=(BOLD,), reply_to=9)
        assert await at.messenger.send(ANA, voice) == Sent(501)
        methods = [method for method, _ in at.asked]
        assert methods == ["copyMessage", "getFile", "a file", "sendAudio"]
        asked = at.asked[-1][1]
        assert (asked["caption"], asked["reply_parameters"]["message_id"]) == ("listen", 9)


async def test_a_round_video_goes_as_a_film_or_as_a_document_where_that_is_refused_too() -> None:
    async with messaging() as at:
        at.wire.says(
            lambda: no(400, VOICES), lambda: ok(FOUND), sound, lambda: no(400, "Bad Request: wrong"), sent
        )
        assert await at.messenger.send(ANA, media(MessageKind.VIDEO_NOTE, None, file="v1")) == Sent(501)
        assert [method for method, _ in at.asked][-2:] == ["sendVideo", "sendDocument"]


async def test_one_that_cannot_be_fetched_is_refused_as_it_was() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, VOICES), lambda: no(400, "Bad Request: file is too big"))
        outcome = await at.messenger.send(ANA, media(MessageKind.VOICE, "", file="v1"))
        assert isinstance(outcome, Refused) and outcome.reason == "voice_forbidden"


def sound() -> web.Response:
    return web.Response(body=b"OggS")
