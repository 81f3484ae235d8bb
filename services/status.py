"""What `/status`, `roomline status` and the health endpoints all show: one verdict, sampled and steadied."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from domain.health import Colour, Measurements, Part, judge, worst
from services.faults import describe
from services.notices import instant
from services.ports import Clock

log = logging.getLogger(__name__)
EVERY = 2.0
"""Seconds between samples."""
SAMPLES = 2
"""Two bad samples in a row to worsen, two good ones to recover: one slow answer is no incident."""

Measure = Callable[[], Awaitable[Measurements]]
Tell = Callable[[str, Sequence[str]], Awaitable[None]]


async def _nobody(kind: str, parts: Sequence[str]) -> None:
    """Where there is nobody to tell."""


@dataclass(slots=True)
class _Steadied:
    shown: Part
    other: Colour | None = None
    seen: int = 0


@dataclass(slots=True)
class Status:
    """`watch` takes a sample every two seconds; `report` answers at once with the latest figures."""

    clock: Clock
    measure: Measure
    tell: Tell = _nobody
    """Told `worse` or `better`, with the names of the parts that are not green, when the verdict changes."""
    every: float = EVERY
    _told: Colour = Colour.GREEN
    _parts: dict[str, _Steadied] = field(default_factory=dict)
    _silent: Sequence[str] = ()
    _over: bool = False

    async def watch(self) -> None:
        """By itself, and not woken by the scheduler: that one's silence is among what it has to notice."""
        while not self._over:
            await asyncio.sleep(self.every)
            try:
                await self.sample()
            except Exception as error:  # noqa: BLE001 - a verdict that stands still would be a lie
                log.error("no sample could be taken: %s", describe(error))

    def stop(self) -> None:
        """What ends on purpose is no incident."""
        self._over = True

    async def sample(self) -> None:
        seen = await self.measure()
        self._silent = seen.silent_operators
        for part in judge(seen):
            self._steady(part)
        await self._tell_if_changed()

    async def _tell_if_changed(self) -> None:
        """Once when it worsens, once when all is well again; what is unknown is neither."""
        now = worst([kept.shown.colour for kept in self._parts.values()])
        if now in {self._told, Colour.GREY}:
            return
        bad = [name for name, kept in self._parts.items() if kept.shown.colour in {Colour.YELLOW, Colour.RED}]
        if now is Colour.GREEN or worst([now, self._told]) is now:
            await self.tell("better" if now is Colour.GREEN else "worse", bad)
        self._told = now

    def _steady(self, part: Part) -> None:
        now = self.clock.now()
        kept = self._parts.get(part.name)
        if kept is None:
            # A first bad sample is not believed more than any other: unknown until there is a second.
            good = part.colour in {Colour.GREEN, Colour.GREY}
            shown = part if good else replace(part, colour=Colour.GREY, advice="")
            self._parts[part.name] = _Steadied(replace(shown, since=now))
            return
        if part.colour is kept.shown.colour:
            kept.shown, kept.other, kept.seen = replace(part, since=kept.shown.since), None, 0
            return
        kept.seen = kept.seen + 1 if part.colour is kept.other else 1
        kept.other = part.colour
        # What was unknown is believed at once: grey says nothing that could be contradicted.
        if kept.seen >= SAMPLES or kept.shown.colour is Colour.GREY:
            kept.shown, kept.other, kept.seen = replace(part, since=now), None, 0
        else:
            kept.shown = replace(kept.shown, figures=part.figures)

    async def report(self) -> dict[str, Any]:
        """`{"overall","since","parts":[{"part","colour","figures","since","advice"}],"silent"}`.

        Instants are epoch seconds. It measures nothing itself: it may be asked from inside a unit, which
        must not wait for another one.
        """
        return as_report([kept.shown for kept in self._parts.values()], self._silent)


def as_report(parts: list[Part], silent: Sequence[str] = ()) -> dict[str, Any]:
    """`silent` are operators who have not pressed Start."""
    overall = worst([part.colour for part in parts])
    since = [part.since for part in parts if part.colour is overall and part.since is not None]
    return {
        "overall": overall.value,
        "since": instant(min(since)) if since else None,
        "parts": [
            {
                "part": part.name,
                "colour": part.colour.value,
                "figures": dict(part.figures),
                "since": instant(part.since),
                "advice": part.advice,
            }
            for part in parts
        ],
        "silent": list(silent),
    }


@dataclass(frozen=True, slots=True)
class MakeStatus:
    """The operator's `/status`: a use-case, so that handlers know one way to ask for anything."""

    status: Status

    async def __call__(self) -> dict[str, Any]:
        return await self.status.report()
