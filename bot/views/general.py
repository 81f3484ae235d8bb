"""What is said outside of any booking: welcome, help, and every dead end's way on."""

from __future__ import annotations

from bot.callbacks import MenuPress
from bot.views.screen import Row, Screen, button
from bot.views.text import bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice


def book_row(say: Voice) -> Row:
    return (button(say.gettext("menu.book"), MenuPress(act="book")),)


def welcome(say: Voice, values: Values) -> Screen:
    """Somebody can be customer, therapist and operator at once, and hears about each."""
    lines = [
        bold(say.gettext("welcome.hello", name=label(values["name"]))),
        say.gettext("welcome.customer", studio=label(values["studio"])),
    ]
    rows = [book_row(say)]
    if values["therapist"]:
        lines.append(say.gettext("welcome.therapist", therapist=label(values["therapist"])))
    if values["operator"]:
        lines.append(say.gettext("welcome.operator"))
        rows.append((button(say.gettext("menu.status"), MenuPress(act="status")),))
    rows.append((button(say.gettext("menu.help"), MenuPress(act="help")),))
    return Screen(joined(lines, "\n\n"), tuple(rows))


def help_(say: Voice, values: Values) -> Screen:
    parts = [bold(say.gettext("help.title")), say.gettext("help.customer")]
    if values.get("therapist"):
        parts.append(say.gettext("help.therapist"))
    if values.get("operator"):
        parts.append(say.gettext("help.operator"))
    parts.append(say.gettext("help.everyone"))
    return Screen(joined(parts, "\n\n"), (book_row(say),))


def privacy(say: Voice, values: Values) -> Screen:
    return Screen(joined([bold(say.gettext("privacy.title")), say.gettext("privacy.text")], "\n\n"))


def unknown(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("unknown"), (book_row(say),))


def unknown_command(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("unknown_command", command=label(values["command"], 32)))


def failed(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("failed"))


def nothing_to_cancel(say: Voice, values: Values) -> Screen:
    """What could be cancelled instead: live bookings, each with its own card further up."""
    if not values["references"]:
        return Screen(say.gettext("cancel.nothing"), (book_row(say),))
    names = say.listed([bold(label(reference)) for reference in values["references"][:8]])
    return Screen(say.gettext("cancel.bookings", references=names))


def form_cancelled(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("cancel.done"))


def invited(say: Voice, values: Values) -> Screen:
    name = label(values["therapist"])
    return Screen(
        joined([bold(say.gettext("invite.done", therapist=name)), say.gettext("invite.next")], "\n\n")
    )


def invite_problem(say: Voice, values: Values) -> Screen:
    match values["problem"]:
        case "used":
            return Screen(say.gettext("invite.used"))
        case "expired":
            return Screen(say.gettext("invite.expired"))
        case "already_therapist":
            return Screen(say.gettext("invite.already_therapist"))
        case "taken":
            return Screen(say.gettext("invite.taken"))
    return Screen(say.gettext("invite.unknown"))


def no_such_therapist(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("start.no_such_therapist"), (book_row(say),))


def operators_only(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("operators_only"))
