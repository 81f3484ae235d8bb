"""Figures for Prometheus: what happened is counted, what is unknown has no value, nothing is anybody's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from app.metrics import Metrics
from app.pages import pages
from app.settings import Settings
from domain.ids import UpdateSeq
from domain.people import Address
from services.outgoing import Outcome, Parcel, Sent, Speech, Uncertain
from services.ports import StorageUnavailable, UnitOfWork
from services.queues import Entry
from tests.services.rooms_house import SetClock
from web import metrics as page
from web.server import build

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DOCS = Path(__file__).resolve().parent.parent.parent / "docs" / "http.md"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(SetClock(NOW), verdict)


async def verdict() -> dict[str, Any]:
    parts = [
        {"part": "database", "colour": "yellow", "figures": {"latency": 0.3, "wal_reset": "SQLite 3.40.1"}},
        {"part": "feed", "colour": "grey", "figures": {}},
        {"part": "telegram", "colour": "green", "figures": {"latency": None, "fetched_ago": 1.5}},
    ]
    return {"overall": "yellow", "parts": parts}


async def read(metrics: Metrics) -> dict[str, float]:
    """By name and labels, as Prometheus would read it."""
    families = text_string_to_metric_families((await metrics.text()).decode())
    return {
        one.name + "".join(f" {key}={value}" for key, value in sorted(one.labels.items())): one.value
        for family in families
        for one in family.samples
    }


async def test_the_verdict_and_what_is_unknown(metrics: Metrics) -> None:
    seen = await read(metrics)
    assert seen["roomline_part_severity part=database"] == 1
    assert seen["roomline_part_severity part=telegram"] == 0
    assert "roomline_part_severity part=feed" not in seen
    assert (seen["roomline_database_latency"], seen["roomline_telegram_fetched_ago"]) == (0.3, 1.5)
    assert not [name for name in seen if "wal_reset" in name or name == "roomline_telegram_latency"]


async def test_updates_by_what_became_of_them(metrics: Metrics) -> None:
    ends: list[Exception | None] = [None, ValueError("words"), StorageUnavailable("locked"), None]

    async def feed(unit: UnitOfWork, entry: Entry, /) -> None:
        if (error := ends.pop(0)) is not None:
            raise error

    metered = metrics.feeding(feed)
    entry = Entry(UpdateSeq(1), "lane", "{}", NOW - timedelta(seconds=3))
    unit: Any = None
    await metered(unit, entry)
    with pytest.raises(ValueError, match="words"):
        await metered(unit, entry)
    with pytest.raises(StorageUnavailable):
        await metered(unit, entry)
    await metered(unit, entry)
    seen = await read(metrics)
    outcomes = {one: seen[f"roomline_update_runs_total outcome={one}"] for one in ("done", "failed", "away")}
    assert outcomes == {"done": 2, "failed": 1, "away": 1}
    assert seen["roomline_update_wait_seconds_sum"] == 12
    assert "words" not in (await metrics.text()).decode()


async def test_deadlines_by_kind(metrics: Metrics) -> None:
    async def handler(unit: UnitOfWork, subject: int) -> None:
        if subject == 2:
            raise ValueError("twice")

    due, unit = metrics.due({"room_expiry": handler})["room_expiry"], None
    await due(unit, 1)  # type: ignore[arg-type]  # the handler looks at nothing
    with pytest.raises(ValueError, match="twice"):
        await due(unit, 2)  # type: ignore[arg-type]  # the same
    seen = await read(metrics)
    assert seen["roomline_deadline_runs_total kind=room_expiry outcome=done"] == 1
    assert seen["roomline_deadline_runs_total kind=room_expiry outcome=failed"] == 1


async def test_sends_by_parcel_and_outcome(metrics: Metrics) -> None:
    class Chat:
        answers: list[Outcome] = [Sent(7), Uncertain("cut")]

        async def send(self, to: Address, parcel: Parcel) -> Outcome:
            return self.answers.pop(0)

    messenger = metrics.over({"telegram": Chat()})["telegram"]
    parcel: Any = Speech.__new__(Speech)
    assert await messenger.send(Address("telegram", "424242"), parcel) == Sent(7)
    assert await messenger.send(Address("telegram", "424242"), parcel) == Uncertain("cut")
    seen = await read(metrics)
    for outcome in ("sent", "uncertain"):
        assert seen[f"roomline_send_seconds_count chat=telegram outcome={outcome} parcel=speech"] == 1
    assert not [name for name in seen if "424242" in name]


async def test_over_http(metrics: Metrics) -> None:
    application = build(page.routes(metrics.text))
    async with TestClient(TestServer(application)) as client, client.get("/metrics") as answer:
        assert (answer.status, answer.content_type) == (200, "text/plain")
        assert "roomline_up 1.0" in await answer.text()


def test_the_document_lists_every_address(metrics: Metrics) -> None:
    """What the program answers, and nothing else: the webhook's address is there in its own mode only."""
    nothing: Any = None
    status: Any = type("Status", (), {"report": staticmethod(verdict)})
    storage: Any = type("Storage", (), {"units": None})
    made: web.Application = pages(
        Settings(), storage, SetClock(NOW), nothing, nothing, status, metrics, None, nothing
    )
    served = {
        f"{route.method} {route.resource.canonical}"
        for route in made.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    documented = set(
        re.findall(r"`((?:GET|POST|DELETE|OPTIONS) /[^`]*)`", DOCS.read_text().partition("\n## ")[0])
    )
    assert documented == served | {"POST /telegram/updates"}
