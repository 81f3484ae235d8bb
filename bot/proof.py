"""What `verify` does with the real Telegram: asks who we are, and says one silent thing to an operator."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Bot

from bot.classifier import classify


async def prove(bot: Bot, operators: Sequence[int]) -> str:
    """What was wrong, as a code and never as Telegram's text; "" when it all went well."""
    try:
        await bot.get_me()
        if not operators:
            return "no operator is named in the settings, so nothing could be sent"
        sent = await bot.send_message(operators[0], "🔎", disable_notification=True)
        await bot.delete_message(operators[0], sent.message_id)
    except Exception as error:  # noqa: BLE001 - whatever Telegram answers is what is to be told
        return f"{type(error).__name__}: {classify(error)}"
    return ""
