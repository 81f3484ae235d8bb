"""Another time suggested by the therapist: chosen on her card, answered on the customer's, told on both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks_suggest import SuggestionAct, SuggestionPress, SuggestPress, SuggestStep
from bot.views import calendar, visit, wish
from bot.views.form import note
from bot.views.form_questions import Press, Pressing
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.booking import BookingStatus
from domain.proposal import ProposalStatus

_P = ProposalStatus

_TOASTS = {
    "suggest.done": gettext_noop("toast.suggest.done"),
    "suggest.waits": gettext_noop("toast.suggest.waits"),
    "suggest.broadcast": gettext_noop("toast.suggest.broadcast"),
    "suggest.taken": gettext_noop("toast.suggest.taken"),
    "suggest.taken_back": gettext_noop("toast.suggest.taken_back"),
    "suggest.over": gettext_noop("toast.suggest.over"),
    "suggestion.taken": gettext_noop("toast.suggestion.taken"),
    "suggestion.refused": gettext_noop("toast.suggestion.refused"),
    "suggestion.already_taken": gettext_noop("toast.suggestion.already_taken"),
    "suggestion.already_refused": gettext_noop("toast.suggestion.already_refused"),
    "suggestion.timed_out": gettext_noop("toast.suggestion.timed_out"),
    "suggestion.withdrawn": gettext_noop("toast.suggestion.withdrawn"),
    "suggestion.lost": gettext_noop("toast.suggestion.lost"),
    "suggestion.cancelled": gettext_noop("toast.suggestion.cancelled"),
    "suggestion.suspended": gettext_noop("toast.suggestion.lost"),
}


def _plain(code: str) -> Callable[[Voice, Values], Text]:
    return lambda say, values: say.gettext(_TOASTS[code])


TOASTS: dict[str, Callable[[Voice, Values], Text]] = {code: _plain(code) for code in _TOASTS}


def row(say: Voice, values: Values) -> tuple[Row, ...]:
    """Under an offer that is open. Not in a broadcast: there, whoever is first at that very time comes."""
    if values.get("broadcast"):
        return ()
    press = SuggestPress(offer=values["offer"], step=SuggestStep.OPEN)
    return ((button(say.gettext("suggest.it"), press),),)


def choose(say: Voice, values: Values) -> Screen:
    """The therapist's: a day, then a time, which is suggested at once."""
    match values["step"]:
        case "day":
            return _calendar(say, values, calendar.day(say, values, _pressing(SuggestStep.DAY)), ())
        case "time":
            back = _go(say.gettext("form.back"), values, SuggestStep.BACK)
            return _calendar(say, values, calendar.time(say, values, _pressing(SuggestStep.TIME)), (back,))
    return Screen(say.gettext("suggest.kept", reference=label(values["reference"])))


def _calendar(say: Voice, values: Values, asked: Screen, ways: Sequence[InlineKeyboardButton]) -> Screen:
    title = say.gettext("suggest.title", reference=label(values["reference"]))
    head = joined([bold(title), visit.what(say, values), _wished(say, values)])
    if not values["options"]:
        asked = Screen(say.gettext("suggest.no_days"))
    how = say.gettext("suggest.how", customer=label(values["customer"]))
    text = joined([head, note(say, values), joined([asked.text, how])], "\n\n")
    keep = _go(say.gettext("suggest.keep"), values, SuggestStep.KEEP)
    return Screen(text, (*asked.rows, (*ways, keep)))


def _wished(say: Voice, values: Values) -> Text:
    return say.gettext("suggest.wished", moment=say.moment(values["starts_at"]))


def _go(words: Text | str, values: Values, step: SuggestStep, value: str = "") -> InlineKeyboardButton:
    return button(words, SuggestPress(offer=values["offer"], step=step, value=value))


def _pressing(step: SuggestStep) -> Pressing:
    def making(values: Values, chosen: object) -> Press:
        def press(words: Text | str, value: str) -> InlineKeyboardButton:
            shown = joined(["✓", words], " ") if value == chosen else joined([words])
            return _go(shown, values, step, value)

        return press

    return making


def asked(say: Voice, values: Values) -> Screen:
    """The therapist's once it is suggested."""
    customer, reference = label(values["customer"]), label(values["reference"])
    match _P(values["outcome"]):
        case _P.OPEN:
            lines = [
                bold(say.gettext("suggest.asked", customer=customer, reference=reference)),
                visit.what(say, values),
                _was(say, values),
                wish.new(say, values),
            ]
            until = say.gettext("suggest.until", customer=customer, time=wish.until(say, values))
            press = SuggestionPress(proposal=values["proposal"], act=SuggestionAct.TAKE_BACK)
            back = (button(say.gettext("suggest.take_back"), press),)
            return Screen(joined([joined(lines), until], "\n\n"), (back,))
        case _P.ACCEPTED:
            head = say.gettext("suggest.taken", customer=customer, reference=reference)
        case _P.DECLINED:
            head = say.gettext("suggest.refused", customer=customer, reference=reference)
        case _P.TIMED_OUT:
            head = say.gettext("suggest.timed_out", customer=customer, reference=reference)
        case _P.WITHDRAWN:
            return Screen(_over(say, values))
        case _P.LOST:
            head = say.gettext("suggest.lost", reference=reference)
    return Screen(joined([bold(head), wish.new(say, values)]))


def _over(say: Voice, values: Values) -> Text:
    reference = label(values["reference"])
    if values["status"] == BookingStatus.CANCELLED:
        return say.gettext("offer.cancelled", reference=reference)
    if values["status"] == BookingStatus.CONFIRMED:
        return say.gettext("suggest.not_needed", reference=reference)
    return say.gettext("suggest.withdrawn", reference=reference)


def suggestion(say: Voice, values: Values) -> Screen:
    """The customer's."""
    therapist, reference = label(values["therapist"]), label(values["reference"])
    was, new = say.moment(values["was_at"]), say.moment(values["wanted_at"])
    match _P(values["outcome"]):
        case _P.OPEN:
            head = bold(say.gettext("suggestion.open", therapist=therapist, was=was, new=new))
            lines = [head, visit.what(say, values), say.gettext("suggestion.of", reference=reference)]
            until = say.gettext("suggestion.until", time=wish.until(say, values))
            return Screen(joined([joined(lines), until], "\n\n"), _answers(say, values))
        case _P.ACCEPTED:
            return Screen(bold(say.gettext("suggestion.taken", reference=reference, new=new)))
        case _P.DECLINED:
            return Screen(say.gettext("suggestion.refused", reference=reference, new=new))
        case _P.TIMED_OUT:
            return Screen(say.gettext("suggestion.timed_out", reference=reference, new=new))
        case _P.WITHDRAWN:
            return Screen(_taken_back(say, values))
        case _P.LOST:
            return Screen(say.gettext("suggestion.lost", reference=reference, new=new))


def _taken_back(say: Voice, values: Values) -> Text:
    """By the therapist, who perhaps accepted the time asked for after all; or the request went elsewhere."""
    reference = label(values["reference"])
    if values["status"] == BookingStatus.CONFIRMED and values["therapist"]:
        therapist, was = label(values["therapist"]), say.moment(values["was_at"])
        return say.gettext("suggestion.not_needed", therapist=therapist, was=was, reference=reference)
    if values["status"] == BookingStatus.REQUESTED and values["therapist"]:
        return say.gettext("suggestion.withdrawn", therapist=label(values["therapist"]), reference=reference)
    return say.gettext("suggestion.over", reference=reference)


def _answers(say: Voice, values: Values) -> tuple[Row, ...]:
    take = SuggestionPress(proposal=values["proposal"], act=SuggestionAct.TAKE)
    refuse = SuggestionPress(proposal=values["proposal"], act=SuggestionAct.REFUSE)
    return (
        (
            button(say.gettext("suggestion.take"), take),
            button(say.gettext("suggestion.refuse"), refuse),
        ),
    )


def _was(say: Voice, values: Values) -> Text:
    return say.gettext("suggest.wished", moment=say.moment(values["was_at"]))


# On the cards of the request itself


def waits_line(say: Voice, values: Values) -> Text:
    """The customer's: it is her turn."""
    put = values.get("suggested")
    if put is None:
        return Text()
    therapist, moment = label(values["therapist"]), say.moment(put["wanted_at"])
    return say.gettext("suggestion.line", therapist=therapist, moment=moment, time=wish.until(say, put))


def asked_line(say: Voice, values: Values) -> Text:
    """The therapist's."""
    put = values.get("suggested")
    if put is None:
        return Text()
    return say.gettext("suggest.line", moment=say.moment(put["wanted_at"]), time=wish.until(say, put))
