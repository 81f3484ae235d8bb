"""What a therapist runs in the chat: the use-cases behind their menu."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from services.desk import ShowMenu
from services.own_hours import ChangeHours, ShowHours
from services.own_off import AskOff, DropOff, ShowOff, TakeOff
from services.ports import Clock, Words
from services.schedule_week import ShowWeek
from services.therapist_day import SetReadiness, ShowDay, ShowReadiness, ShowVisit


def desk_use_cases(clock: Clock, zone: ZoneInfo, words: Words) -> dict[str, Any]:
    return {
        "show_menu": ShowMenu(clock),
        "show_day": ShowDay(clock, zone),
        "show_visit": ShowVisit(clock),
        "show_readiness": ShowReadiness(clock),
        "set_readiness": SetReadiness(clock),
        "show_hours": ShowHours(clock, zone),
        "change_hours": ChangeHours(clock, zone),
        "show_off": ShowOff(clock, zone),
        "ask_off": AskOff(clock, zone),
        "take_off": TakeOff(clock, zone),
        "drop_off": DropOff(clock, zone),
        "show_week": ShowWeek(clock, zone, words),
    }
