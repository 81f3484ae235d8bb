"""The short word over a button after a press: at most 200 characters, so names are cut early."""

from __future__ import annotations

from collections.abc import Callable

from bot.views import moving, my_bookings, suggest, waitlist
from bot.views.screen import Screen
from bot.views.text import Text, label
from bot.views.visit import Values
from bot.views.voice import Voice

Toast = Callable[[Voice, Values], Text]


def stands(say: Voice, values: Values) -> Text:
    """How a booking is now, for whoever pressed a button of an earlier card of it."""
    now = my_bookings.state_of(say, values)
    reference, moment = label(values["reference"], 20), say.moment(values["starts_at"])
    return say.gettext("toast.stands", reference=reference, state=now, moment=moment)


TOASTS: dict[str, Toast] = {
    "failed": lambda say, values: say.gettext("toast.failed"),
    "stale": lambda say, values: say.gettext("toast.stale"),
    "form_old": lambda say, values: say.gettext("toast.form_old"),
    "not_offered": lambda say, values: say.gettext("toast.not_offered"),
    "already_sent": lambda say, values: say.gettext(
        "toast.already_sent", reference=label(values["reference"], 20)
    ),
    "accepted": lambda say, values: say.gettext("toast.accepted"),
    "declined": lambda say, values: say.gettext("toast.declined"),
    "not_yours": lambda say, values: say.gettext("toast.not_yours"),
    "already_accepted": lambda say, values: say.gettext("toast.already_accepted"),
    "already_declined": lambda say, values: say.gettext("toast.already_declined"),
    "timed_out": lambda say, values: say.gettext("toast.timed_out"),
    "withdrawn": lambda say, values: say.gettext("toast.withdrawn"),
    "lost": lambda say, values: say.gettext("toast.lost"),
    "cancelled": lambda say, values: say.gettext("toast.cancelled"),
    "not_free": lambda say, values: say.gettext("toast.not_free"),
    "suspended": lambda say, values: say.gettext("toast.suspended"),
    "asked": lambda say, values: say.gettext("toast.asked"),
    "nobody": lambda say, values: say.gettext("toast.nobody"),
    "cancel_begun": lambda say, values: say.gettext("toast.cancel_begun"),
    "cancel_over": lambda say, values: say.gettext("toast.cancel_over"),
    "cancel_ended": lambda say, values: say.gettext("toast.cancel_ended"),
    "called_off": lambda say, values: say.gettext("toast.called_off"),
    "visit.over": lambda say, values: say.gettext("toast.visit.over"),
    "booking_cancelled": lambda say, values: say.gettext("toast.booking_cancelled"),
    "visit.too_early": lambda say, values: say.gettext("toast.visit.too_early"),
    "visit.on_the_way": lambda say, values: say.gettext("toast.visit.on_the_way"),
    "visit.arrived": lambda say, values: say.gettext("toast.visit.arrived"),
    "visit.in_progress": lambda say, values: say.gettext("toast.visit.in_progress"),
    "visit.not_started": lambda say, values: say.gettext("toast.visit.not_started"),
    "visit.completed": lambda say, values: say.gettext("toast.visit.completed"),
    "visit.cancelled": lambda say, values: say.gettext("toast.visit.cancelled"),
    "visit.no_show": lambda say, values: say.gettext("toast.visit.no_show"),
    "visit.not_yours_any_more": lambda say, values: say.gettext("toast.visit.not_yours_any_more"),
    "kept": lambda say, values: say.gettext("toast.kept"),
    "stands": stands,
    "visit.not_agreed": lambda say, values: say.gettext("toast.visit.not_agreed"),
    "calendar.new": lambda say, values: say.gettext("toast.calendar.new"),
    "calendar.off": lambda say, values: say.gettext("toast.calendar.off"),
    "event.not_yet": lambda say, values: say.gettext("toast.event.not_yet"),
    "event.cancelled": lambda say, values: say.gettext("toast.event.cancelled"),
    "event.over": lambda say, values: say.gettext("toast.event.over"),
    "help.noted": lambda say, values: say.gettext("toast.help.noted"),
    "help.taken": lambda say, values: say.gettext("toast.help.taken"),
    "help.taken_by": lambda say, values: say.gettext("toast.help.taken_by", by=_by(values)),
    "help.resolved": lambda say, values: say.gettext("toast.help.resolved"),
    "help.resolved_before": lambda say, values: say.gettext("toast.help.resolved_before", by=_by(values)),
    "absence.said_before": lambda say, values: say.gettext("toast.absence.said_before"),
    "absence.contested": lambda say, values: say.gettext("toast.absence.contested"),
    "absence.moved_on": lambda say, values: say.gettext("toast.absence.moved_on"),
    "absence.too_early": lambda say, values: say.gettext("toast.absence.too_early"),
    "absence.begun": lambda say, values: say.gettext("toast.absence.begun"),
    "absence.over": lambda say, values: say.gettext("toast.visit.over"),
    "absence.cancelled": lambda say, values: say.gettext("toast.visit.cancelled"),
    "absence.no_show": lambda say, values: say.gettext("toast.visit.no_show"),
    "absence.not_agreed": lambda say, values: say.gettext("toast.visit.not_agreed"),
    "off_gone": lambda say, values: say.gettext("toast.off_gone"),
    "rated": lambda say, values: say.gettext("toast.rated"),
    "rating_closed": lambda say, values: say.gettext("rating.closed"),
    "stars_first": lambda say, values: say.gettext("rating.stars_first"),
    "forgotten": lambda say, values: say.gettext("toast.forgotten"),
    "retried": lambda say, values: say.gettext("toast.retried"),
    "room_ended": lambda say, values: say.gettext("toast.room_ended"),
    "room_over": lambda say, values: say.gettext("toast.room_over"),
    "extended": lambda say, values: say.gettext("toast.extended"),
    "extended_already": lambda say, values: say.gettext("toast.extended_already"),
    "extended_no_more": lambda say, values: say.gettext("toast.extended_no_more"),
    "answered": lambda say, values: say.gettext("toast.answered"),
    "form_over": lambda say, values: say.gettext("toast.form_over"),
    "discarded": lambda say, values: say.gettext("toast.discarded"),
    "noted": lambda say, values: say.gettext("toast.noted"),
    "noted_already": lambda say, values: say.gettext("toast.noted_already"),
    "lifted": lambda say, values: say.gettext("toast.lifted"),
    **moving.TOASTS,
    **waitlist.TOASTS,
    **suggest.TOASTS,
    "operators_only": lambda say, values: say.gettext("operators_only"),
}


def _by(values: Values) -> str:
    return label(values.get("by", ""), 40)


def toast(make: Toast) -> Callable[[Voice, Values], Screen]:
    return lambda say, values: Screen(make(say, values).clipped(200))
