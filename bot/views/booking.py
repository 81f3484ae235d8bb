"""The customer's own card of a booking through its life, and what she is asked about it."""

from __future__ import annotations

from bot.callbacks import BookingAct, on_booking
from bot.views import absence, acknowledgement, care, search, suggest, visit, waitlist, wish
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus
from domain.people import Role

_S = BookingStatus


def booking(say: Voice, values: Values) -> Screen:
    status = BookingStatus(values["status"])
    therapist = values["therapist"]
    lines = [
        bold(_headline(say, values, status)),
        visit.what(say, values),
        visit.when(say, values),
        visit.where(say, values["place"]),
        say.gettext("visit.therapist", therapist=label(therapist)) if therapist else Text(),
        visit.notes(say, values["notes"]),
    ]
    told = [joined(lines), wish.line(say, values, Role.CUSTOMER), _next(say, values, status)]
    rows = (*_buttons(say, values, status), *care.rows(say, values, Role.CUSTOMER))
    return Screen(joined(told, "\n\n"), rows)


def _headline(say: Voice, values: Values, status: BookingStatus) -> Text:
    reference = label(values["reference"])
    if status is _S.CONFIRMED and visit.coming_up(say, values):
        return say.gettext("visit.coming_up", reference=reference)
    if status is _S.REQUESTED and values.get("broadcast"):
        return search.headline(say, values)
    if status is _S.REQUESTED and not values["therapist"]:
        return say.gettext("booking.choosing", reference=reference)
    if status in {_S.CONFIRMED, _S.ON_THE_WAY} and values.get("arrived"):
        return say.gettext("visit.arrived", therapist=label(values["therapist"]), reference=reference)
    match status:
        case _S.DRAFT | _S.REQUESTED:
            return say.gettext("booking.requested", reference=reference)
        case _S.CONFIRMED:
            return say.gettext("booking.confirmed", reference=reference)
        case _S.ON_THE_WAY:
            return say.gettext("booking.on_the_way", reference=reference)
        case _S.IN_PROGRESS:
            return say.gettext("booking.in_progress", reference=reference)
        case _S.COMPLETED:
            return say.gettext("booking.completed", reference=reference)
        case _S.UNANSWERED:
            return say.gettext("booking.unanswered", reference=reference)
        case _S.CANCELLED:
            return say.gettext("booking.cancelled", reference=reference)
        case _S.NO_SHOW:
            return absence.missed(say, values, Role.CUSTOMER)


def _next(say: Voice, values: Values, status: BookingStatus) -> Text:
    therapist = label(values["therapist"]) if values["therapist"] else ""
    if status is _S.REQUESTED:
        if values.get("broadcast"):
            return search.asking_all(say, values)
        if not therapist:
            return say.gettext("booking.next.choose")
        if values.get("suggested"):
            return suggest.waits_line(say, values)
        if values["answer_by"] is None:
            return say.gettext("booking.next.asked", therapist=therapist)
        until = visit.answer_by(say, values)
        asked = say.gettext("booking.next.answer_by", therapist=therapist, time=until)
        return joined([asked, search.by_when(say, values)])
    if status in {_S.CONFIRMED, _S.ON_THE_WAY} and therapist:
        return say.gettext("booking.next.write", therapist=therapist)
    if status in {_S.UNANSWERED, _S.CANCELLED}:
        return say.gettext("booking.next.nothing_held")
    return Text()


def _buttons(say: Voice, values: Values, status: BookingStatus) -> tuple[Row, ...]:
    match status:
        case _S.REQUESTED:
            cancel = _choice(values, say.gettext("booking.cancel_request"), BookingAct.CANCEL)
            other = _choice(values, say.gettext("choices.other_time"), BookingAct.OTHER_TIME)
            if values.get("broadcast"):
                return search.ways(say, values)
            if values["therapist"]:
                return (cancel,)
            return (other, cancel) if values.get("asked_for") else ()
        case _S.CONFIRMED | _S.ON_THE_WAY if not say.past(values["ends_at"]):
            calendar = _choice(values, say.gettext("booking.calendar"), BookingAct.CALENDAR)
            cancel = _choice(values, say.gettext("booking.cancel"), BookingAct.CANCEL)
            return (*wish.rows(say, values, Role.CUSTOMER), calendar, cancel)
        case _S.CONFIRMED | _S.COMPLETED | _S.UNANSWERED | _S.CANCELLED | _S.NO_SHOW:
            return (_choice(values, say.gettext("booking.again"), BookingAct.AGAIN),)
    return ()


def choices(say: Voice, values: Values) -> Screen:
    """Nobody holds the time: what now? A wish for a gender is given up by a button that says so."""
    if values["outcome"] != "open":
        return Screen(_chosen(say, values["outcome"], label(values["reference"])))
    rows: list[Row] = [_choice(values, say.gettext("choices.other_time"), BookingAct.OTHER_TIME)]
    rows += search.anyone_rows(say, values)
    rows.append(waitlist.from_choices(say, values))
    rows.append(_choice(values, say.gettext("choices.cancel"), BookingAct.CANCEL_SURE))
    why = bold(_why(say, values))
    lines = [why, visit.what(say, values), visit.when(say, values), say.gettext("choices.ask")]
    return Screen(
        joined([*lines, acknowledgement.line(say, values)]), (*rows, *acknowledgement.rows(say, values))
    )


def _why(say: Voice, values: Values) -> Text:
    therapist, reference = label(values["therapist"]), label(values["reference"])
    match values["why"]:
        case "declined":
            return say.gettext("choices.declined", therapist=therapist, reference=reference)
        case "timed_out":
            return say.gettext("choices.timed_out", therapist=therapist, reference=reference)
        case "called_off":
            return say.gettext("choices.called_off", therapist=therapist, reference=reference)
    return say.gettext("choices.nobody_left", reference=reference)


def _chosen(say: Voice, outcome: str, reference: str) -> Text:
    match outcome:
        case "asked_anyone":
            return say.gettext("chosen.anyone", reference=reference)
        case "unanswered":
            return say.gettext("chosen.unanswered", reference=reference)
        case "cancelled":
            return say.gettext("chosen.cancelled", reference=reference)
        case "kept":
            return say.gettext("chosen.kept", reference=reference)
    return say.gettext("chosen.over", reference=reference)


def _choice(values: Values, words: Text, act: BookingAct) -> Row:
    return (button(words, on_booking(values, act)),)


def sure(say: Voice, values: Values) -> Screen:
    """Asked before anything is cancelled: a slip of the thumb should not cost a booking."""
    if values["outcome"] != "open":
        return Screen(_chosen(say, values["outcome"], label(values["reference"])))
    ask = bold(say.gettext("sure.ask", reference=label(values["reference"])))
    keep = _choice(values, say.gettext("sure.keep"), BookingAct.KEEP)
    late = bool(values.get("late"))
    yes = _choice(values, say.gettext("sure.yes"), BookingAct.CANCEL_LATE if late else BookingAct.CANCEL_SURE)
    lines = [ask, visit.what(say, values), visit.when(say, values)]
    if late:
        lines.append(say.gettext("sure.late"))
    return Screen(joined(lines), (yes, keep))


def cancelled(say: Voice, values: Values) -> Screen:
    """For the therapist whose visit it was."""
    customer, reference = label(values["customer"]), label(values["reference"])
    if values.get("studio"):
        head = say.gettext("booking.called_off.studio", customer=customer, reference=reference)
    else:
        head = say.gettext("booking.called_off", customer=customer, reference=reference)
    lines = [bold(head), visit.what(say, values), visit.when(say, values)]
    if values.get("late"):
        lines.append(say.gettext("booking.called_off.late"))
    if values.get("ack"):
        lines += [say.gettext("booking.called_off.free"), acknowledgement.line(say, values)]
    else:
        lines.append(say.gettext("booking.called_off.next"))
    return Screen(joined(lines), acknowledgement.rows(say, values))


def called_off(say: Voice, values: Values) -> Screen:
    """For the customer: not her doing."""
    therapist, reference = label(values["therapist"]), label(values["reference"])
    head = (
        say.gettext("called_off.therapist", therapist=therapist, reference=reference)
        if values["therapist"]
        else say.gettext("called_off.studio", reference=reference)
    )
    lines = [bold(head), visit.what(say, values), visit.when(say, values)]
    again = _choice(values, say.gettext("booking.again"), BookingAct.AGAIN)
    lines += [say.gettext("called_off.next"), acknowledgement.line(say, values)]
    return Screen(joined(lines), (*acknowledgement.rows(say, values), again))
