"""What a view makes: a text and rows of buttons, and the helpers to lay them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.views.text import Text, clip, plain

LONGEST_LABEL = 60
"""UTF-16 units: about what a telephone shows of a button over the whole width."""

Row = Sequence[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Screen:
    """`keys`, in place of the reader's keyboard, one to a row; each is sent as the text that stands on it. A
    message has either rows or keys."""

    text: Text
    rows: tuple[Row, ...] = ()
    keys: tuple[str, ...] = ()
    hint: str = ""
    """What the field says while the keys are shown."""

    @property
    def markup(self) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
        if self.keys:
            keyboard = [[KeyboardButton(text=key)] for key in self.keys]
            return ReplyKeyboardMarkup(
                keyboard=keyboard,
                resize_keyboard=True,
                one_time_keyboard=True,
                input_field_placeholder=self.hint or None,
            )
        rows = [list(row) for row in self.rows]
        return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def button(words: Text | str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=clip(plain(words).text, LONGEST_LABEL), callback_data=press.pack())


def in_rows(buttons: Iterable[InlineKeyboardButton], across: int) -> tuple[Row, ...]:
    every = tuple(buttons)
    return tuple(every[start : start + across] for start in range(0, len(every), across))
