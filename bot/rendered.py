"""What a view makes of a notice: ready for Telegram, sent nowhere yet."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup, ReplyKeyboardRemove

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """`entities` count in UTF-16 units. A card that is edited in place can carry inline buttons only."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    markup: Markup | None = None
