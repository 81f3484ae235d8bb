"""People who stop the bot and come back."""

from __future__ import annotations

from aiogram import Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated

from bot.middlewares import Knowing, Leaving
from domain.people import Address
from services.ports import UnitOfWork


def setup(know_person: Knowing, person_left: Leaving) -> Router:
    router = Router(name="presence")

    @router.my_chat_member()
    async def changed(event: ChatMemberUpdated, unit: UnitOfWork, address: Address) -> None:
        user = event.from_user
        if event.new_chat_member.status == ChatMemberStatus.KICKED:
            await person_left(unit, address)
        else:
            await know_person(unit, address, user.first_name, user.language_code)

    return router
