"""Every use-case, built once, by the name under which handlers ask for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from app.calendars import calendar_key
from app.care import care, care_deadlines
from app.desk_use_cases import desk_use_cases
from app.rules import booking_rules, kept, room_rules, safety_rules
from app.settings import Settings
from app.waitlist import Waitlist
from domain.calendar_link import CalendarKey
from domain.people import Role
from domain.rules import BookingRules, RoomRules
from services.acknowledging import CANCEL_ACK, Acknowledge, AlertUnseen
from services.alerts import Alerts
from services.asking import OFFER_ANSWER
from services.broadcast import BROADCAST_END
from services.calendar_links import RenewCalendar, RevokeCalendar, ShowCalendar, StopCalendar
from services.call_off import CallOff
from services.choices import AskAnyone, CancelBooking, GiveUp
from services.deadlines import Handler
from services.edits import EditMessage
from services.event_file import SendEvent
from services.focus import FOCUS_END, EndFocus, StopFocus
from services.forget import AskToForget, Forget, KeepMe
from services.freezing import FreezeRooms, ThawRooms
from services.invites import MakeInvite, RedeemInvite
from services.languages import ChooseLanguage
from services.list_slots import ListSlots
from services.live import EndLive
from services.live_end import LIVE_END
from services.move_answers import AnswerMove
from services.move_ends import MOVE_ANSWER, TimeOutMove, WithdrawMove
from services.move_slots import MoveSlots
from services.moves import AskToMove, MayMove
from services.my_bookings import ListBookings, ShowBooking
from services.mydata import AskForMyData
from services.offer_ends import EndBroadcast, EndOffer
from services.offers import AcceptOffer, DeclineOffer, TimeOutOffer
from services.parting import AskParting, BlockPerson, CloseForReason, KeepRoom, ReportPerson, Unblock
from services.people import EnsureOperators, Greet, KnowPerson, PersonLeft
from services.phrases import BuiltIn, KeepPhrase, OfferPhrases
from services.ports import Chance, Clock, Words
from services.present_card import BringBooking, BringVisit
from services.ratings import AskComment, CommentVisit, RateVisit
from services.reactions import ReactTo
from services.relay import RefuseContent, RelayMessage
from services.reminders import KINDS, Remind
from services.request_booking import RequestBooking
from services.resend import DiscardMessage, ResendMessage
from services.restricting import AppealRestriction, LiftRestriction
from services.room_life import CloseRoom, ExpireRoom, ExtendRoom, OpenRoom, WarnRoom
from services.rooms import EXPIRY, ROOM_WARNING
from services.sharing import KeepNumbers, ShareNumbers
from services.silence import SetSilence, ShowSilence
from services.slowing import RELEASE, ReleaseSlowed
from services.status import MakeStatus, Status
from services.suggesting import MaySuggest, SuggestTime, TakeBackSuggestion
from services.suggestion_answers import AnswerSuggestion
from services.turns import CHOICE, Turns
from services.unsending import AskUnsend, Unsend
from services.visits import TapVisit
from services.which import AnswerWhich, ChooseRoom, DiscardWaiting, ListRooms, TakeForForm
from services.why import TellWhy


@dataclass(frozen=True, slots=True)
class UseCases:
    by_name: dict[str, Any]
    alerts: Alerts
    deadlines: dict[str, Handler]
    know_person: KnowPerson
    person_left: PersonLeft
    ensure_operators: EnsureOperators
    make_invite: MakeInvite
    open_room: OpenRoom
    close_room: CloseRoom


def build(
    settings: Settings,
    clock: Clock,
    chance: Chance,
    words: Words,
    status: Status,
    operators: frozenset[str],
    phrases: Mapping[Role, Sequence[str]] | None = None,
) -> UseCases:
    """`phrases`: the keys of the built-in ones, by who says them."""
    rules, rooms, zone = booking_rules(settings), room_rules(settings), settings.studio.timezone
    alerts, safety = Alerts(clock), safety_rules(settings)
    turns = Turns(rules, zone, alerts)
    end = EndOffer(turns)
    waitlist = Waitlist(clock, rules, zone, RequestBooking(clock, rules, chance, zone))
    languages = words.languages
    invite = MakeInvite(clock, chance, settings.invites.life)
    by_name: dict[str, Any] = {
        **_bookings(clock, chance, rules, rooms, zone, turns),
        **_moves(clock, rules, zone),
        **_suggestions(clock, rules, rooms, end),
        **_rooms(clock, rooms, end, alerts),
        **_calendars(clock, chance, calendar_key(settings)),
        **waitlist.by_name,
        **_people(clock, rules, turns, waitlist, settings.studio.name, languages),
        **_phrases(clock, BuiltIn(words, phrases or {})),
        **desk_use_cases(clock, zone, words),
        **care(clock, rules, safety),
        **_values(settings, chance, words),
        "make_invite": invite,
        "make_status": MakeStatus(status),
    }
    return UseCases(
        by_name=by_name,
        alerts=alerts,
        deadlines=_deadlines(clock, end, rooms)
        | _reminders(clock, rules, zone)
        | waitlist.deadlines
        | care_deadlines(clock, rules, safety),
        know_person=KnowPerson(operators, languages, thaw=ThawRooms(clock), line=waitlist.back),
        person_left=PersonLeft(FreezeRooms(clock)),
        ensure_operators=EnsureOperators(operators, languages),
        make_invite=invite,
        open_room=OpenRoom(clock, rooms),
        close_room=CloseRoom(clock),
    )


def _values(settings: Settings, chance: Chance, words: Words) -> dict[str, Any]:
    """What handlers ask for by name and nobody does."""
    return {
        "chance": chance,
        "rules": booking_rules(settings),
        "room_rules": room_rules(settings),
        "kept": kept(settings),
        "zone": settings.studio.timezone,
        "words": words,
    }


def _bookings(
    clock: Clock, chance: Chance, rules: BookingRules, rooms: RoomRules, zone: ZoneInfo, turns: Turns
) -> dict[str, Any]:
    return {
        "list_slots": ListSlots(clock, rules, zone),
        "request_booking": RequestBooking(clock, rules, chance, zone),
        "accept_offer": AcceptOffer(clock, rules, rooms, EndOffer(turns)),
        "decline_offer": DeclineOffer(clock, EndOffer(turns)),
        "ask_anyone": AskAnyone(clock, turns),
        "cancel_booking": CancelBooking(clock, rules, zone),
        "acknowledge": Acknowledge(clock),
        "call_off": CallOff(clock, turns),
        "bring_booking": BringBooking(clock),
        "bring_visit": BringVisit(clock),
        "list_bookings": ListBookings(clock),
        "show_booking": ShowBooking(clock),
        "show_silence": ShowSilence(clock),
        "set_silence": SetSilence(clock),
        "tap_visit": TapVisit(clock, rules),
        "rate_visit": RateVisit(clock, rules),
        "ask_comment": AskComment(clock, rules),
        "comment_visit": CommentVisit(clock, rules, Alerts(clock)),
    }


def _suggestions(clock: Clock, rules: BookingRules, rooms: RoomRules, end: EndOffer) -> dict[str, Any]:
    slots = MoveSlots(clock, rules, end.turns.zone)
    return {
        "suggest_time": SuggestTime(MaySuggest(clock, end), slots),
        "take_back_suggestion": TakeBackSuggestion(clock),
        "answer_suggestion": AnswerSuggestion(AcceptOffer(clock, rules, rooms, end)),
    }


def _moves(clock: Clock, rules: BookingRules, zone: ZoneInfo) -> dict[str, Any]:
    may, slots = MayMove(clock, rules), MoveSlots(clock, rules, zone)
    return {
        "may_move": may,
        "move_slots": slots,
        "ask_to_move": AskToMove(may, slots),
        "answer_move": AnswerMove(clock, rules, zone),
        "withdraw_move": WithdrawMove(clock),
    }


def _rooms(clock: Clock, rooms: RoomRules, end: EndOffer, alerts: Alerts) -> dict[str, Any]:
    return {
        "relay_message": RelayMessage(clock, rooms),
        "refuse_content": RefuseContent(clock, rooms),
        "edit_message": EditMessage(clock, rooms),
        "react_to": ReactTo(clock),
        "ask_unsend": AskUnsend(clock),
        "unsend": Unsend(clock),
        "resend_message": ResendMessage(clock),
        "discard_message": DiscardMessage(clock),
        "tell_why": TellWhy(clock),
        "answer_which": AnswerWhich(clock, rooms),
        "discard_waiting": DiscardWaiting(clock),
        "take_for_form": TakeForForm(clock),
        "list_rooms": ListRooms(clock, rooms),
        "choose_room": ChooseRoom(clock, rooms),
        "ask_parting": AskParting(clock, rooms),
        "keep_room": KeepRoom(clock),
        "close_for_reason": CloseForReason(clock),
        "block_person": BlockPerson(clock, end, alerts),
        "report_person": ReportPerson(clock, end, alerts),
        "unblock": Unblock(clock),
        "extend_room": ExtendRoom(clock, rooms),
        "stop_focus": StopFocus(clock),
        "share_numbers": ShareNumbers(clock),
        "keep_numbers": KeepNumbers(clock),
        "lift_restriction": LiftRestriction(clock, rooms.standing),
        "appeal_restriction": AppealRestriction(clock, rooms.standing, alerts),
    }


def _people(
    clock: Clock, rules: BookingRules, turns: Turns, waitlist: Waitlist, studio: str, languages: Sequence[str]
) -> dict[str, Any]:
    return {
        "greet": Greet(clock, studio),
        "choose_language": ChooseLanguage(clock, languages),
        "ask_for_my_data": AskForMyData(clock, get_currency_precision),
        "ask_to_forget": AskToForget(clock, rules),
        "keep_me": KeepMe(clock),
        "forget": Forget(
            clock,
            rules,
            CancelBooking(clock, rules, turns.zone),
            CallOff(clock, turns),
            DeclineOffer(clock, EndOffer(turns)),
            waitlist.leave,
        ),
        "redeem_invite": RedeemInvite(clock),
    }


def _calendars(clock: Clock, chance: Chance, key: CalendarKey) -> dict[str, Any]:
    return {
        "show_calendar": ShowCalendar(clock),
        "renew_calendar": RenewCalendar(clock, chance, key),
        "stop_calendar": StopCalendar(clock),
        "revoke_calendar": RevokeCalendar(clock),
        "send_event": SendEvent(clock),
    }


def _phrases(clock: Clock, built_in: BuiltIn) -> dict[str, Any]:
    return {
        "phrases": built_in,
        "offer_phrases": OfferPhrases(clock, built_in),
        "keep_phrase": KeepPhrase(clock),
    }


def _deadlines(clock: Clock, end: EndOffer, rooms: RoomRules) -> dict[str, Handler]:
    return {
        OFFER_ANSWER: TimeOutOffer(clock, end),
        BROADCAST_END: EndBroadcast(clock, end),
        CHOICE: GiveUp(clock),
        CANCEL_ACK: AlertUnseen(clock),
        MOVE_ANSWER: TimeOutMove(clock),
        EXPIRY: ExpireRoom(clock, rooms),
        RELEASE: ReleaseSlowed(clock),
        ROOM_WARNING: WarnRoom(clock, rooms),
        FOCUS_END: EndFocus(clock),
        LIVE_END: EndLive(clock),
    }


def _reminders(clock: Clock, rules: BookingRules, zone: ZoneInfo) -> dict[str, Handler]:
    return {kind: Remind(clock, rules, zone, ahead) for ahead, kind in KINDS.items()}
