"""What a therapist runs in the chat: the use-cases behind their menu."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from services.desk import ShowMenu
from services.desk_answers import AnswerDesk
from services.own_hours import ChangeHours, ShowHours
from services.own_off import AskOff, DropOff, ShowOff, TakeOff
from services.own_prices import ChangePrices, ShowPrices
from services.ports import Clock, Words
from services.schedule_week import ShowWeek
from services.terms import SetTerms
from services.therapist_day import SetReadiness, ShowDay, ShowReadiness, ShowVisit


def desk_use_cases(clock: Clock, zone: ZoneInfo, words: Words) -> dict[str, Any]:
    show_hours, change_hours = ShowHours(clock, zone), ChangeHours(clock, zone)
    show_off, ask_off = ShowOff(clock, zone), AskOff(clock, zone)
    show_prices = ShowPrices(clock, get_currency_precision)
    change_prices = ChangePrices(clock, get_currency_precision, SetTerms())
    return {
        "show_menu": ShowMenu(clock),
        "show_day": ShowDay(clock, zone),
        "show_visit": ShowVisit(clock),
        "show_readiness": ShowReadiness(clock),
        "set_readiness": SetReadiness(clock),
        "show_hours": show_hours,
        "change_hours": change_hours,
        "show_off": show_off,
        "ask_off": ask_off,
        "take_off": TakeOff(clock, zone),
        "drop_off": DropOff(clock, zone),
        "show_prices": show_prices,
        "change_prices": change_prices,
        "answer_desk": AnswerDesk(show_hours, change_hours, show_off, ask_off, show_prices, change_prices),
        "show_week": ShowWeek(clock, zone, words),
    }
