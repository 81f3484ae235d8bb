"""Buttons' data: each kind is told by its prefix alone."""

from __future__ import annotations

import pkgutil
from collections import Counter
from importlib import import_module

from aiogram.filters.callback_data import CallbackData

import bot


def test_no_two_kinds_of_button_share_a_prefix() -> None:
    modules = [
        import_module(one.name)
        for one in pkgutil.walk_packages(bot.__path__, "bot.")
        if "callbacks" in one.name
    ]
    kinds = [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, CallbackData) and one.__module__ == module.__name__
    ]
    shared = {
        prefix: count for prefix, count in Counter(one.__prefix__ for one in kinds).items() if count > 1
    }
    assert len(modules) > 4
    assert len(kinds) > 20
    assert shared == {}
