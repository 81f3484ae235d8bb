"""Command menus: whose they are, and that Telegram's refusal is nobody's trouble."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import DeleteMyCommands, SetMyCommands

from bot.menus import Menus
from bot.views.commands import TABLE, set_commands
from domain.ids import PersonId, TherapistId
from domain.people import Address, Person
from tests.talk.spoken import WORDS

ANA = Person(id=PersonId(1), address=Address("telegram", "1001"), name="Ana", language="id")
MAYA = replace(ANA, therapist=TherapistId(2), operator=True)


class Telegram:
    """Keeps what is asked of it; fails as often as it is told to."""

    def __init__(self, *failures: Exception, refused: Collection[int] = ()) -> None:
        self.failures, self.asked, self.refused = list(failures), list[Any](), refused

    async def set_my_commands(self, commands: Any, scope: Any, language_code: str | None = None) -> None:
        if getattr(scope, "chat_id", None) in self.refused:
            raise TelegramBadRequest(SetMyCommands(commands=[]), "Bad Request: chat not found")
        if self.failures:
            raise self.failures.pop(0)
        names = [one.command for one in commands]
        self.asked.append((scope.type, getattr(scope, "chat_id", None), language_code, names, commands))

    async def delete_my_commands(self, scope: Any) -> None:
        self.asked.append(("gone", scope.chat_id))

    async def set_my_description(self, text: str, language_code: str | None) -> None:
        assert len(text) <= 512

    async def set_my_short_description(self, text: str, language_code: str | None) -> None:
        assert len(text) <= 120


def bot(telegram: Telegram) -> Bot:
    return cast(Bot, telegram)


async def test_a_role_brings_its_commands_and_the_language_its_words() -> None:
    telegram = Telegram()
    await Menus(bot(telegram), WORDS)(MAYA, "en")
    ((scope, chat, code, names, commands),) = telegram.asked
    assert (scope, chat, code) == ("chat", 1001, None)
    assert names == [entry.name for entry in TABLE]
    described = {one.command: one.description for one in commands}
    assert described["language"] == "Pilih bahasa Anda"


@pytest.mark.parametrize(("code", "own"), [("en", True), ("de", True), ("id", False), (None, True)])
async def test_a_customer_whom_everybodys_menu_suits_has_none_of_their_own(
    code: str | None, own: bool
) -> None:
    telegram = Telegram()
    await Menus(bot(telegram), WORDS)(ANA, code)
    if own:
        assert "status" not in telegram.asked[0][3]
    else:
        assert telegram.asked == [("gone", 1001)]


async def test_it_is_tried_again_unless_the_chat_is_gone() -> None:
    method = SetMyCommands(commands=[])
    telegram = Telegram(TelegramNetworkError(method, "cut"), TelegramNetworkError(method, "cut"))
    await Menus(bot(telegram), WORDS, (0.0, 0.0))(MAYA, "id")
    assert len(telegram.asked) == 1
    blocked = Telegram(TelegramForbiddenError(DeleteMyCommands(), "bot was blocked by the user"))
    await Menus(bot(blocked), WORDS)(MAYA, "id")
    assert blocked.asked == []


async def test_everybodys_menu_is_there_in_every_language_and_in_the_studios_for_all_others() -> None:
    telegram = Telegram()
    await set_commands(bot(telegram), WORDS, [MAYA])
    everybody = [one[:4] for one in telegram.asked[:-1]]
    assert [one[:3] for one in everybody] == [
        ("all_private_chats", None, None),
        ("all_private_chats", None, "en"),
        ("all_private_chats", None, "id"),
    ]
    assert all("status" not in one[3] and "book" in one[3] for one in everybody)
    assert telegram.asked[-1][:3] == ("chat", 1001, None)


async def test_one_chat_that_is_refused_does_not_cost_the_others_theirs() -> None:
    gone = replace(MAYA, id=PersonId(5), address=Address("telegram", "5005"))
    telegram = Telegram(refused={5005})
    await set_commands(bot(telegram), WORDS, [gone, MAYA])
    assert [one[1] for one in telegram.asked if one[0] == "chat"] == [1001]
