"""From a notice's code to what Telegram gets: the one list of everything that can be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.rendered import Rendered
from bot.views import (
    absence,
    acknowledgement,
    booking,
    calendar_link,
    care,
    desk,
    events,
    form,
    general,
    hours,
    identity,
    mine,
    move,
    my_bookings,
    off,
    offer,
    operator,
    overdue,
    parting,
    phrases,
    prices,
    rating,
    relay,
    room,
    search,
    silence,
    suggest,
    therapist,
    unsend,
    visits,
    waitlist,
    week,
    which,
    why,
    wish,
)
from bot.views.screen import Screen
from bot.views.toasts import TOASTS, toast
from bot.views.visit import Values
from bot.views.voice import House, Voice
from services.outgoing import Speech
from services.ports import Words

View = Callable[[Voice, Values], Screen]

VIEWS: dict[str, View] = {
    "welcome": general.welcome,
    "language": general.language,
    "help": general.help_,
    "privacy": general.privacy,
    "mydata": mine.mydata,
    "mydata.later": mine.later,
    "forget": mine.forget,
    "forget.done": mine.done,
    "unknown": general.unknown,
    "unknown_command": general.unknown_command,
    "failed": general.failed,
    "cancel.nothing": general.nothing_to_cancel,
    "cancel.done": general.form_cancelled,
    "invite.done": general.invited,
    "invite.problem": general.invite_problem,
    "start.no_such_therapist": general.no_such_therapist,
    "operators_only": general.operators_only,
    "draft": form.draft,
    "draft.closed": form.closed,
    "offer": offer.offer,
    "booking": booking.booking,
    "booking.choices": booking.choices,
    "booking.sure": booking.sure,
    "booking.cancelled": booking.cancelled,
    "booking.called_off": booking.called_off,
    "cancel.unseen": acknowledgement.unseen,
    "booking.redispatched": search.redispatched,
    "relay.kept": search.kept,
    "move": move.move,
    "suggest": suggest.choose,
    "suggest.asked": suggest.asked,
    "suggestion": suggest.suggestion,
    "move.asked": wish.asked,
    "move.wanted": wish.wanted,
    "bookings": my_bookings.bookings,
    "wait": waitlist.wait,
    "wait.offer": waitlist.offer,
    "waitlist": waitlist.waitlist,
    "visit.sure": visits.sure,
    "desk": desk.menu,
    "today": therapist.today,
    "schedule": week.schedule,
    "hours": hours.hours,
    "off": off.off,
    "prices": prices.prices,
    "readiness": therapist.readiness,
    "quiet": silence.quiet,
    "therapists_only": therapist.only,
    "visit.news": visits.news,
    "rating": rating.rating,
    "rating.comment": rating.comment,
    "rating.refused": rating.refused,
    "calendar": calendar_link.card,
    "event": events.event,
    "room.opened": room.opened,
    "room.card": room.card,
    "room.warning": room.warning,
    "room.extended": room.extended,
    "room.reached": room.reached,
    "room.welcome_back": room.welcome_back,
    "room.gap": room.gap,
    "room.ended": room.ended,
    "parting": parting.parting,
    "parting.whom": parting.whom,
    "blocked": parting.blocked,
    "relay.which": which.which,
    "to": which.to,
    "focus": which.focus,
    "relay.waits": room.waits,
    "relay.slowed": room.slowed,
    "relay.uncertain": room.uncertain,
    "relay.settled": room.settled,
    "relay.goes_as": relay.goes_as,
    "relay.edit": relay.edit,
    "reaction": relay.reaction,
    "unsend": unsend.unsend,
    "unsend.done": unsend.done,
    "relay.came_bare": relay.came_bare,
    "relay.came_astray": relay.came_astray,
    "relay.header": relay.header,
    "relay.not_carried": relay.not_carried,
    "phrases": phrases.offered,
    "phrases.own": phrases.own,
    "topic.title": relay.topic_title,
    "why.message": why.message,
    "why.booking": why.booking,
    "why.unknown": why.unknown,
    "help.own": care.own,
    "help.alert": care.alert,
    "overdue.ask": overdue.ask,
    "overdue.customer": overdue.customer,
    "overdue.alert": overdue.alert,
    "noshow": absence.absence,
    "noshow.decide": absence.decide,
    "share": identity.share,
    "identity.lifted": identity.lifted,
    "identity.appealed": identity.appealed,
    "alert": operator.alert,
    "status": operator.status,
    **{f"toast.{code}": toast(make) for code, make in TOASTS.items()},
}


class NoView(Exception):
    """A notice was made that nobody can put into words."""


@dataclass(frozen=True, slots=True)
class Renderer:
    words: Words
    house: House

    def render(self, speech: Speech) -> Rendered:
        """Raises NoView for a code without a view."""
        view = VIEWS.get(speech.code)
        if view is None:
            raise NoView(speech.code)
        screen = view(Voice(self.words, speech.language, self.house, speech.at), speech.values)
        shown = screen.text.clipped()
        return Rendered(text=shown.text, entities=shown.entities, markup=screen.markup)
