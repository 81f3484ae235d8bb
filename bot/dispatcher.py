"""aiogram's routing, inside the lane's own unit of work: no polling, no sending, no state of its own."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import Update

from bot import presence
from bot.lanes import Afterwards
from bot.menus import Menu, Setting
from bot.middlewares import Knowing, Leaving, WhoIsThis
from bot.raw import KIND, kind_of
from bot.session import sealed_bot
from bot.toasts import Answering, Toast
from services.ports import Clock, UnitOfWork
from services.queues import Entry

log = logging.getLogger(__name__)
TRESPASS = {"stale", "not_yours", "operators_only"}
"""What a press hears whose button was never its presser's, or is no more."""


@dataclass(frozen=True, slots=True)
class AiogramFeed:
    dispatcher: Dispatcher
    bot: Bot
    answer: Answering
    set_menu: Setting

    async def __call__(self, unit: UnitOfWork, entry: Entry, /) -> Afterwards | None:
        """Raises what no schema knows (UpdateTypeLookupError, ValidationError) as the update's own error."""
        update = Update.model_validate(json.loads(entry.raw), context={"bot": self.bot})
        _ = update.event_type
        toast, menu, kind = Toast(), Menu(), kind_of(entry.lane)
        more = {"unit": unit, "toast": toast, "menu": menu, "kind": kind}
        handled = await self.dispatcher.feed_update(self.bot, update, **more)
        if kind != KIND:
            return None
        steps: list[Afterwards] = []
        if update.callback_query is not None:
            steps.append(self._answer(update.callback_query.id, toast, handled, entry))
        if menu.of is not None:
            steps.append(partial(self.set_menu, menu.of, menu.code))
        return partial(_one_by_one, steps) if steps else None

    def _answer(self, press: str, toast: Toast, handled: object, entry: Entry) -> Afterwards:
        if handled is UNHANDLED:
            toast.say("stale")
        if toast.code in TRESPASS:
            # Never what it said: the journal's entry holds that.
            log.info("a press was refused: %s, entry %s", toast.code, entry.seq)
        return partial(self.answer, press, toast)


async def _one_by_one(steps: Sequence[Afterwards]) -> None:
    for step in steps:
        await step()


def build(
    *,
    token: str,
    routers: Sequence[Router],
    use_cases: Mapping[str, Any],
    know_person: Knowing,
    person_left: Leaving,
    clock: Clock,
    answer: Answering,
    set_menu: Setting,
) -> AiogramFeed:
    """`use_cases` are what handlers get by keyword, besides `unit`, `person`, `state`, `toast`, `menu`,
    `clock`."""
    dispatcher = Dispatcher(disable_fsm=True, clock=clock, **use_cases)
    dispatcher.update.outer_middleware(WhoIsThis(know_person, clock))
    dispatcher.include_routers(presence.setup(know_person, person_left), *routers)
    return AiogramFeed(dispatcher, sealed_bot(token), answer, set_menu)
