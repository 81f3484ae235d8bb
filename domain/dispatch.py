"""Whom a booking goes to, in which order, and until when each may answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from domain.booking import Booking, Mode, PlaceKind, Request, Wish
from domain.catalogue import District, Money
from domain.hours import at_work, working_windows
from domain.ids import PersonId, ServiceCode
from domain.people import Therapist
from domain.rules import BookingRules
from domain.schedule import Schedule, WeeklyWindow, Window
from domain.time import Span

EARTH_KM = 6371.0
_RATING, _NEARNESS, _UNKNOWN = 0.4, 0.6, 0.5
_HALF_AS_NEAR_KM = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a booking asks of whoever takes it."""

    service: ServiceCode
    minutes: int
    place: PlaceKind
    district: str
    wish: Wish
    customer: PersonId | None = None
    probe: bool = False
    standard: Money | None = None
    """What whoever has no terms of their own takes; None: what the catalogue says."""
    most: Money | None = None
    """What nobody's price may exceed who is not asked for by name; None: the catalogue's."""


def need_of(asked: Request | Booking, *, probe: bool) -> Need:
    return Need(
        service=asked.service,
        minutes=asked.minutes,
        place=asked.place.kind,
        district=asked.place.district,
        wish=asked.wish,
        customer=asked.customer,
        probe=probe,
        standard=asked.most if isinstance(asked, Booking) else None,
        most=asked.most or asked.price if isinstance(asked, Booking) else None,
    )


def fits(therapist: Therapist, need: Need) -> bool:
    """Whether this one could do it at all, whatever the hour. A probe's people meet only each other."""
    return (
        therapist.active
        and therapist.probe == need.probe
        and therapist.person is not None
        and therapist.reachable
        and therapist.person != need.customer
        and need.wish.therapist in (None, therapist.id)
        and need.wish.gender in (None, therapist.gender)
        and (not therapist.services or need.service in therapist.services)
        and _serves(therapist, need)
    )


def _serves(therapist: Therapist, need: Need) -> bool:
    """A hotel is named without its district: nobody can be ruled out."""
    if not need.place.visit or not need.district:
        return True
    return not therapist.districts or need.district in therapist.districts


def in_order(
    therapists: Iterable[Therapist], district: str, districts: Mapping[str, District]
) -> list[Therapist]:
    """Best first; equal ones by id, so that the order is the same every time."""
    place = districts.get(district)
    return sorted(therapists, key=lambda one: (-_merit(one, place, districts), one.id))


def _merit(therapist: Therapist, place: District | None, districts: Mapping[str, District]) -> float:
    """0.4 · (rating − 1) / 4 + 0.6 · 10 km / (10 km + distance): each part from 0 to 1, 0.5 where unknown.

    Nearness depends on nobody else's distance, so one more therapist never reorders the others.
    """
    rating = _UNKNOWN if therapist.rating is None else (therapist.rating - 1) / 4
    home = districts.get(therapist.home_district)
    near = _HALF_AS_NEAR_KM / (_HALF_AS_NEAR_KM + kilometres(home, place)) if home and place else _UNKNOWN
    return _RATING * rating + _NEARNESS * near


def kilometres(one: District, other: District) -> float:
    """Along the great circle between the two centres (haversine)."""
    north, south = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    h = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, h)))


def answer_by(start: datetime, mode: Mode, now: datetime, rules: BookingRules, zone: ZoneInfo) -> datetime:
    """Never after the start. For a visit far away only the studio's daytime counts."""
    asked_for = rules.offer_now if mode is Mode.NOW else rules.offer_scheduled
    return _within(asked_for, start, mode, now, rules, zone)


def broadcast_until(
    start: datetime, mode: Mode, now: datetime, rules: BookingRules, zone: ZoneInfo
) -> datetime:
    """By the same rule, when everybody who fits is asked at once."""
    return _within(rules.broadcast, start, mode, now, rules, zone)


def settled_by(
    start: datetime, mode: Mode, answer: datetime, turn: int, rules: BookingRules, zone: ZoneInfo
) -> datetime:
    """When it is known at the latest whether anybody comes: the one asked in this `turn` may take until
    `answer`, each one after that as long as they may, and then everybody at once."""
    for _ in range(turn, rules.offers_in_turn):
        answer = answer_by(start, mode, answer, rules, zone)
    return broadcast_until(start, mode, answer, rules, zone)


def _within(
    time: timedelta, start: datetime, mode: Mode, now: datetime, rules: BookingRules, zone: ZoneInfo
) -> datetime:
    if mode is Mode.NOW or start - now <= rules.night_far:
        return min(start, now + time)
    return min(start, by_day(now, time, rules, zone))


def by_day(now: datetime, left: timedelta, rules: BookingRules, zone: ZoneInfo) -> datetime:
    """When so much of the studio's daytime has gone by. Hours like any others, with the same rule for past
    midnight: from 00:00 to 00:00 is all day."""
    daytime = Window(rules.night_ends, rules.night_starts)
    schedule = Schedule(zone.key, tuple(WeeklyWindow(weekday, daytime) for weekday in range(7)))
    # Whoever answers for a minute a day has that many days to use it up.
    window = Span(now, now + timedelta(days=1) * (2 + left / timedelta(minutes=1)))
    for day in at_work(working_windows(schedule, window), ()):
        since = max(day.starts_at, now)
        if since + left <= day.ends_at:
            return since + left
        left -= day.ends_at - since
    return window.ends_at
