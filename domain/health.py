"""One verdict: measurements in, a colour for each part and overall out. Nothing here is a constant answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"
    """Unknown: not measured, or not there. Never green."""


_WORSE = {Colour.GREY: 0, Colour.GREEN: 1, Colour.YELLOW: 2, Colour.RED: 3}

Figures = Mapping[str, float | int | str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """Ages and latencies in seconds; None where nothing was measured."""

    fetched_ago: float | None = None
    """Since the last getUpdates that succeeded."""
    polled_elsewhere: bool = False
    """Another program fetches for all: `fetched_ago` then says when Telegram last answered this one."""
    telegram_latency: float | None = None
    telegram_error: str = ""
    refused_token: bool = False
    database_latency: float | None = None
    """One write and one read of it, committed."""
    full: bool = False
    """The database refuses what is to be written because its disk is full."""
    unstored: bool = False
    """Updates wait at Telegram because they cannot be stored."""
    migrated: bool | None = None
    wal_reset: str = ""
    """The version of an SQLite with the WAL-reset bug (before 3.51.3): one connection alone may write."""
    backlog: int | None = None
    oldest_waiting: float = 0.0
    parked: int = 0
    outbox: int | None = None
    oldest_unsent: float = 0.0
    """Among rows that could be sent now: not waiting for a 429, nor for someone who stopped the bot."""
    dead: int = 0
    uncertain: int = 0
    waiting: int = 0
    ticked_ago: float | None = None
    overdue: int = 0
    latest_overdue: float = 0.0
    silent_operators: tuple[str, ...] = ()
    """Operators who have not pressed Start, so that no alert can reach them."""
    rooms: int | None = None
    overdue_rooms: int = 0
    waits: int = 0
    """Wishes on the waitlist: a figure and no trouble."""


@dataclass(frozen=True, slots=True)
class Part:
    """`figures` are the measured numbers, `advice` a code for what to do ("" when all is well)."""

    name: str
    colour: Colour
    figures: Figures
    advice: str = ""
    since: datetime | None = None


def worst(colours: Sequence[Colour]) -> Colour:
    return max(colours, key=_WORSE.__getitem__, default=Colour.GREY)


def judge(seen: Measurements) -> list[Part]:
    return [
        _telegram(seen),
        _database(seen),
        _intake(seen),
        _delivery(seen),
        _scheduler(seen),
        _rooms(seen),
        Part("feed", Colour.GREY, {}, "not_measured"),
    ]


def _by(value: float, yellow: float, red: float) -> Colour:
    if value > red:
        return Colour.RED
    return Colour.YELLOW if value > yellow else Colour.GREEN


def _telegram(seen: Measurements) -> Part:
    """A long poll ends after 3 s, so 10 s without a good one is three in a row that failed."""
    fetched: Figures = {"fetched_ago": seen.fetched_ago}
    polled: Figures = {"polls": "another program"} if seen.polled_elsewhere else fetched
    figures: Figures = {**polled, "latency": seen.telegram_latency}
    if seen.refused_token:
        return Part("telegram", Colour.RED, figures, "check_token")
    if seen.fetched_ago is None:
        colour = Colour.RED if seen.telegram_error else Colour.GREY
    else:
        colour = _by(seen.fetched_ago, 5, 10)
    return Part("telegram", colour, figures, "" if colour is Colour.GREEN else "check_connection")


def _database(seen: Measurements) -> Part:
    figures: Figures = {"latency": seen.database_latency, "wal_reset": seen.wal_reset}
    if seen.full:
        return Part("database", Colour.RED, figures, "disk_full")
    if seen.database_latency is None or seen.unstored:
        return Part("database", Colour.RED, figures, "check_disk")
    if seen.migrated is False:
        return Part("database", Colour.RED, figures, "migrate")
    colour = _by(seen.database_latency, 0.25, 2.0)
    return Part("database", colour, figures, "" if colour is Colour.GREEN else "check_disk")


def _intake(seen: Measurements) -> Part:
    figures: Figures = {"backlog": seen.backlog, "oldest": seen.oldest_waiting, "parked": seen.parked}
    if seen.backlog is None:
        return Part("intake", Colour.GREY, figures, "not_measured")
    colour = _by(seen.oldest_waiting, 5, 10)
    if colour is not Colour.GREEN:
        return Part("intake", colour, figures, "wait_or_restart")
    return Part("intake", Colour.YELLOW if seen.parked else colour, figures, "parked" if seen.parked else "")


def _delivery(seen: Measurements) -> Part:
    figures: Figures = {
        "depth": seen.outbox,
        "oldest": seen.oldest_unsent,
        "uncertain": seen.uncertain,
        "dead": seen.dead,
        "waiting": seen.waiting,
    }
    if seen.outbox is None:
        return Part("delivery", Colour.GREY, figures, "not_measured")
    colour = _by(seen.oldest_unsent, 5, 30)
    if colour is not Colour.GREEN:
        return Part("delivery", colour, figures, "check_connection")
    return Part("delivery", Colour.YELLOW if seen.dead else colour, figures, "dead" if seen.dead else "")


def _scheduler(seen: Measurements) -> Part:
    figures: Figures = {
        "ticked_ago": seen.ticked_ago,
        "overdue": seen.overdue,
        "latest": seen.latest_overdue,
    }
    if seen.ticked_ago is None:
        return Part("scheduler", Colour.GREY, figures, "not_measured")
    colour = worst([_by(seen.ticked_ago, 3, 6), _by(seen.latest_overdue, 5, 60)])
    return Part("scheduler", colour, figures, "" if colour is Colour.GREEN else "restart")


def _rooms(seen: Measurements) -> Part:
    figures: Figures = {"live": seen.rooms, "overdue": seen.overdue_rooms, "waits": seen.waits}
    if seen.rooms is None:
        return Part("rooms", Colour.GREY, figures, "not_measured")
    colour = Colour.YELLOW if seen.overdue_rooms else Colour.GREEN
    return Part("rooms", colour, figures, "restart" if seen.overdue_rooms else "")
