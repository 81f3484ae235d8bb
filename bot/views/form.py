"""The booking form: one card with the answers so far, the present question and its answers as buttons."""

from __future__ import annotations

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton

from bot.callbacks import DraftPress, MenuPress
from bot.views import calendar, visit, waitlist
from bot.views import form_questions as ask
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.booking import Mode
from domain.draft import Step

NOTES: dict[str, str] = {
    "slot_gone": gettext_noop("form.note.slot_gone"),
    "now_gone": gettext_noop("form.note.now_gone"),
    "nobody_fits": gettext_noop("form.note.nobody_fits"),
    "no_time": gettext_noop("form.note.no_time"),
    "no_fit": gettext_noop("form.note.no_fit"),
    "no_length": gettext_noop("form.note.no_length"),
    "other_time": gettext_noop("form.note.other_time"),
    "waits_instead": gettext_noop("form.note.waits_instead"),
    "day_full": gettext_noop("form.note.day_full"),
    "again_service": gettext_noop("form.note.again_service"),
    "again_duration": gettext_noop("form.note.again_duration"),
    "again_district": gettext_noop("form.note.again_district"),
    "again_therapist": gettext_noop("form.note.again_therapist"),
    "again_several": gettext_noop("form.note.again_several"),
    "too_long": gettext_noop("form.note.too_long"),
    "empty": gettext_noop("form.note.empty"),
    "tells": gettext_noop("form.note.tells"),
    "as_text": gettext_noop("form.note.as_text"),
    "press": gettext_noop("form.note.press"),
    "late": gettext_noop("form.note.late"),
}
"""Why the form says something else than the person expected."""

QUESTIONS: dict[Step, Callable[[Voice, Values], Screen]] = {
    Step.SERVICE: ask.service,
    Step.DURATION: ask.duration,
    Step.PLACE: ask.place,
    Step.ADDRESS: ask.address,
    Step.DISTRICT: ask.district,
    Step.ROOM: ask.room,
    Step.THERAPIST: ask.therapist,
    Step.WHEN: ask.when,
    Step.DAY: calendar.day,
    Step.TIME: calendar.time,
    Step.NOTES: ask.notes,
    Step.SUMMARY: ask.summary,
    Step.WAIT: waitlist.ask,
}


def draft(say: Voice, values: Values) -> Screen:
    step = Step(values["step"])
    question = QUESTIONS[step](say, values)
    head = bold(say.gettext("form.summary") if step is Step.SUMMARY else say.gettext("form.title"))
    told = joined([note(say, values), _price(say, values)])
    parts = [joined([head, *answers(say, values["answers"])]), told, question.text]
    beside = waitlist.way_in(say, values) if step in {Step.DAY, Step.TIME} else ()
    return Screen(joined(parts, "\n\n"), (*question.rows, *beside, _ways_out(say, values)))


def answers(say: Voice, given: Values) -> list[Text]:
    lines = [_what(say, given), _where(say, given), _who(say, given), _when(say, given)]
    lines.append(visit.notes(say, given["notes"] or ""))
    return lines


def _what(say: Voice, given: Values) -> Text:
    if given["service"] is None:
        return Text()
    if given["minutes"] is None:
        return say.gettext("form.service", service=label(given["service"]))
    return visit.what(say, given)


def _where(say: Voice, given: Values) -> Text:
    place = given["place"]
    if place is None:
        return Text()
    located = place["kind"] == "studio" or place["address"] or place["latitude"] is not None
    if located:
        return visit.where(say, place)
    return say.gettext("form.place.home") if place["kind"] == "home" else say.gettext("form.place.hotel")


def _who(say: Voice, given: Values) -> Text:
    wish = given["wish"]
    return say.gettext("visit.therapist", therapist=whom(say, wish)) if wish else Text()


def whom(say: Voice, wish: Values) -> Text | str:
    if wish["name"]:
        return ask.named(say, wish)
    match wish["gender"]:
        case "female":
            return say.gettext("wish.female")
        case "male":
            return say.gettext("wish.male")
    return say.gettext("wish.anyone")


def _when(say: Voice, given: Values) -> Text:
    starts_at = given["starts_at"]
    if starts_at is not None and given["mode"] == Mode.SCHEDULED:
        # The button that was pressed showed the studio's time; the reader's own may be another.
        return say.gettext("form.when", moment=say.moment(starts_at), hour=say.hour(starts_at))
    if starts_at is not None:
        return visit.when(say, given)
    return say.gettext("visit.when", moment=say.day(given["day"])) if given["day"] else Text()


def note(say: Voice, values: Values) -> Text:
    code = values.get("note") or ""
    if code not in NOTES:
        return Text()
    shown = say.gettext(NOTES[code], longest=values.get("longest") or 0)
    return joined(["💡", shown], " ")


def _price(say: Voice, values: Values) -> Text:
    was, price = values.get("was"), values["answers"]["price"]
    if not was or not price:
        return Text()
    changed = say.gettext("form.note.price", price=say.money(price), was=say.money(was))
    return joined(["💡", changed], " ")


def _ways_out(say: Voice, values: Values) -> Row:
    def go(words: Text, value: str) -> InlineKeyboardButton:
        return button(words, DraftPress(token=values["token"], step=values["step"], value=value))

    cancel = go(say.gettext("form.cancel"), "cancel")
    return (cancel,) if values["first"] else (go(say.gettext("form.back"), "back"), cancel)


def closed(say: Voice, values: Values) -> Screen:
    """The card of a form that is over: sent, cancelled, or put away after half an hour."""
    again = ((button(say.gettext("menu.book"), MenuPress(act="book")),),)
    match values["outcome"]:
        case "sent":
            return Screen(say.gettext("form.sent", reference=bold(label(values["reference"]))))
        case "waiting":
            return Screen(say.gettext("form.waiting"))
        case "cancelled":
            return Screen(say.gettext("form.cancelled"), again)
    return Screen(say.gettext("form.put_away"), again)
