"""Each kind of parcel, as Telegram gets it."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiogram.methods import Response
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
)

from bot.answers import Answers
from bot.messenger import TelegramMessenger
from bot.rendered import Rendered
from bot.session import sending_bot
from bot.toasts import Toast
from domain.message import MessageKind
from domain.people import Address
from services.outgoing import CardLost, MediaCopy, Refused, ReplyGone, Sent, Speech, TextCopy, Uncertain
from tests.bot.wire import TOKEN, TestTasks, Wire, dismiss, no, ok, sent, serving, until

ANA = Address("telegram", "1001")
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Accept", callback_data="o1:1:accept")]]
)
KEYBOARD = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="/book")]])
BOLD = {"type": "bold", "offset": 0, "length": 2}
REPLY_GONE = "Bad Request: message to be replied not found"


def views(speech: Speech) -> Rendered:
    if speech.code == "no.words":
        raise KeyError("no.words")
    markup = KEYBOARD if speech.code == "menu" else BUTTONS if speech.code == "offer" else None
    entities = (MessageEntity(type="date_time", offset=0, length=5, unix_time=1_700_000_000),)
    return Rendered(text=f"{speech.code} in {speech.language}", entities=entities, markup=markup)


@dataclass
class Setting:
    wire: Wire
    messenger: TelegramMessenger
    answers: Answers

    @property
    def asked(self) -> list[tuple[str, dict[str, Any]]]:
        return [(call.method, call.params) for call in self.wire.calls]


@asynccontextmanager
async def messaging() -> AsyncIterator[Setting]:
    wire, tasks = Wire(), TestTasks()
    wire.says(sent)
    async with serving(wire.handle) as (base, _):
        bot = sending_bot(TOKEN, base)
        messenger = TelegramMessenger(bot, views, tasks)
        try:
            yield Setting(wire, messenger, Answers(bot, views))
        finally:
            await tasks.stop()
            await dismiss(bot)
            assert not tasks.failures


async def test_text_goes_from_our_record_with_its_formatting_and_its_reply() -> None:
    text = "<b>not html</b> *nor markdown* 👩‍👩‍👧 שלום"
    async with messaging() as at:
        outcome = await at.messenger.send(ANA, TextCopy(text=text, entities=(BOLD,), reply_to=9))
        assert outcome == Sent(501)
        assert at.asked == [
            (
                "sendMessage",
                {
                    "chat_id": 1001,
                    "text": text,
                    "entities": [BOLD],
                    "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True},
                },
            )
        ]


@pytest.mark.parametrize("caption", ["look", ""])
async def test_media_is_copied_with_the_caption_from_our_record(caption: str) -> None:
    async with messaging() as at:
        at.wire.says(lambda: ok({"message_id": 502}))
        parcel = MediaCopy(
            kind=MessageKind.PHOTO,
            source=Address("telegram", "2002"),
            source_message=33,
            caption=caption,
            entities=(),
            reply_to=None,
        )
        assert await at.messenger.send(ANA, parcel) == Sent(502)
        expected = {"chat_id": 1001, "from_chat_id": 2002, "message_id": 33, "caption": caption}
        assert at.asked == [("copyMessage", expected)]


async def test_a_notice_is_put_into_words_in_its_readers_language() -> None:
    async with messaging() as at:
        speech = Speech(code="offer", values={}, language="id", reply_to=4, silent=True)
        assert await at.messenger.send(ANA, speech) == Sent(501)
        method, params = at.asked[0]
        assert method == "sendMessage"
        assert params["text"] == "offer in id"
        assert params["entities"][0]["unix_time"] == 1_700_000_000
        assert params["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "o1:1:accept"
        assert params["disable_notification"] is True
        assert "parse_mode" not in params


async def test_a_card_is_edited_in_place() -> None:
    async with messaging() as at:
        assert await at.messenger.send(ANA, Speech(code="offer", values={}, language="en", edit=44)) == Sent(
            44
        )
        method, params = at.asked[0]
        assert (method, params["message_id"], params["text"]) == ("editMessageText", 44, "offer in en")


async def test_a_card_keeps_no_keyboard_that_only_a_new_message_can_carry() -> None:
    async with messaging() as at:
        await at.messenger.send(ANA, Speech(code="menu", values={}, language="en", edit=44))
        await at.messenger.send(ANA, Speech(code="menu", values={}, language="en"))
        assert "reply_markup" not in at.asked[0][1]
        assert "keyboard" in at.asked[1][1]["reply_markup"]


async def test_a_card_sent_anew_takes_the_older_one_away() -> None:
    async with messaging() as at:
        at.wire.says(sent, lambda: ok(True))
        speech = Speech(code="offer", values={}, language="en", replaces=44)
        assert await at.messenger.send(ANA, speech) == Sent(501)
        await until(lambda: len(at.asked) == 2)
        assert at.asked[1] == ("deleteMessage", {"chat_id": 1001, "message_id": 44})


async def test_the_older_card_stays_where_the_new_one_did_not_go_out() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(502, "Bad Gateway"))
        speech = Speech(code="offer", values={}, language="en", replaces=44)
        assert await at.messenger.send(ANA, speech) == Uncertain("gateway")
        await asyncio.sleep(0.05)
        assert len(at.asked) == 1


async def test_a_card_that_is_gone_is_said_to_be_lost() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, "Bad Request: message to edit not found"))
        speech = Speech(code="offer", values={}, language="en", edit=44)
        assert await at.messenger.send(ANA, speech) == CardLost()


async def test_where_the_reply_is_gone_the_words_still_go() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, REPLY_GONE), sent)
        assert await at.messenger.send(ANA, TextCopy(text="yes", entities=(BOLD,), reply_to=9)) == Sent(501)
        assert "reply_parameters" not in at.asked[1][1]
        assert at.asked[1][1]["entities"] == [BOLD]


async def test_what_is_bound_to_its_reply_does_not_go_without_it() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, REPLY_GONE))
        bound = TextCopy(text="yes", entities=(), reply_to=9, bound=True)
        assert await at.messenger.send(ANA, bound) == ReplyGone()
        (asked,) = at.asked
        assert asked[1]["reply_parameters"]["allow_sending_without_reply"] is False


async def test_where_the_formatting_is_refused_the_words_go_plain() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, "Bad Request: can't parse entities: nonsense at byte offset 3"), sent)
        assert await at.messenger.send(ANA, TextCopy(text="yes", entities=(BOLD,), reply_to=9)) == Sent(501)
        assert "entities" not in at.asked[1][1]
        assert at.asked[1][1]["reply_parameters"]["message_id"] == 9


async def test_what_is_refused_without_a_reason_we_could_remove_is_asked_once() -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(400, REPLY_GONE))
        outcome = await at.messenger.send(ANA, TextCopy(text="yes", entities=(), reply_to=None))
        assert outcome == Refused("reply_gone", REPLY_GONE)
        assert len(at.asked) == 1


async def test_a_notice_without_words_is_refused_and_not_called_uncertain() -> None:
    async with messaging() as at:
        outcome = await at.messenger.send(ANA, Speech(code="no.words", values={}, language="en"))
        assert outcome == Refused("unspeakable", "the notice no.words: KeyError")
        assert at.asked == []


async def test_a_press_is_answered_with_the_toast() -> None:
    async with messaging() as at:
        at.wire.says(lambda: ok(True))
        toast = Toast()
        toast.say("stale", alert=True)
        toast.language = "id"
        await at.answers("77", toast)
        expected = {"callback_query_id": 77, "text": "toast.stale in id", "show_alert": True}
        assert at.asked == [("answerCallbackQuery", expected)]


async def test_a_press_without_a_word_and_one_without_its_words_are_answered_all_the_same() -> None:
    async with messaging() as at:
        at.wire.says(lambda: ok(True))
        await at.answers("77", Toast())
        assert at.asked == [("answerCallbackQuery", {"callback_query_id": 77})]


@pytest.mark.parametrize(
    ("code", "description", "asked"),
    [
        (400, "Bad Request: query is too old and response timeout expired or query ID is invalid", 1),
        (502, "Bad Gateway", 2),
        (500, "Internal Server Error", 2),
        (429, "Too Many Requests: retry after 60", 1),
    ],
)
async def test_an_answer_to_a_press_is_tried_twice_at_most(code: int, description: str, asked: int) -> None:
    async with messaging() as at:
        at.wire.says(lambda: no(code, description))
        await at.answers("77", Toast())
        assert len(at.asked) == asked


async def test_the_shape_of_an_answer_is_built_once_and_kept() -> None:
    async with messaging() as at:
        await at.messenger.send(ANA, TextCopy(text="x", entities=(), reply_to=None))
        shape = weakref.ref(Response[Message])
        gc.collect()
        assert shape() is not None
