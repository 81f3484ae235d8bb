"""What is said outside of any booking: welcome, help, and every dead end's way on."""

from __future__ import annotations

from bot.callbacks import LanguagePress, MenuPress
from bot.views.commands import EVERYONE, known_to
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice
from domain.people import Role


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
    if values.get("first"):
        rows.extend(_other_languages(say))
    return Screen(joined(lines, "\n\n"), tuple(rows))


def _other_languages(say: Voice) -> tuple[Row, ...]:
    """One button, readable to those who cannot read the rest."""
    names = [say.in_language(one, "language.name") for one in say.words.languages if one != say.language]
    words = joined(["🌐", joined(names, " · ")], " ")
    return ((button(words, MenuPress(act="language")),),) if names else ()


def language(say: Voice, values: Values) -> Screen:
    """Every language by its own name; the reader's, as it is when this is sent, carries a tick."""
    rows = []
    for one in say.words.languages:
        name = say.in_language(one, "language.name")
        shown = joined(["✓", name], " ") if one == say.language else name
        rows.append((button(shown, LanguagePress(language=one)),))
    text = say.gettext("language.chosen") if values["chosen"] else bold(say.gettext("language.ask"))
    return Screen(text, tuple(rows))


def help_(say: Voice, values: Values) -> Screen:
    parts = [bold(say.gettext("help.title")), say.gettext("help.customer")]
    if values.get("therapist"):
        parts.append(say.gettext("help.therapist"))
    if values.get("operator"):
        parts.append(say.gettext("help.operator"))
    known = known_to(_roles(values))
    lines = [say.gettext("help.command", command=f"/{one.name}", what=say.gettext(one.key)) for one in known]
    parts.append(joined([say.gettext("help.commands"), *lines]))
    return Screen(joined(parts, "\n\n"), (book_row(say),))


def _roles(values: Values) -> frozenset[Role]:
    more = {Role.THERAPIST: "therapist", Role.OPERATOR: "operator"}
    return EVERYONE | {role for role, name in more.items() if values.get(name)}


def privacy(say: Voice, values: Values) -> Screen:
    kept = say.ngettext("privacy.kept", values["days"])
    return Screen(joined([bold(say.gettext("privacy.title")), say.gettext("privacy.text"), kept], "\n\n"))


def unknown(say: Voice, values: Values) -> Screen:
    return Screen(say.gettext("unknown"), (book_row(say),))


def unknown_command(say: Voice, values: Values) -> Screen:
    known: list[Text | str] = [f"/{one.name}" for one in known_to(_roles(values))]
    command = label(values["command"], 32)
    return Screen(say.gettext("unknown_command", command=command, known=say.listed(known)))


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
    """Often the first thing that somebody reads here."""
    text = [
        bold(say.gettext("invite.done", therapist=label(values["therapist"]))),
        say.gettext("invite.next"),
    ]
    learn = (button(say.gettext("menu.help"), MenuPress(act="help")),)
    return Screen(joined(text, "\n\n"), (learn, *_other_languages(say)))


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
