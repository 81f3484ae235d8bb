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

    async def __call__(self, unit: UnitOfWork, entry: Entry, /) -> Afterwards | None:
        """Raises what no schema knows (UpdateTypeLookupError, ValidationError) as the update's own error."""
        update = Update.model_validate(json.loads(entry.raw), context={"bot": self.bot})
        _ = update.event_type
        toast, kind = Toast(), kind_of(entry.lane)
        handled = await self.dispatcher.feed_update(self.bot, update, unit=unit, toast=toast, kind=kind)
        if update.callback_query is None or kind != KIND:
            return None
        if handled is UNHANDLED:
            toast.say("stale")
        if toast.code in TRESPASS:
            # Never what it said: the journal's entry holds that.
            log.info("a press was refused: %s, entry %s", toast.code, entry.seq)
        return partial(self.answer, update.callback_query.id, toast)


def build(
    *,
    token: str,
    routers: Sequence[Router],
    use_cases: Mapping[str, Any],
    know_person: Knowing,
    person_left: Leaving,
    clock: Clock,
    answer: Answering,
) -> AiogramFeed:
    """`use_cases` are what handlers get by keyword, besides `unit`, `person`, `state`, `toast`, `clock`."""
    dispatcher = Dispatcher(disable_fsm=True, clock=clock, **use_cases)
    dispatcher.update.outer_middleware(WhoIsThis(know_person, clock))
    dispatcher.include_routers(presence.setup(know_person, person_left), *routers)
    return AiogramFeed(dispatcher, sealed_bot(token), answer)
