"""Phones without a connection: what they go on showing, and what their people write meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.errors import Json
from simulator.feed import Feed
from simulator.store import Store


@dataclass
class Absence:
    """`shown`: the chat as it stood when the connection went; `waiting`: what was written since, each
    `{"waiting": number, "date", "fields"}`, the fields as a message will have them."""

    person_id: int
    shown: Json
    waiting: list[Json] = field(default_factory=list)
    written: int = 0


class Absences(dict[int, Absence]):
    """By person. Whoever is in here hears nothing from the feed."""

    def __init__(self, store: Store, feed: Feed) -> None:
        super().__init__({body["person_id"]: Absence(**body) for body in store.load("absence")})
        self._store = store
        self._feed = feed
        feed.muted = set(self)

    def begin(self, absence: Absence) -> None:
        self[absence.person_id] = absence
        self._feed.muted.add(absence.person_id)
        self.changed(absence)

    def end(self, person_id: int) -> Absence | None:
        self._feed.muted.discard(person_id)
        if (absence := self.pop(person_id, None)) is not None:
            self._store.drop("absence", person_id)
        return absence

    def changed(self, absence: Absence) -> None:
        self._store.put("absence", absence.person_id, absence)

    def keep(self, person_id: int, fields: Json, date: int) -> int:
        """The number of what now waits on this phone."""
        absence = self[person_id]
        absence.written += 1
        absence.waiting.append({"waiting": absence.written, "date": date, "fields": fields})
        self.changed(absence)
        return absence.written

    def take_back(self, person_id: int, number: int) -> bool:
        """False when nothing of that number waits."""
        absence = self.get(person_id)
        left = [one for one in absence.waiting if one["waiting"] != number] if absence else []
        if absence is None or len(left) == len(absence.waiting):
            return False
        absence.waiting = left
        self.changed(absence)
        return True
