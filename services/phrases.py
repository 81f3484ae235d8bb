"""Quick phrases: a built-in set that each side reads in its own language, and a therapist's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar
from unicodedata import category

from domain.people import Person, Role
from services.amendments import EditedText
from services.outgoing import Notice, TextCopy
from services.ports import Clock, UnitOfWork, Words

MOST = 12
"""Of one's own: a telephone shows about as many keys."""
LONGEST = 200
"""Characters."""


_Said = TypeVar("_Said", TextCopy, EditedText)


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """Recognised by their words, in whatever language there is a catalogue for: a phrase is sent as the text
    that it is, so nothing but its writer's message decides where it goes. `keys` by who says it."""

    words: Words
    keys: Mapping[Role, Sequence[str]]
    _known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in (key for keys in self.keys.values() for key in keys):
            for language in self.words.languages:
                self._known.setdefault(_plain(self.words.gettext(language, key)), key)

    def read(self, copy: _Said, language: str) -> _Said:
        """As a reader of that language gets it."""
        key = None if copy.entities else self._known.get(_plain(copy.text))
        return copy if key is None else replace(copy, text=self.words.gettext(language, key))

    def of(self, role: Role, language: str) -> list[str]:
        return [self.words.gettext(language, key) for key in self.keys.get(role, ())]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


class Kept(StrEnum):
    KEPT = "kept"
    KNOWN = "known"
    BLANK = "blank"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    REMOVED = "removed"
    NOT_FOR_YOU = "not_for_you"


@dataclass(frozen=True, slots=True)
class OfferPhrases:
    """As keys in place of the keyboard: one tap writes the words, and they go where any line would."""

    clock: Clock
    built_in: BuiltIn

    async def __call__(self, unit: UnitOfWork, person: Person) -> None:
        role = Role.CUSTOMER if person.therapist is None else Role.THERAPIST
        own = [] if person.therapist is None else [text for _, text in await unit.phrases.of(person.id)]
        keys = [*own, *self.built_in.of(role, person.language)]
        live = bool(await unit.rooms.live_of(person.id))
        values = {"keys": keys, "live": live, "therapist": person.therapist is not None}
        await unit.outbox.add(Notice(to=person.id, code="phrases", values=values), self.clock.now())


@dataclass(frozen=True, slots=True)
class KeepPhrase:
    """A therapist's own. Without words the list as it is, each with a way to be rid of it."""

    clock: Clock

    async def __call__(self, unit: UnitOfWork, person: Person, typed: str = "") -> Kept:
        if person.therapist is None:
            return Kept.NOT_FOR_YOU
        text = " ".join(typed.split())
        own = await unit.phrases.of(person.id)
        outcome = _judged(text, [one for _, one in own])
        if text and outcome is Kept.KEPT:
            await unit.phrases.add(person.id, text)
        await _show(unit, person, self.clock, outcome if text else None)
        return outcome

    async def remove(self, unit: UnitOfWork, person: Person, phrase: int) -> Kept:
        if person.therapist is None:
            return Kept.NOT_FOR_YOU
        await unit.phrases.remove(person.id, phrase)
        await _show(unit, person, self.clock, Kept.REMOVED, fresh=False)
        return Kept.REMOVED


def _judged(text: str, own: Sequence[str]) -> Kept:
    if text and not any(category(one)[0] in "LNPS" for one in text):
        return Kept.BLANK
    if len(text) > LONGEST:
        return Kept.TOO_LONG
    if any(_plain(text) == _plain(one) for one in own):
        return Kept.KNOWN
    return Kept.TOO_MANY if len(own) >= MOST else Kept.KEPT


async def _show(
    unit: UnitOfWork, person: Person, clock: Clock, outcome: Kept | None, *, fresh: bool = True
) -> None:
    own = await unit.phrases.of(person.id)
    values = {
        "phrases": [{"phrase": number, "text": text} for number, text in own],
        "outcome": outcome.value if outcome else "",
    }
    notice = Notice(to=person.id, code="phrases.own", values=values, card="phrases", fresh=fresh)
    await unit.outbox.add(notice, clock.now())
