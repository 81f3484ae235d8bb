"""Which language somebody is spoken to in: Telegram's word at first, their own from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.booking import BookingStatus
from domain.offer import OfferStatus
from domain.people import Person
from services import notices
from services.outgoing import Notice
from services.ports import Clock, UnitOfWork

SPOKEN_ANEW = 8
"""Cards at most: each edit stands in the chat's line, before whatever is said next."""
_OPEN = {"open", OfferStatus.ACCEPTED.value}
_OVER = {
    BookingStatus.COMPLETED.value,
    BookingStatus.UNANSWERED.value,
    BookingStatus.CANCELLED.value,
    BookingStatus.NO_SHOW.value,
}


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Answers who they are from now on, or None for a language without a catalogue."""

    clock: Clock
    languages: Sequence[str]

    async def __call__(self, unit: UnitOfWork, person: Person, language: str) -> Person | None:
        if language not in self.languages:
            return None
        now = self.clock.now()
        present = replace(await unit.people.get(person.id) or person, language=language)
        unit.people.save(present)
        await unit.outbox.add(notices.language_card(person.id, chosen=True), now)
        for card in await unit.outbox.cards(person.id, SPOKEN_ANEW):
            if stands(card):
                # An open question comes down to where it is looked for: the picker is the newest by now.
                await unit.outbox.add(replace(card, fresh=card.code == "draft"), now)
        return present


def stands(card: Notice) -> bool:
    """Whether it may still be acted on, by the values that cards have in common."""
    if card.code in {"language", "draft.closed"} or card.values.get("status") in _OVER:
        return False
    return card.values.get("outcome", "open") in _OPEN
