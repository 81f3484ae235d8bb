"""*Got it* under a cancellation, and what the operators read when nobody presses it."""

from __future__ import annotations

from bot.callbacks import MenuPress
from bot.callbacks_visit import AckPress
from bot.views import visit
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice


def rows(say: Voice, values: Values) -> tuple[Row, ...]:
    """While it is to be confirmed."""
    if not values.get("ack") or values.get("seen"):
        return ()
    return ((button(say.gettext("ack.got_it"), AckPress(asked=values["ack"])),),)


def line(say: Voice, values: Values) -> Text:
    if not values.get("ack"):
        return Text()
    return say.gettext("ack.seen") if values.get("seen") else say.gettext("ack.please")


def unseen(say: Voice, values: Values) -> Screen:
    """For an operator."""
    name, reference = label(values["name"]), label(values["reference"])
    seen = values["seen_at"]
    if seen is None:
        head = say.gettext("unseen.alert", name=name, reference=reference)
    else:
        head = say.gettext("unseen.seen", name=name, reference=reference, time=say.clock(seen))
    lines = [bold(head), visit.what(say, values), visit.when(say, values), _told(say, values)]
    if seen is not None:
        return Screen(joined(lines))
    row = (button(say.gettext("menu.status"), MenuPress(act="status")),)
    return Screen(joined([*lines, _what_to_do(say, values)]), (row,))


def _told(say: Voice, values: Values) -> Text:
    time = say.moment(values["told_at"])
    match values["by"]:
        case "customer":
            return say.gettext("unseen.by_customer", time=time)
        case "therapist":
            return say.gettext("unseen.by_therapist", time=time)
    return say.gettext("unseen.by_studio", time=time)


def _what_to_do(say: Voice, values: Values) -> Text:
    if values["role"] == "customer":
        return say.gettext("unseen.customer", name=label(values["name"]))
    return say.gettext("unseen.therapist", name=label(values["name"]))
