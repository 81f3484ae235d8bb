"""A small bot made with python-telegram-bot, as its authors would write one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    MessageReactionHandler,
    PollAnswerHandler,
    filters,
)

Bot = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE


@asynccontextmanager
async def polling(address: str, token: str) -> AsyncIterator[Bot]:
    app = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{address}/bot")
        .base_file_url(f"{address}/file/bot")
        .build()
    )
    troubles: list[BaseException | None] = []

    async def troubled(update: object, context: Context) -> None:
        troubles.append(context.error)

    app.add_error_handler(troubled)
    for handler in (
        CommandHandler("start", greet),
        CallbackQueryHandler(pressed),
        MessageReactionHandler(reacted),
        PollAnswerHandler(voted),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, noticed_edit),
        MessageHandler(filters.PHOTO, sent_back),
        MessageHandler(filters.TEXT, echoed),
        MessageHandler(filters.ALL, copied),
    ):
        app.add_handler(handler)
    async with app:
        assert app.updater
        await app.updater.start_polling(timeout=5, allowed_updates=Update.ALL_TYPES)
        await app.start()
        yield app
        await app.updater.stop()
        await app.stop()
    assert troubles == []


def said(update: Update) -> Message:
    assert update.effective_message
    return update.effective_message


async def greet(update: Update, context: Context) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Count", callback_data="1")]])
    await said(update).reply_text("<b>Hello</b> & welcome", parse_mode="HTML", reply_markup=keys)


async def pressed(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    count = int(query.data or "0")
    await query.answer(f"pressed {count}", show_alert=True)
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Count", callback_data=str(count + 1))]])
    await query.edit_message_text(f"Pressed {count}", reply_markup=keys)


async def reacted(update: Update, context: Context) -> None:
    change = update.message_reaction
    assert change
    await context.bot.set_message_reaction(change.chat.id, change.message_id, change.new_reaction)


async def voted(update: Update, context: Context) -> None:
    answer = update.poll_answer
    assert answer
    assert answer.user
    await context.bot.send_message(answer.user.id, f"You chose {answer.option_ids}")


async def noticed_edit(update: Update, context: Context) -> None:
    message = said(update)
    now = message.text or (message.location and f"{message.location.latitude:.1f}")
    await message.reply_text(f"Now it says {now}")


async def sent_back(update: Update, context: Context) -> None:
    """Downloads what came, and uploads the very bytes."""
    message = said(update)
    file = await message.photo[-1].get_file()
    data = bytes(await file.download_as_bytearray())
    await message.reply_photo(data, caption=f"{len(data)} bytes", do_quote=True)


async def echoed(update: Update, context: Context) -> None:
    await said(update).reply_text(said(update).text or "")


async def copied(update: Update, context: Context) -> None:
    message = said(update)
    await context.bot.copy_message(message.chat_id, message.chat_id, message.message_id)
