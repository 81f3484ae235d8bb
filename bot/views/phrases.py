"""Quick phrases as keys, and a therapist's own as a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.callbacks import PhrasePress
from bot.views.screen import Row, Screen, button
from bot.views.text import Text, bold, joined, label
from bot.views.visit import Values
from bot.views.voice import Voice, gettext_noop
from domain.people import Role
from services.phrases import LONGEST, MOST, Kept

BUILT_IN: Mapping[Role, Sequence[str]] = {
    Role.THERAPIST: (
        gettext_noop("phrase.therapist.on_my_way"),
        gettext_noop("phrase.therapist.here"),
        gettext_noop("phrase.late"),
        gettext_noop("phrase.therapist.pin"),
        gettext_noop("phrase.therapist.gate"),
        gettext_noop("phrase.therapist.space"),
        gettext_noop("phrase.therapist.wishes"),
        gettext_noop("phrase.thanks"),
    ),
    Role.CUSTOMER: (
        gettext_noop("phrase.customer.where"),
        gettext_noop("phrase.customer.door"),
        gettext_noop("phrase.late"),
        gettext_noop("phrase.customer.pin"),
        gettext_noop("phrase.customer.parking"),
        gettext_noop("phrase.customer.gently"),
        gettext_noop("phrase.customer.firmly"),
        gettext_noop("phrase.thanks"),
    ),
}


def offered(say: Voice, values: Values) -> Screen:
    parts = [say.gettext("phrases.how") if values["live"] else say.gettext("phrases.nobody")]
    if values["therapist"]:
        parts.append(say.gettext("phrases.yours"))
    return Screen(joined(parts, "\n\n"), keys=tuple(values["keys"]), hint=say.gettext("phrases.hint").text)


def own(say: Voice, values: Values) -> Screen:
    phrases = values["phrases"]
    listed = joined([joined(["•", label(one["text"], LONGEST)], " ") for one in phrases])
    head = bold(say.gettext("phrases.own") if phrases else say.gettext("phrases.none"))
    parts = [_outcome(say, values["outcome"]), joined([head, listed]), say.gettext("phrases.add")]
    return Screen(joined(parts, "\n\n"), tuple(_row(say, one) for one in phrases))


def _row(say: Voice, one: Values) -> Row:
    words = say.gettext("phrases.remove", phrase=label(one["text"], 40))
    return (button(words, PhrasePress(phrase=one["phrase"])),)


def _outcome(say: Voice, outcome: str) -> Text:
    match outcome:
        case Kept.TOO_LONG:
            return say.gettext("phrases.too_long", most=LONGEST)
        case Kept.TOO_MANY:
            return say.gettext("phrases.too_many", most=MOST)
        case Kept.BLANK:
            return say.gettext("phrases.blank")
        case Kept.KNOWN:
            return say.gettext("phrases.known")
    return Text()
