"""From what the operator chose to the numbers the rules go by."""

from __future__ import annotations

from app.settings import Settings
from domain.rules import BookingRules, RoomRules, SafetyRules
from domain.standing import StandingRules
from services.retention import Kept


def booking_rules(settings: Settings) -> BookingRules:
    chosen = settings.booking
    return BookingRules(
        offer_now=chosen.offer_now,
        offer_scheduled=chosen.offer_scheduled,
        offers_in_turn=chosen.offers_in_turn,
        broadcast=chosen.broadcast,
        travel=chosen.travel,
        round_to=chosen.round_to,
        notice=chosen.notice,
        horizon=chosen.horizon,
        slot_step=chosen.slot_step,
        buffer_visit=chosen.buffer_visit,
        buffer_studio=chosen.buffer_studio,
        travel_gap=chosen.travel_gap,
        wait_most=chosen.waitlist_wishes,
        wait_passes=chosen.waitlist_passes,
        choice_wait=chosen.choice_wait,
        draft_life=chosen.draft_life,
        answer_window=chosen.question_life,
        reminder=chosen.reminder,
        cancel_free=chosen.cancel_free,
        cancel_ack=chosen.cancel_ack,
        move_notice=chosen.move_notice,
        move_answer=chosen.move_answer,
        taps_from=chosen.taps_from,
        rating_life=chosen.rating_life,
        overdue_ask=chosen.overdue_ask,
        overdue_alert=chosen.overdue_alert,
        no_show_after=chosen.no_show_after,
        no_show_wait=chosen.no_show_wait,
        help_before=settings.safety.help_before,
        help_after=settings.safety.help_after,
        night_starts=chosen.offers_until,
        night_ends=chosen.offers_from,
        night_far=chosen.offers_at_night_within,
    )


def safety_rules(settings: Settings) -> SafetyRules:
    chosen = settings.safety
    return SafetyRules(
        repeat=chosen.repeat,
        repeats=chosen.repeats,
        emergency_number=chosen.emergency_number,
        phrase=chosen.phrase,
    )


def kept(settings: Settings) -> Kept:
    chosen = settings.retention
    return Kept(messages=chosen.messages, notices=chosen.notices, events=chosen.events)


def room_rules(settings: Settings) -> RoomRules:
    chosen = settings.rooms
    return RoomRules(
        after_visit=chosen.after_visit,
        shown_window=chosen.shown_window,
        focus=chosen.focus,
        messages_a_minute=chosen.messages_a_minute,
        warn_before=chosen.warn_before,
        extension=chosen.extension,
        extensions=chosen.extensions,
        late_after=chosen.late_after,
        standing=StandingRules(
            warned_at=chosen.strikes_warn,
            restricted_at=chosen.strikes_restrict,
            fades=chosen.strikes_fade,
        ),
        zone=settings.studio.timezone,
    )
