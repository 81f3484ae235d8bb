"""What a view makes: a text and rows of buttons, and the helpers to lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.views.text import Text, clip, plain

LONGEST_LABEL = 60
"""UTF-16 units: about what a telephone shows of a button over the whole width."""

Row = Sequence[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Screen:
    text: Text
    rows: tuple[Row, ...] = ()


def button(words: Text | str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=clip(plain(words).text, LONGEST_LABEL), callback_data=press.pack())


def in_rows(buttons: Iterable[InlineKeyboardButton], across: int) -> tuple[Row, ...]:
    every = tuple(buttons)
    return tuple(every[start : start + across] for start in range(0, len(every), across))
