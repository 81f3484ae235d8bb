"""The use-cases that look after people in a visit, by the name under which handlers ask for them."""

from __future__ import annotations

from typing import Any

from domain.rules import BookingRules, SafetyRules
from services.absence_decisions import DecideAbsence
from services.absences import AnswerAbsence, CloseAbsence, SayAbsent, TakeBackAbsence
from services.care_times import ABSENCE_ANSWER, HELP_AGAIN, OVERDUE_ALERT, OVERDUE_ASK, VISIT_CHANGE
from services.deadlines import Handler
from services.help import AskHelp, CallHelp, HelpAgain
from services.help_answers import ResolveHelp, TakeHelp
from services.overdue import AlertOverdue, AllWell, AskOverdue, StillGoing
from services.ports import Clock
from services.visit_cards import ChangeCards
from services.visits import FinishVisit


def care(clock: Clock, rules: BookingRules, safety: SafetyRules) -> dict[str, Any]:
    return {
        "ask_help": AskHelp(clock, rules, safety),
        "call_help": CallHelp(clock, rules, safety),
        "take_help": TakeHelp(clock, safety),
        "resolve_help": ResolveHelp(clock, safety),
        "finish_visit": FinishVisit(clock, rules),
        "still_going": StillGoing(clock, rules),
        "all_well": AllWell(clock),
        "say_absent": SayAbsent(clock, rules),
        "answer_absence": AnswerAbsence(clock),
        "take_back_absence": TakeBackAbsence(clock),
        "decide_absence": DecideAbsence(clock),
    }


def care_deadlines(clock: Clock, rules: BookingRules, safety: SafetyRules) -> dict[str, Handler]:
    return {
        OVERDUE_ASK: AskOverdue(clock, rules),
        OVERDUE_ALERT: AlertOverdue(clock, rules),
        ABSENCE_ANSWER: CloseAbsence(clock),
        VISIT_CHANGE: ChangeCards(clock, rules),
        HELP_AGAIN: HelpAgain(clock, safety),
    }
