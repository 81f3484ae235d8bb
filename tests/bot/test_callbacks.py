"""Buttons' data: each kind is told by its prefix alone."""

from __future__ import annotations

from collections import Counter

from aiogram.filters.callback_data import CallbackData

from bot import callbacks, callbacks_desk


def test_no_two_kinds_of_button_share_a_prefix() -> None:
    kinds = [
        one
        for module in (callbacks, callbacks_desk)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, CallbackData)
        if one.__module__ == module.__name__
    ]
    shared = {
        prefix: count for prefix, count in Counter(one.__prefix__ for one in kinds).items() if count > 1
    }
    assert len(kinds) > 8
    assert shared == {}
