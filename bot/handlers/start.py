"""`/start`: plain, with an invite that makes a therapist, or with the therapist one wants to book."""

from __future__ import annotations

from dataclasses import replace

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import Message

from bot.handlers.command import CommandStart
from bot.handlers.form import Form
from bot.handlers.typed import the_form
from bot.menus import Menu
from domain.people import Person
from services.invites import PREFIX, Redeemed, RedeemInvite
from services.notices import say
from services.people import Greet
from services.ports import Clock, UnitOfWork


def setup() -> Router:
    router = Router(name="start")
    router.message.filter(the_form)
    router.message.register(_invited, CommandStart(deep_link=True, magic=F.args.startswith(PREFIX)))
    router.message.register(_chosen, CommandStart(deep_link=True))
    router.message.register(_plain, CommandStart())
    return router


async def _plain(message: Message, unit: UnitOfWork, person: Person, greet: Greet, menu: Menu) -> None:
    await greet(unit, person)
    menu.changed(person, message.from_user)


async def _invited(
    message: Message,
    command: CommandObject,
    unit: UnitOfWork,
    person: Person,
    redeem_invite: RedeemInvite,
    clock: Clock,
    menu: Menu,
) -> None:
    result = await redeem_invite(unit, person, command.args or "")
    if isinstance(result, Redeemed):
        told = say(person.id, "invite.done", therapist=result.therapist.name)
        menu.changed(replace(person, therapist=result.therapist.id), message.from_user)
    else:
        told = say(person.id, "invite.problem", problem=result.value)
    await unit.outbox.add(told, clock.now())


async def _chosen(
    message: Message, command: CommandObject, unit: UnitOfWork, person: Person, form: Form, clock: Clock
) -> None:
    therapist = await unit.therapists.by_code(command.args or "")
    if therapist is None or not therapist.active or therapist.probe:
        await unit.outbox.add(say(person.id, "start.no_such_therapist"), clock.now())
    else:
        await form.open(therapist.id)
