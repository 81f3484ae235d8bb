"""The waitlist: its question in the form, a wish's card, the time that is offered, and the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.callbacks import BookingAct, DraftPress, MenuPress, WaitAct, WaitPress, WaitTimePress, on_booking
from bot.views import visit
from bot.views.form_questions import pressing
from bot.views.screen import Row, Screen, button, in_rows
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.offer import OfferStatus
from domain.waitlist import WaitStatus

PARTS = {
    "any": gettext_noop("wait.part.any"),
    "morning": gettext_noop("part.morning"),
    "afternoon": gettext_noop("part.afternoon"),
    "evening": gettext_noop("part.evening"),
}
PLACES = {
    "studio": gettext_noop("form.place.studio"),
    "home": gettext_noop("form.place.home"),
    "hotel": gettext_noop("form.place.hotel"),
}
OUTCOMES = {
    OfferStatus.ACCEPTED: gettext_noop("wait.time.accepted"),
    OfferStatus.DECLINED: gettext_noop("wait.time.declined"),
    OfferStatus.TIMED_OUT: gettext_noop("wait.time.timed_out"),
    OfferStatus.WITHDRAWN: gettext_noop("wait.time.withdrawn"),
    OfferStatus.LOST: gettext_noop("wait.time.lost"),
}

TOASTS: dict[str, Callable[[Voice, Values], Text]] = {
    "wait.price": lambda say, values: say.gettext("toast.wait.price"),
    "wait.passed": lambda say, values: say.gettext("toast.wait.passed"),
    "wait.gone": lambda say, values: say.gettext("toast.wait.gone"),
    "wait.already_taken": lambda say, values: say.gettext("toast.wait.already_taken"),
    "wait.already_passed": lambda say, values: say.gettext("toast.wait.already_passed"),
    "wait.timed_out": lambda say, values: say.gettext("toast.wait.timed_out"),
    "wait.withdrawn": lambda say, values: say.gettext("toast.wait.withdrawn"),
    "wait.taken": lambda say, values: say.gettext("toast.wait.taken"),
    "wait.left": lambda say, values: say.gettext("toast.wait.left"),
    "wait.over": lambda say, values: say.gettext("toast.wait.over"),
    "wait.already": lambda say, values: say.gettext("toast.wait.already"),
    "wait.past": lambda say, values: say.gettext("toast.wait.past"),
    "wait.nobody": lambda say, values: say.gettext("toast.wait.nobody"),
    "wait.full": lambda say, values: say.ngettext("toast.wait.full", values.get("most", 5)),
}


def way_in(say: Voice, values: Values) -> tuple[Row, ...]:
    """Below the form's days and times: none of them suits."""
    words = say.gettext("wait.none_of_these") if values["options"] else say.gettext("wait.let_me_know")
    press = DraftPress(token=values["token"], step=values["step"], value="wait")
    return ((button(words, press),),)


def from_choices(say: Voice, values: Values) -> Row:
    return (button(say.gettext("wait.let_me_know"), on_booking(values, BookingAct.WAITLIST)),)


def ask(say: Voice, values: Values) -> Screen:
    """Which days, and which part of them? What is chosen carries a tick."""
    watch = values["watch"]
    days = pressing(values, f"n-{watch['days']}")
    parts = pressing(values, f"p-{watch['part']}")
    rows: list[Row] = [
        (days(_days(say, option["first"], option["last"]), f"n-{option['days']}"),)
        for option in values["ranges"]
    ]
    rows += in_rows((parts(say.gettext(PARTS[part]), f"p-{part}") for part in PARTS), 2)
    rows.append((pressing(values)(say.gettext("wait.join"), "join"),))
    return Screen(joined([bold(say.gettext("wait.ask")), say.gettext("wait.how")]), tuple(rows))


def wait(say: Voice, values: Values) -> Screen:
    status = WaitStatus(values["status"])
    lines = _lines(say, values)
    match status:
        case WaitStatus.WAITING:
            head, after = say.gettext("wait.standing"), say.gettext("wait.next")
            rows: tuple[Row, ...] = (_leave(say, values["wait"]),)
        case WaitStatus.PAUSED:
            head, after = say.gettext("wait.paused"), say.ngettext("wait.paused.next", values["passed"])
            stay = _press(say.gettext("wait.stay"), values["wait"], WaitAct.STAY)
            rows = (stay, _leave(say, values["wait"]))
        case WaitStatus.BOOKED:
            head, after, rows = say.gettext("wait.booked"), say.gettext("wait.booked.next"), ()
        case WaitStatus.LEFT:
            head, after, rows = say.gettext("wait.left"), Text(), (_book(say),)
        case WaitStatus.OVER:
            head, after, rows = say.gettext("wait.over"), say.gettext("wait.over.next"), (_book(say),)
    return Screen(joined([joined([bold(head), *lines]), after], "\n\n"), rows)


def _lines(say: Voice, values: Values) -> list[Text]:
    where = say.gettext(PLACES[values["place"]])
    return [
        say.gettext("wait.what", service=label(values["service"]), minutes=say.minutes(values["minutes"])),
        say.gettext(
            "wait.when",
            days=_days(say, values["first"], values["last"]),
            part=say.gettext(PARTS[values["part"]]),
        ),
        say.gettext("visit.therapist", therapist=_whom(say, values["wish"])),
        where,
    ]


def _whom(say: Voice, wish: Values) -> Text | str:
    if wish["name"]:
        return label(wish["name"])
    match wish["gender"]:
        case "female":
            return say.gettext("wish.female")
        case "male":
            return say.gettext("wish.male")
    return say.gettext("wish.anyone")


def _days(say: Voice, first: str, last: str) -> str:
    one, other = date.fromisoformat(first), date.fromisoformat(last)
    if one == other:
        return say.day(one)
    return say.gettext("wait.days", first=say.day(one), last=say.day(other)).text


def offer(say: Voice, values: Values) -> Screen:
    """Once it is answered only its outcome counts: what it was stays above it."""
    outcome = OfferStatus(values["outcome"])
    open_now = outcome is OfferStatus.OPEN
    therapist = label(values["therapist"])
    head = say.gettext("wait.time", therapist=therapist) if open_now else say.gettext(OUTCOMES[outcome])
    lines = [
        bold(head),
        visit.what(say, values),
        say.gettext("visit.when", moment=say.moment(values["starts_at"])),
        say.gettext("visit.therapist", therapist=therapist),
        say.gettext(PLACES[values["place"]]),
    ]
    if not open_now:
        return Screen(joined([joined(lines), _after(say, outcome, therapist)], "\n\n"))
    news = say.gettext("wait.time.price") if values["news"] == "price" else Text()
    until = say.gettext("wait.time.until", time=_until(say, values))
    return Screen(joined([joined(lines), news, until], "\n\n"), _answers(say, values))


def _after(say: Voice, outcome: OfferStatus, therapist: str) -> Text:
    match outcome:
        case OfferStatus.ACCEPTED:
            return say.gettext("wait.time.sent", therapist=therapist)
        case OfferStatus.WITHDRAWN:
            return Text()
    return say.gettext("wait.time.place")


def _until(say: Voice, values: Values) -> Text:
    """It may be kept over the night, and then the hour alone would mislead."""
    by = values["answer_by"]
    return say.moment(by) if by - values["opened_at"] > visit.SOON else say.clock(by)


def _answers(say: Voice, values: Values) -> tuple[Row, ...]:
    take = button(say.gettext("wait.take"), WaitTimePress(offer=values["offer"], take=True))
    no = button(say.gettext("wait.pass"), WaitTimePress(offer=values["offer"], take=False))
    return ((take,), (no,), _leave(say, values["wait"]))


def waitlist(say: Voice, values: Values) -> Screen:
    waits = values["waits"]
    if not waits:
        return Screen(say.gettext("waitlist.none"), (_book(say),))
    lines = [_line(say, one) for one in waits]
    rows = [_press(_name(say, one), one["wait"], WaitAct.SHOW) for one in waits]
    text = joined(
        [joined([bold(say.gettext("waitlist.title")), *lines]), say.gettext("waitlist.how")], "\n\n"
    )
    return Screen(text, (*rows, _book(say)))


def from_bookings(say: Voice, count: int) -> tuple[Row, ...]:
    """Below one's bookings, where one is on the list at all."""
    words = say.ngettext("waitlist.open", count)
    return ((button(words, MenuPress(act="waitlist")),),) if count else ()


def _line(say: Voice, one: Values) -> Text:
    days = say.gettext(
        "wait.days_part",
        days=_days(say, one["first"], one["last"]),
        part=say.gettext(PARTS[one["part"]]),
    )
    facts: list[Text | str] = [days, label(one["service"], 40), _whom(say, one["wish"])]
    if one["status"] == WaitStatus.PAUSED:
        facts.append(say.gettext("waitlist.paused"))
    return joined(["•", joined(facts, " · ")], " ")


def _name(say: Voice, one: Values) -> Text:
    days = _days(say, one["first"], one["last"])
    return say.gettext("waitlist.one", days=days, service=label(one["service"], 24))


def _leave(say: Voice, wait: int) -> Row:
    return _press(say.gettext("wait.leave"), wait, WaitAct.LEAVE)


def _press(words: Text, wait: int, act: WaitAct) -> Row:
    return (button(words, WaitPress(wait=wait, act=act)),)


def _book(say: Voice) -> Row:
    return (button(say.gettext("menu.book"), MenuPress(act="book")),)
