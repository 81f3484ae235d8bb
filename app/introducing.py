"""The command menus, set at every start."""

from __future__ import annotations

import asyncio

import structlog

from app.talking import Talking
from domain.people import Person
from services.people import CHAT
from services.ports import UnitOfWork, Units

log = structlog.get_logger("roomline")
PAUSE = 30.0


async def introduce(speaking: Talking, units: Units) -> None:
    """Cosmetic, so tried until Telegram takes them, and in nobody's way."""
    while True:
        try:
            return await speaking.introduce(await units.look(_with_a_menu))
        except Exception as error:  # noqa: BLE001 - whatever Telegram answers, the menu can wait
            log.warning("the command menu is not set yet", error=type(error).__name__)
        await asyncio.sleep(PAUSE)


async def _with_a_menu(unit: UnitOfWork) -> list[Person]:
    """Those with commands of their own, if they have pressed Start: a chat that Telegram does not know yet
    cannot have a menu."""
    found = {one.id: one for one in await unit.people.operators()}
    for therapist in await unit.therapists.roster():
        person = await unit.people.get(therapist.person) if therapist.person is not None else None
        if person is not None:
            found[person.id] = person
    return [one for one in found.values() if one.reachable and one.address.kind == CHAT]
