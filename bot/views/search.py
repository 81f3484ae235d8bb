"""What the customer reads while somebody is looked for: everybody asked at once, another in place of hers."""

from __future__ import annotations

from bot.callbacks import BookingAct, on_booking
from bot.views import acknowledgement, visit
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Gender


def headline(say: Voice, values: Values) -> Text:
    return say.gettext("booking.asking_all", reference=label(values["reference"]))


def asking_all(say: Voice, values: Values) -> Text:
    asked = say.ngettext("booking.next.broadcast", values["broadcast"], time=visit.answer_by(say, values))
    return joined([asked, say.gettext("booking.next.kept")])


def by_when(say: Voice, values: Values) -> Text:
    """When it is known at the latest, and why that may be only in the morning."""
    lines: list[Text] = []
    if values.get("settled_by"):
        at = visit.answer_by(say, {**values, "answer_by": values["settled_by"]})
        lines.append(say.gettext("booking.next.settled_by", time=at))
    if values.get("asked_from") is not None:
        opens, closes = say.clock(values["asked_from"]), say.clock(values["asked_until"])
        lines.append(say.gettext("booking.next.night", opens=opens, closes=closes))
    return joined(lines)


def ways(say: Voice, values: Values) -> tuple[Row, ...]:
    """While others are asked: not to wait for them."""
    other = button(say.gettext("choices.other_time"), on_booking(values, BookingAct.OTHER_TIME, whoever=True))
    cancel = button(say.gettext("booking.cancel_request"), on_booking(values, BookingAct.CANCEL))
    return ((other,), (cancel,))


def redispatched(say: Voice, values: Values) -> Screen:
    therapist, reference = label(values["therapist"]), label(values["reference"])
    head = bold(say.gettext("choices.called_off", therapist=therapist, reference=reference))
    lines = [head, visit.what(say, values), visit.when(say, values)]
    text = joined([joined(lines), say.gettext("redispatch.next"), acknowledgement.line(say, values)], "\n\n")
    return Screen(text, (*acknowledgement.rows(say, values), *ways(say, values)))


def anyone_rows(say: Voice, values: Values) -> list[Row]:
    """Another therapist, as wished; and, as a choice of its own, one against the wish for a gender."""
    rows: list[Row] = []
    if values["may_ask_anyone"]:
        rows.append((button(_anyone(say, values.get("gender", "")), on_booking(values, BookingAct.ANYONE)),))
    if values.get("may_ask_whoever"):
        rows.append((button(say.gettext("choices.whoever"), on_booking(values, BookingAct.WHOEVER)),))
    return rows


def _anyone(say: Voice, gender: str) -> Text:
    match gender:
        case Gender.FEMALE:
            return say.gettext("choices.anyone.female")
        case Gender.MALE:
            return say.gettext("choices.anyone.male")
    return say.gettext("choices.anyone")


def kept(say: Voice, values: Values) -> Screen:
    """What became of the words that had no room to go to."""
    lines, reference = values["lines"], label(values["reference"])
    match values["outcome"]:
        case "open":
            return Screen(say.ngettext("kept.open", lines, reference=reference))
        case "sent":
            return Screen(say.ngettext("kept.sent", lines, therapist=label(values["therapist"])))
        case "stopped":
            return Screen(say.gettext("kept.stopped"))
        case "none":
            return Screen(say.gettext("kept.none", reference=reference))
    return Screen(say.ngettext("kept.over", lines, reference=reference))
