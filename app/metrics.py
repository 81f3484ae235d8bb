"""Figures for Prometheus: taken around what does the work, so that the work knows nothing of them.

Labels are kinds and outcomes, never people, rooms or words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.lanes import Afterwards, Feed
from domain.health import Colour
from domain.people import Address
from services.deadlines import Handler
from services.outgoing import Outcome, Parcel
from services.ports import Clock, Messenger, StorageUnavailable, UnitOfWork
from services.queues import Entry

Report = Callable[[], Awaitable[dict[str, Any]]]
SEVERITY = {Colour.GREEN: 0, Colour.YELLOW: 1, Colour.RED: 2}
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
LAG = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 3600)


class Metrics:
    def __init__(self, clock: Clock, report: Report) -> None:
        self._clock, self._report = clock, report
        self._registry = registry = CollectorRegistry()
        self._updates = Counter(
            "roomline_update_runs",
            "Runs of updates' handlers; one that met another unit ran twice",
            ["outcome"],
            registry=registry,
        )
        self._waited = Histogram(
            "roomline_update_wait_seconds",
            "From an update's arrival to the start of its handler",
            buckets=LAG,
            registry=registry,
        )
        self._sends = Histogram(
            "roomline_send_seconds",
            "Requests to a chat, by what was sent and what became of it",
            ["chat", "parcel", "outcome"],
            buckets=SECONDS,
            registry=registry,
        )
        self._deadlines = Counter(
            "roomline_deadline_runs", "Runs of deadlines", ["kind", "outcome"], registry=registry
        )
        Gauge("roomline_up", "The program answers", registry=registry).set(1)
        self._verdict = Verdict()
        registry.register(self._verdict)

    async def text(self) -> bytes:
        self._verdict.report = await self._report()
        return generate_latest(self._registry)

    def over(self, messengers: Mapping[str, Messenger]) -> dict[str, Messenger]:
        return {kind: _Metered(one, kind, self._sends) for kind, one in messengers.items()}

    def feeding(self, feed: Feed) -> Feed:
        async def metered(unit: UnitOfWork, entry: Entry, /) -> Afterwards | None:
            waited = (self._clock.now() - entry.received_at).total_seconds()
            self._waited.observe(max(0.0, waited))
            afterwards: Afterwards | None = await self._counted(feed(unit, entry), self._updates)
            return afterwards

        return metered

    def due(self, handlers: Mapping[str, Handler]) -> dict[str, Handler]:
        return {kind: self._metered(kind, one) for kind, one in handlers.items()}

    def _metered(self, kind: str, handler: Handler) -> Handler:
        async def metered(unit: UnitOfWork, subject: Any) -> object:
            return await self._counted(handler(unit, subject), self._deadlines, kind)

        return metered

    async def _counted(self, work: Awaitable[Any], counter: Counter, *labels: str) -> Any:
        """An absent database is nobody's failure, and the run comes again."""
        try:
            answer = await work
        except StorageUnavailable:
            counter.labels(*labels, "away").inc()
            raise
        except Exception:
            counter.labels(*labels, "failed").inc()
            raise
        counter.labels(*labels, "done").inc()
        return answer


class _Metered:
    def __init__(self, messenger: Messenger, chat: str, sends: Histogram) -> None:
        self._messenger, self._chat, self._sends = messenger, chat, sends

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        loop = asyncio.get_running_loop()
        began, outcome = loop.time(), "broke"
        try:
            answer = await self._messenger.send(to, parcel)
            outcome = type(answer).__name__.lower()
            return answer
        finally:
            labels = self._chat, type(parcel).__name__.lower(), outcome
            self._sends.labels(*labels).observe(loop.time() - began)


class Verdict(Collector):
    """What `/status` shows, as it was last sampled: what is unknown has no value rather than a good one."""

    def __init__(self) -> None:
        self.report: Mapping[str, Any] = {"parts": []}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        severity = GaugeMetricFamily(
            "roomline_part_severity", "0 well, 1 something to see to, 2 broken", labels=["part"]
        )
        for part in self.report["parts"]:
            if (value := SEVERITY.get(Colour(part["colour"]))) is not None:
                severity.add_metric([part["part"]], value)
        yield severity
        for part in self.report["parts"]:
            for name, figure in part["figures"].items():
                if isinstance(figure, int | float):
                    known_as = f"roomline_{part['part']}_{name}"
                    yield GaugeMetricFamily(
                        known_as, f"{name} of {part['part']}, as in /status", value=figure
                    )
