"""Topics at the wire: what goes into one, what the answer says of it, and keeping them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram.types import MessageEntity
from aiohttp import web

from bot.messenger import TelegramMessenger
from bot.rendered import Rendered
from bot.session import sending_bot
from bot.topics import TelegramTopics
from domain.ids import MessageId
from domain.message import MessageKind
from domain.people import Address
from services.outgoing import (
    AlbumCopy,
    AlbumPart,
    Gone,
    MediaCopy,
    Outcome,
    Parcel,
    PlaceCopy,
    Refused,
    RetryAfter,
    Sent,
    Shut,
    Speech,
    TextCopy,
    TopicGone,
)
from tests.bot.wire import TOKEN, TestTasks, Wire, dismiss, no, ok, serving

ANA, THREAD = Address("telegram", "1001"), 77
TITLE = Speech(code="topic.title", values={}, language="en")


def views(speech: Speech) -> Rendered:
    return Rendered(
        text=f"{speech.code} " + "x" * 200, entities=(MessageEntity(type="bold", offset=0, length=1),)
    )


def landed(thread: int | None, *, message: int = 501, parts: int = 0) -> web.Response:
    one = {"message_id": message, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "x"}
    where = {} if thread is None else {"message_thread_id": thread, "is_topic_message": True}
    return ok([one | where | {"message_id": message + at} for at in range(parts)] if parts else one | where)


@asynccontextmanager
async def talking() -> AsyncIterator[tuple[Wire, TelegramMessenger, TelegramTopics]]:
    wire, tasks = Wire(), TestTasks()
    async with serving(wire.handle) as (base, _):
        bot = sending_bot(TOKEN, base)
        try:
            yield wire, TelegramMessenger(bot, views, tasks), TelegramTopics(bot, views)
        finally:
            await tasks.stop()
            await dismiss(bot)


def media(kind: MessageKind, *, file: str = "f1", thread: int | None = THREAD) -> MediaCopy:
    return MediaCopy(
        kind=kind,
        source=Address("telegram", "2002"),
        source_message=33,
        caption="look" if kind.captioned else None,
        entities=(),
        reply_to=9,
        file=file,
        details={"photo": "still", "spoiler": True},
        thread=thread,
    )


PARTS = tuple(
    AlbumPart(message=MessageId(at), kind=MessageKind.PHOTO, file="f", caption="", entities=())
    for at in (1, 2)
)
INTO: list[tuple[str, Parcel]] = [
    ("sendMessage", TextCopy(text="hi", entities=(), reply_to=None, thread=THREAD)),
    ("sendMessage", Speech(code="room.opened", values={}, language="en", thread=THREAD)),
    ("sendLocation", PlaceCopy(latitude=1, longitude=2, reply_to=None, thread=THREAD)),
    ("sendVenue", PlaceCopy(latitude=1, longitude=2, title="A", address="B", reply_to=None, thread=THREAD)),
    ("sendMediaGroup", AlbumCopy(parts=PARTS, reply_to=None, thread=THREAD)),
    ("sendPhoto", media(MessageKind.PHOTO)),
    ("sendLivePhoto", media(MessageKind.LIVE_PHOTO)),
    ("sendVideo", media(MessageKind.VIDEO)),
    ("sendAnimation", media(MessageKind.ANIMATION)),
    ("sendAudio", media(MessageKind.AUDIO)),
    ("sendDocument", media(MessageKind.DOCUMENT)),
    ("sendVoice", media(MessageKind.VOICE)),
    ("sendVideoNote", media(MessageKind.VIDEO_NOTE)),
    ("sendSticker", media(MessageKind.STICKER)),
    ("copyMessage", media(MessageKind.POLL, file="")),
    ("copyMessage", media(MessageKind.PHOTO, thread=None)),
]


@pytest.mark.parametrize(("method", "parcel"), INTO)
async def test_what_goes_into_a_topic_and_where_the_answer_says_it_stands(
    method: str, parcel: Parcel
) -> None:
    parts = len(PARTS) if isinstance(parcel, AlbumCopy) else 0
    async with talking() as (wire, messenger, _):
        wire.says(lambda: ok({"message_id": 501}) if method == "copyMessage" else landed(THREAD, parts=parts))
        outcome = await messenger.send(ANA, parcel)
        (call,) = wire.calls
        asked = None if isinstance(parcel, MediaCopy) and parcel.thread is None else THREAD
        assert (call.method, call.params.get("message_thread_id")) == (method, asked)
        assert isinstance(outcome, Sent) and (outcome.message, outcome.thread) == (501, asked)
        if isinstance(parcel, MediaCopy) and parcel.thread is not None:
            assert call.params["reply_parameters"]["message_id"] == 9
        if method == "sendLivePhoto":
            assert (call.params["live_photo"], call.params["photo"]) == ("f1", "still")
        if method in ("sendPhoto", "sendVideo", "sendAnimation"):
            assert (call.params["caption"], call.params["has_spoiler"]) == ("look", True)


@pytest.mark.parametrize("elsewhere", [None, 78])
async def test_the_answer_tells_of_another_place(elsewhere: int | None) -> None:
    async with talking() as (wire, messenger, _):
        wire.says(lambda: landed(elsewhere))
        outcome = await messenger.send(ANA, TextCopy(text="hi", entities=(), reply_to=None, thread=THREAD))
        assert outcome == Sent(501, thread=elsewhere)


@pytest.mark.parametrize(
    "said", ["message thread not found", "TOPIC_ID_INVALID", "TOPIC_DELETED", "TOPIC_CLOSED"]
)
@pytest.mark.parametrize("thread", [THREAD, None])
async def test_a_topic_that_is_gone(said: str, thread: int | None) -> None:
    async with talking() as (wire, messenger, _):
        wire.says(lambda: no(400, f"Bad Request: {said}"))
        outcome = await messenger.send(ANA, TextCopy(text="hi", entities=(), reply_to=None, thread=thread))
        assert isinstance(outcome, TopicGone if thread else Refused)
        assert len(wire.calls) == 1


async def test_a_file_that_is_not_known_by_its_id_goes_as_a_copy() -> None:
    async with talking() as (wire, messenger, _):
        unknown = "Bad Request: wrong file identifier/HTTP URL specified"
        wire.says(lambda: no(400, unknown), lambda: ok({"message_id": 502}))
        outcome: Outcome = await messenger.send(ANA, media(MessageKind.PHOTO))
        assert outcome == Sent(502, thread=THREAD)
        assert [call.method for call in wire.calls] == ["sendPhoto", "copyMessage"]
        assert wire.calls[1].params["message_thread_id"] == THREAD


@pytest.mark.parametrize("thread", [THREAD, None])
async def test_a_document_is_sent_as_it_was_checked_or_not_at_all(thread: int | None) -> None:
    async with talking() as (wire, messenger, _):
        parcel = media(MessageKind.DOCUMENT, thread=thread)
        wire.says(lambda: landed(thread), lambda: no(400, "Bad Request: wrong file identifier specified"))
        assert isinstance(await messenger.send(ANA, parcel), Sent)
        assert isinstance(await messenger.send(ANA, parcel), Refused)
        asked = [(call.method, call.params.get("document")) for call in wire.calls]
        assert asked == [("sendDocument", "f1")] * 2, "a copy would be of what its sender made of it since"


async def test_topics_are_made_and_renamed() -> None:
    async with talking() as (wire, _, topics):
        made = {"message_thread_id": THREAD, "name": "x", "icon_color": 7322096}
        wire.says(lambda: ok(made), lambda: ok(True), lambda: no(400, "Bad Request: TOPIC_NOT_MODIFIED"))
        assert await topics.make(ANA, TITLE) == THREAD
        assert await topics.rename(ANA, THREAD, TITLE)
        assert await topics.rename(ANA, THREAD, TITLE), "it is called so already"
        assert [call.method for call in wire.calls] == [
            "createForumTopic",
            "editForumTopic",
            "editForumTopic",
        ]
        assert len(wire.calls[0].params["name"]) == 128


@pytest.mark.parametrize(
    "answer",
    [
        no(400, "Bad Request: CHAT_RESTRICTED"),
        no(500, "Internal Server Error"),
        no(502, "Bad Gateway"),
    ],
)
async def test_whatever_telegram_answers_it_is_done_without(answer: web.Response) -> None:
    async with talking() as (wire, _, topics):
        body, status = answer.body, answer.status
        wire.says(lambda: web.Response(body=body, status=status, content_type="application/json"))
        topics.has_topics = True
        assert await topics.make(ANA, TITLE) is None
        assert await topics.rename(ANA, THREAD, TITLE) is False
        assert await topics.take_back(ANA, 5) is False
        await topics.look()
        assert topics.has_topics is True, "none of it says that the bot has none"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (no(429, "Too Many Requests: retry after 9"), RetryAfter(9)),
        (no(403, "Forbidden: bot was blocked by the user"), Gone("blocked")),
        (no(401, "Unauthorized"), Shut("Unauthorized")),
    ],
)
async def test_what_bars_words_as_well_is_said(answer: web.Response, outcome: Outcome) -> None:
    async with talking() as (wire, _, topics):
        body, status = answer.body, answer.status
        wire.says(lambda: web.Response(body=body, status=status, content_type="application/json"))
        assert await topics.make(ANA, TITLE) == outcome


async def test_whether_there_are_topics_is_telegrams_to_say() -> None:
    me = {"id": 123456789, "is_bot": True, "first_name": "B"}
    async with talking() as (wire, _, topics):
        wire.says(
            lambda: ok(me | {"has_topics_enabled": True}),
            lambda: no(400, "Bad Request: the chat is not a forum"),
            lambda: ok(me | {"has_topics_enabled": True}),
            lambda: ok(me),
        )
        seen = [topics.has_topics]
        await topics.look()
        seen.append(topics.has_topics)
        assert await topics.make(ANA, TITLE) is None
        seen.append(topics.has_topics)
        for _ in range(2):
            await topics.look()
            seen.append(topics.has_topics)
        assert seen == [None, True, False, True, False]
