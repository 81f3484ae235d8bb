"""The desk of this installation, for the program that runs and for a command that works alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from babel.numbers import get_currency_precision

from app.calendar_desk import CalendarDesk
from app.chance import SystemChance
from app.desk import Desk
from app.exporting import Exporting
from app.feed import FeedDesk
from app.settings import Settings
from app.use_cases import UseCases
from services.ports import Clock, Units


def desk_for(
    settings: Settings,
    units: Units,
    use_cases: UseCases,
    clock: Clock,
    bot_name: Callable[[], Awaitable[str | None]],
) -> Desk:
    desk = Desk(
        units=units,
        use_cases=use_cases,
        clock=clock,
        zone=settings.studio.timezone.key,
        currency=settings.studio.currency,
        exponent=get_currency_precision,
        bot_name=bot_name,
    )
    desk.errands |= Exporting(units, get_currency_precision).errands
    desk.errands |= CalendarDesk(units, use_cases).errands
    desk.errands |= FeedDesk(units, clock, SystemChance()).errands
    return desk
