"""The part of the program that speaks Telegram through aiogram: 4 to 7 s of importing, so it is imported
last, in a thread, while updates are already being stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from app.settings import Settings
from app.use_cases import UseCases
from bot import handlers
from bot.answers import Answers
from bot.dispatcher import build as build_feed
from bot.lanes import Lanes
from bot.menus import Menus
from bot.messenger import TelegramMessenger
from bot.parking import Parking
from bot.proof import prove
from bot.session import renew, sending_bot
from bot.topics import TelegramTopics
from bot.views.commands import set_commands
from bot.views.events import CalendarWords
from bot.views.render import Renderer
from bot.views.voice import House
from domain.people import Person
from services.ports import Clock, Tasks, Units, Words

log = structlog.get_logger("roomline")


@dataclass(frozen=True, slots=True)
class Talking:
    renderer: Renderer
    calendar: CalendarWords
    messenger: TelegramMessenger
    topics: TelegramTopics
    lanes: Lanes
    introduce: Callable[[Sequence[Person]], Awaitable[None]]
    """Sets everybody's command menu, and that of each of these. Raises what Telegram answers; nothing
    depends on it."""
    username: Callable[[], Awaitable[str | None]]
    prove: Callable[[], Awaitable[str]]
    """getMe, and a silent message to the first operator, deleted again: what was wrong, or ""."""
    close: Callable[[], Awaitable[None]]
    renew: Callable[[], Coroutine[Any, Any, None]]
    """Everything sent from now on goes over new connections."""


def _house(settings: Settings, use_cases: UseCases) -> House:
    studio = settings.studio
    return House(
        name=studio.name,
        address=studio.address,
        zone=studio.timezone,
        arrival=use_cases.by_name["rules"].arrival_window,
        extension=use_cases.by_name["room_rules"].extension,
        help_before=use_cases.by_name["rules"].help_before,
        help_after=use_cases.by_name["rules"].help_after,
        no_show_after=use_cases.by_name["rules"].no_show_after,
    )


def build(
    settings: Settings, units: Units, use_cases: UseCases, clock: Clock, tasks: Tasks, words: Words
) -> Talking:
    assert settings.telegram.token is not None
    token = settings.telegram.token.get_secret_value()
    house = _house(settings, use_cases)
    renderer = Renderer(words, house)
    bot = sending_bot(token, settings.telegram.api_base)
    answers = Answers(bot, renderer.render)
    feed = build_feed(
        token=token,
        routers=handlers.routers(),
        use_cases=use_cases.by_name,
        know_person=use_cases.know_person,
        person_left=use_cases.person_left,
        clock=clock,
        answer=answers,
        set_menu=Menus(bot, words),
    )
    parking = Parking(use_cases.alerts, clock, answers)
    lanes = Lanes(units, feed, parking, clock, tasks)

    async def username() -> str | None:
        try:
            return (await bot.me()).username
        except Exception as error:  # noqa: BLE001 - whatever Telegram answers: links are then told another way
            log.warning("Telegram does not say what this bot is called", error=type(error).__name__)
            return None

    return Talking(
        renderer=renderer,
        calendar=CalendarWords(words, house),
        messenger=TelegramMessenger(bot, renderer.render, tasks),
        topics=TelegramTopics(bot, renderer.render),
        lanes=lanes,
        introduce=partial(set_commands, bot, words),
        username=username,
        prove=partial(prove, bot, settings.operators),
        close=bot.session.close,
        renew=partial(renew, bot),
    )
