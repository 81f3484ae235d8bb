"""One conversation that was played, beside the same one that nothing was done to."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.faults.ledger import Audit, Kept
from tests.points.views import Shown, held, in_hand


@dataclass(frozen=True)
class Death:
    act: str
    boundary: int
    at: str


@dataclass
class Played:
    script: str
    number: int
    deaths: list[Death] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)
    """The acts that ended before their boundary was reached."""
    repeated: int = 0
    uncertain: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    views: list[list[tuple[int, str, int]]] = field(default_factory=list)
    """After each act, by chat and words, how often."""
    ended: list[tuple[list[str], int]] = field(default_factory=list)

    def look(self, now: Shown, reference: Played | None, deaths: int) -> None:
        """Counts what was said more often than it should be; once in a chat for each death is allowed."""
        before = self.view(len(self.views) - 1)
        self.views.append([(who, text, number) for (who, text), number in now.items()])
        if reference is None:
            return
        at = len(self.views) - 1
        new = now - reference.view(at) - (before - reference.view(at - 1))
        self.repeated += new.total()
        for chat in {who for who, _ in new}:
            words = [text for who, text in new.elements() if who == chat]
            if len(words) > deaths:
                self.doubled.append(f"{deaths} deaths at {self.deaths[-1:]}: {words}")

    def view(self, at: int) -> Shown:
        return Shown({(who, text): number for who, text, number in self.views[at]} if at >= 0 else {})

    def settle(self, kept: Kept, found: Audit, reference: Played | None) -> None:
        self.lost += [f"lost: {one.text}" for one in found.lost]
        self.lost += [f"neither delivered nor marked: {one.text}" for one in found.unmarked]
        self.doubled += [f"delivered twice: {one.text}" for one in found.doubled]
        self.wrong += [f"shown outside the room: {one.text}" for one in found.trespassed]
        self.uncertain = found.states["uncertain"]
        self.wrong += in_hand(kept)
        now = held(kept)
        self.ended = [(list(row), number) for row, number in now.items()]
        if reference is not None:
            self._compare(now, reference)

    def _compare(self, now: Counter[tuple[str, ...]], reference: Played) -> None:
        before = Counter({tuple(row): number for row, number in reference.ended})
        self.lost += [f"not there: {row}" for row in (before - now).elements()]
        self.doubled += [f"there too often: {row}" for row in (now - before).elements()]
        if len(self.views) == len(reference.views):
            last = len(self.views) - 1
            missing = reference.view(last) - self.view(last)
            self.lost += [f"never said: {text}" for _, text in missing.elements()]

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self)))

    def line(self) -> str:
        """Without what only the next ones are compared with."""
        return json.dumps(asdict(self) | {"views": [], "ended": []})


def read(text: str) -> Played:
    found = json.loads(text)
    return Played(**found | {"deaths": [Death(**one) for one in found["deaths"]]})
