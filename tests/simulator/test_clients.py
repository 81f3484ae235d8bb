"""A client library that knows nothing of the simulator: everything it reads must fit its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulator.pictures import sample_picture
from tests.simulator.driver import Trial

if TYPE_CHECKING:
    from aiogram import Bot


async def test_aiogram(trial: Trial) -> None:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
    from aiogram.types import (
        BotCommand,
        BufferedInputFile,
        InlineKeyboardButton,
        InlineKeyboardMarkup,
        InputMediaPhoto,
        ReactionTypeEmoji,
        ReplyParameters,
    )

    ann = await trial.person(first_name="Ann & <b>")
    session = AiohttpSession(api=TelegramAPIServer.from_base(trial.address))
    async with Bot(trial.token, session=session) as bot:
        assert (await bot.get_me()).username == "trial_bot"
        assert (await bot.get_chat(ann)).first_name == "Ann & <b>"
        button = InlineKeyboardButton(text="Go", callback_data="go")
        markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
        sent = await bot.send_message(ann, "<b>Hi</b> 😀", parse_mode="HTML", reply_markup=markup)
        assert sent.html_text == "<b>Hi</b> 😀"
        assert sent.reply_markup
        assert sent.reply_markup.model_dump() == markup.model_dump()
        photo = await bot.send_photo(ann, BufferedInputFile(sample_picture(3), "p.png"), caption="c")
        assert photo.photo
        downloaded = await bot.download(photo.photo[-1])
        assert downloaded
        assert downloaded.read() == sample_picture(3)
        one, two = (InputMediaPhoto(media=BufferedInputFile(sample_picture(at), "p.png")) for at in (1, 2))
        assert len(await bot.send_media_group(ann, [one, two])) == 2
        copied = await bot.copy_message(ann, ann, photo.message_id, caption="d")
        reply = ReplyParameters(message_id=copied.message_id, quote="d")
        assert (await bot.send_message(ann, "r", reply_parameters=reply)).quote
        await bot.edit_message_text("New", chat_id=ann, message_id=sent.message_id)
        await bot.set_message_reaction(ann, sent.message_id, [ReactionTypeEmoji(emoji="👀")])
        await bot.send_chat_action(ann, "typing")
        await bot.set_my_commands([BotCommand(command="book", description="Book")])
        assert (await bot.get_webhook_info()).url == ""
        await read_everything(trial, bot, ann)
        with pytest.raises(TelegramBadRequest, match="message to edit not found"):
            await bot.edit_message_text("x", chat_id=ann, message_id=9999)
        await trial.world("POST", "faults", {"kind": "429", "retry_after": 7})
        with pytest.raises(TelegramRetryAfter) as flood:
            await bot.send_message(ann, "x")
        assert flood.value.retry_after == 7
        await trial.act(ann, "block")
        with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
            await bot.send_message(ann, "x")


async def read_everything(trial: Trial, bot: Bot, ann: int) -> None:
    """Each kind of update passes through the library's own models."""
    kinds = ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"]
    await bot.get_updates(offset=trial.seen + 1, allowed_updates=kinds)
    go = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    ours = await trial.said(ann, reply_markup=go)
    await trial.act(ann, "send", text="t", reply_to=ours)
    for kind in ("photo", "document", "video", "voice", "audio", "animation", "sticker", "video_note"):
        await trial.act(ann, "send", kind=kind)
    for kind in ("location", "live_location", "venue", "contact", "poll", "story", "paid_media", "giveaway"):
        await trial.act(ann, "send", kind=kind)
    await trial.act(ann, "pin", message_id=ours)
    await trial.act(ann, "send", text="passed on", forwarded_from={"channel": "News"})
    dice = (await trial.act(ann, "send", kind="dice"))["message_id"]
    await trial.act(ann, "react", message_id=dice, emoji="🔥")
    await trial.act(ann, "click", message_id=ours, text="a", wait=False)
    await trial.act(ann, "block")
    await trial.act(ann, "unblock")
    updates = await bot.get_updates(offset=trial.seen + 1)
    assert [update.event_type for update in updates] == [
        *["message"] * 20,
        "message_reaction",
        "callback_query",
        "my_chat_member",
        "my_chat_member",
    ]
    query = updates[-3].callback_query
    assert query
    assert await bot.answer_callback_query(query.id, text="ok")
