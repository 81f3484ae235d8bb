"""The therapist's alert, edited to its outcome."""

from __future__ import annotations

from bot.callbacks import OfferAct, OfferPress
from bot.views import care, suggest, visit, visits, wish
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus
from domain.offer import OfferStatus
from domain.people import Role


def offer(say: Voice, values: Values) -> Screen:
    outcome = OfferStatus(values["outcome"])
    accepted = outcome is OfferStatus.ACCEPTED and values["status"] != BookingStatus.CANCELLED
    place = values["place"]
    lines = [
        bold(_headline(say, values, outcome)),
        visit.what(say, values),
        visit.when(say, values),
        visit.where(say, place) if accepted else visit.area(say, place),
        say.gettext("offer.customer", customer=label(values["customer"])),
        visit.notes(say, values["notes"]) if accepted or outcome is OfferStatus.OPEN else Text(),
    ]
    open_now = outcome is OfferStatus.OPEN
    asked = wish.line(say, values, Role.THERAPIST) if accepted else Text()
    text = joined([joined(lines), asked, _next(say, values) if open_now else Text()], "\n\n")
    if open_now:
        return Screen(text, (_choice(say, values), *suggest.row(say, values)))
    if not accepted:
        return Screen(text)
    return Screen(text, (*visits.taps(say, values), *care.rows(say, values, Role.THERAPIST)))


def _headline(say: Voice, values: Values, outcome: OfferStatus) -> Text:
    reference = label(values["reference"])
    if values["status"] == BookingStatus.CANCELLED:
        return say.gettext("offer.cancelled", reference=reference)
    told = visits.headline(say, values) if outcome is OfferStatus.ACCEPTED else None
    if told is not None:
        return told
    if outcome is OfferStatus.ACCEPTED and visit.coming_up(say, values):
        return say.gettext("visit.coming_up", reference=reference)
    match outcome:
        case OfferStatus.OPEN:
            return say.gettext("offer.open", reference=reference)
        case OfferStatus.ACCEPTED:
            return say.gettext("offer.accepted", reference=reference)
        case OfferStatus.DECLINED:
            return say.gettext("offer.declined", reference=reference)
        case OfferStatus.TIMED_OUT:
            return say.gettext("offer.timed_out", reference=reference)
        case OfferStatus.WITHDRAWN:
            return say.gettext("offer.withdrawn", reference=reference)
        case OfferStatus.LOST:
            if values.get("why") == "not_free":
                return say.gettext("offer.not_free", reference=reference)
            return say.gettext("offer.lost", reference=reference)


def _next(say: Voice, values: Values) -> Text:
    customer = label(values["customer"])
    by = bold(say.gettext("offer.answer_by", time=visit.answer_by(say, values)))
    if values.get("broadcast"):
        lines = [by, say.gettext("offer.broadcast")]
    else:
        lines = [by, say.gettext("offer.ask", customer=customer)]
    if values["place"]["kind"] != "studio":
        lines.insert(1, say.gettext("offer.address_later"))
    return joined([*lines, suggest.asked_line(say, values)])


def _choice(say: Voice, values: Values) -> Row:
    offer_id = values["offer"]
    return (
        button(say.gettext("offer.accept"), OfferPress(offer=offer_id, act=OfferAct.ACCEPT)),
        button(say.gettext("offer.decline"), OfferPress(offer=offer_id, act=OfferAct.DECLINE)),
    )
