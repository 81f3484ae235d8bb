"""`/calendar/<secret>.ics` as a stranger, a subscriber and a guesser find it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from domain.icalendar import Calendar, Event
from domain.time import Span
from services.ports import StorageUnavailable
from web import calendar
from web.ics import encode
from web.server import build
from web.turnstile import Turnstile

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
GOOD, BAD = "g" * 22, "b" * 22
EVENT = Event(
    uid="1", sequence=0, span=Span(NOW, NOW + timedelta(hours=1)), changed_at=NOW, summary="é" * 900
)


@dataclass
class Page:
    """As the program makes it when it is asked for."""

    events: list[Event]
    changed_at: datetime = NOW

    def calendar(self) -> Calendar:
        return Calendar(events=self.events, name="Maya")


@dataclass
class House:
    client: TestClient[web.Request, web.Application]
    calendars: dict[str, Page]
    asked: list[str] = field(default_factory=list)
    away: bool = False
    seconds: float = 0.0


@asynccontextmanager
async def house(visits: int = 30, misses: int = 60) -> AsyncIterator[House]:
    async def open_calendar(token: str) -> Page | None:
        made.asked.append(token)
        if made.away:
            raise StorageUnavailable("locked")
        return made.calendars.get(token)

    turnstile = Turnstile(visits=visits, misses=misses, clock=lambda: made.seconds)
    application = build(calendar.routes(open_calendar, turnstile), home="")
    async with TestClient(TestServer(application), auto_decompress=False) as client:
        made = House(client, {GOOD: Page(events=[EVENT])})
        yield made


def at(token: str) -> str:
    return f"/calendar/{token}.ics"


async def test_whoever_knows_the_address_reads_the_calendar() -> None:
    async with house() as made, made.client.get(at(GOOD), headers={"Accept-Encoding": "identity"}) as answer:
        assert answer.status == 200
        assert await answer.read() == encode(made.calendars[GOOD].calendar())
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Last-Modified"] == "Mon, 02 Mar 2026 02:00:00 GMT"
        assert answer.headers["X-Robots-Tag"] == "noindex"


async def test_the_head_alone_says_the_same() -> None:
    async with house() as made:
        plain = {"Accept-Encoding": "identity"}
        async with made.client.get(at(GOOD), headers=plain) as whole:
            body = await whole.read()
        async with made.client.head(at(GOOD), headers=plain) as head:
            assert (head.status, await head.read()) == (200, b"")
            assert int(head.headers["Content-Length"]) == len(body)
            for name in ("ETag", "Last-Modified", "Content-Type", "Cache-Control"):
                assert head.headers[name] == whole.headers[name]


async def test_the_etag_changes_exactly_when_the_calendar_does() -> None:
    async with house() as made:
        async with made.client.get(at(GOOD)) as first:
            etag = first.headers["ETag"]
        made.calendars[GOOD] = Page(events=[replace(EVENT)])
        for said in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
            async with made.client.get(at(GOOD), headers={"If-None-Match": said}) as same:
                assert (same.status, await same.read(), same.headers["ETag"]) == (304, b"", etag)
        made.calendars[GOOD] = Page(events=[replace(EVENT, sequence=1)])
        async with made.client.get(at(GOOD), headers={"If-None-Match": etag}) as changed:
            assert (changed.status, changed.headers["ETag"] != etag) == (200, True)
        made.calendars[GOOD] = Page(events=[EVENT])
        async with made.client.get(at(GOOD), headers={"If-None-Match": etag}) as back:
            assert back.status == 304


@pytest.mark.parametrize(
    ("asked", "packed"),
    [
        ("gzip, deflate, br", True),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.5", True),
        ("br", False),
    ],
)
async def test_it_is_packed_for_whoever_can_unpack(asked: str, packed: bool) -> None:
    async with house() as made, made.client.get(at(GOOD), headers={"Accept-Encoding": asked}) as answer:
        assert (answer.headers.get("Content-Encoding") == "gzip") is packed
        assert "Accept-Encoding" in answer.headers["Vary"]
        size = len(await answer.read())
        assert (size < len(encode(made.calendars[GOOD].calendar())) / 4) is packed


@pytest.mark.parametrize(
    "token", [BAD, "short", "g" * 23, "g" * 21 + "é", "..", "%00" * 22, "g" * 21 + "%2F"]
)
async def test_whatever_is_wrong_is_told_in_the_same_words(token: str) -> None:
    async with house() as made:
        async with made.client.get(at(BAD)) as usual:
            expected = usual.status, await usual.read()
            names = {name for name in usual.headers if name != "Date"}
        async with made.client.get(at(token)) as answer:
            assert (answer.status, await answer.read()) == expected == (404, b"Not Found\n")
            assert {name for name in answer.headers if name != "Date"} == names
        # Nothing that cannot be an address reaches the database.
        assert set(made.asked) == {BAD}


async def test_no_list_and_no_other_way_in() -> None:
    async with house() as made:
        for path in ("/calendar", "/calendar/", f"/calendar/{GOOD}", f"/calendar/{GOOD}.ics/"):
            async with made.client.get(path) as answer:
                assert answer.status == 404
        for method in ("POST", "PUT", "DELETE"):
            async with made.client.request(method, at(GOOD)) as answer:
                assert answer.status == 405


async def test_an_address_taken_back_is_dead_also_for_who_has_read_it() -> None:
    async with house() as made:
        async with made.client.get(at(GOOD)) as answer:
            etag = answer.headers["ETag"]
        del made.calendars[GOOD]
        async with made.client.get(at(GOOD), headers={"If-None-Match": etag}) as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store")
            assert "ETag" not in answer.headers


async def test_guessing_is_slowed_and_does_not_shut_out_who_has_a_good_one() -> None:
    async with house(misses=5) as made:
        async with made.client.get(at(GOOD)) as answer:
            assert answer.status == 200
        for number in range(5):
            async with made.client.get(at(f"{number}" * 22)) as answer:
                assert answer.status == 404
        before = list(made.asked)
        async with made.client.get(at(BAD)) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
        assert made.asked == before
        async with made.client.get(at(GOOD)) as answer:
            assert answer.status == 200
        made.seconds = 60
        async with made.client.get(at(BAD)) as answer:
            assert answer.status == 404


async def test_one_address_may_be_asked_for_so_often_and_the_others_do_not_notice() -> None:
    async with house(visits=3) as made:
        made.calendars[BAD] = made.calendars[GOOD]
        for _ in range(3):
            async with made.client.get(at(GOOD)) as answer:
                assert answer.status == 200
        async with made.client.get(at(GOOD)) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (429, "60")
        async with made.client.get(at(BAD)) as answer:
            assert answer.status == 200


async def test_while_the_database_is_away_it_says_when_to_come_back() -> None:
    async with house() as made:
        made.away = True
        async with made.client.get(at(GOOD)) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


def test_a_flood_of_addresses_is_not_remembered_for_ever() -> None:
    turnstile = Turnstile()
    for number in range(10_000):
        turnstile.passed(f"{number}", f"10.0.{number}", known=number % 2 == 0)
    kept = (turnstile._good, turnstile._visits._seen, turnstile._misses._seen)
    assert max(len(one) for one in kept) <= 4096
