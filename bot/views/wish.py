"""A wish to move a visit: on both sides, on the visit's own cards, and what came of it."""

from __future__ import annotations

from bot.callbacks_move import MovePress, MoveStep, WishAct, WishPress
from bot.views import visit
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.booking import BookingStatus
from domain.people import Role
from domain.proposal import ProposalStatus

_P = ProposalStatus


def new(say: Voice, values: Values) -> Text:
    return say.gettext("move.new", moment=say.moment(values["wanted_at"]))


def until(say: Voice, values: Values) -> Text:
    """An answer may wait over the night, and then the hour alone would mislead."""
    by = values["answer_by"]
    return say.moment(by) if by - values["asked_at"] > visit.SOON else say.clock(by)


def asked(say: Voice, values: Values) -> Screen:
    """For who asked."""
    outcome = _P(values["outcome"])
    head = bold(_asked_head(say, values, outcome))
    if outcome is _P.OPEN:
        waiting = say.gettext("move.waiting", other=label(values["other"]), time=until(say, values))
        return Screen(
            joined([joined([head, *_both(say, values)]), waiting], "\n\n"), (_take_back(say, values),)
        )
    if outcome is _P.ACCEPTED:
        lines = [head, visit.what(say, values), _moved_to(say, values), say.gettext("move.moved.next")]
        return Screen(joined(lines))
    rows = (again(say, values),) if _still_agreed(values) and outcome is not _P.WITHDRAWN else ()
    return Screen(joined([head, visit.what(say, values), _stays(say, values)]), rows)


def _asked_head(say: Voice, values: Values, outcome: ProposalStatus) -> Text:
    reference, other = label(values["reference"]), label(values["other"])
    match outcome:
        case _P.OPEN:
            return say.gettext("move.asked", reference=reference, other=other)
        case _P.ACCEPTED:
            return say.gettext("move.moved", reference=reference)
        case _P.DECLINED:
            return say.gettext("move.declined", reference=reference, other=other)
        case _P.TIMED_OUT:
            return say.gettext("move.timed_out", reference=reference, other=other)
        case _P.WITHDRAWN:
            return _withdrawn(say, values)
        case _P.LOST:
            return say.gettext("move.lost", reference=reference)


def wanted(say: Voice, values: Values) -> Screen:
    """For who answers."""
    outcome = _P(values["outcome"])
    head = bold(_wanted_head(say, values, outcome))
    if outcome is _P.OPEN:
        by = bold(say.gettext("offer.answer_by", time=until(say, values)))
        lines = [head, visit.what(say, values), *_both(say, values)]
        text = joined([joined(lines), joined([by, say.gettext("wish.next")])], "\n\n")
        return Screen(text, answers(say, values))
    if outcome is _P.ACCEPTED:
        return Screen(joined([head, visit.what(say, values), _moved_to(say, values)]))
    return Screen(joined([head, visit.what(say, values), _stays(say, values)]))


def _wanted_head(say: Voice, values: Values, outcome: ProposalStatus) -> Text:
    reference, other = label(values["reference"]), label(values["other"])
    match outcome:
        case _P.OPEN:
            return say.gettext("wish.open", reference=reference, other=other)
        case _P.ACCEPTED:
            return say.gettext("move.moved", reference=reference)
        case _P.DECLINED:
            return say.gettext("wish.declined", reference=reference)
        case _P.TIMED_OUT:
            return say.gettext("wish.timed_out", reference=reference)
        case _P.WITHDRAWN:
            return _withdrawn(say, values)
        case _P.LOST:
            return say.gettext("move.lost", reference=reference)


def _withdrawn(say: Voice, values: Values) -> Text:
    reference = label(values["reference"])
    if not _still_agreed(values):
        return say.gettext("move.gone", reference=reference)
    return say.gettext("move.withdrawn", reference=reference)


def _still_agreed(values: Values) -> bool:
    return bool(values["status"] == BookingStatus.CONFIRMED)


def _both(say: Voice, values: Values) -> list[Text]:
    old = say.gettext("move.now", moment=say.moment(values["was_at"]))
    return [old, new(say, values)]


def _moved_to(say: Voice, values: Values) -> Text:
    return say.gettext("move.moved.to", old=say.moment(values["was_at"]), new=say.moment(values["wanted_at"]))


def _stays(say: Voice, values: Values) -> Text:
    if not _still_agreed(values):
        return Text()
    return say.gettext("move.stays", moment=say.moment(values["starts_at"]))


# On the cards of the visit itself


def line(say: Voice, values: Values, reader: Role) -> Text:
    """That somebody has asked to move it."""
    put = values.get("wish")
    if put is None:
        return Text()
    moment, by = say.moment(put["wanted_at"]), until(say, put)
    if put["by"] == reader:
        return say.gettext("move.line.asked", moment=moment, time=by)
    return say.gettext("move.line.wanted", moment=moment, time=by)


def rows(say: Voice, values: Values, reader: Role) -> tuple[Row, ...]:
    """What there is to press about it: answer it, take it back, or ask."""
    put = values.get("wish")
    if put is not None:
        return (_take_back(say, put),) if put["by"] == reader else answers(say, put)
    if values["status"] != BookingStatus.CONFIRMED or values.get("arrived") or say.past(values["starts_at"]):
        return ()
    words = say.gettext("move.it") if reader is Role.CUSTOMER else say.gettext("move.other_time")
    return ((button(words, MovePress(booking=values["booking"], step=MoveStep.OPEN)),),)


def answers(say: Voice, values: Values) -> tuple[Row, ...]:
    yes = WishPress(proposal=values["proposal"], act=WishAct.YES)
    no = WishPress(proposal=values["proposal"], act=WishAct.NO)
    return ((button(say.gettext("wish.yes"), yes), button(say.gettext("wish.no"), no)),)


def again(say: Voice, values: Values) -> Row:
    press = MovePress(booking=values["booking"], step=MoveStep.OPEN)
    return (button(say.gettext("choices.other_time"), press),)


def _take_back(say: Voice, values: Values) -> Row:
    press = WishPress(proposal=values["proposal"], act=WishAct.TAKE_BACK)
    return (button(say.gettext("move.take_back"), press),)
