"""What the program answers over HTTP, put together. docs/http.md lists it; a test holds the two together."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from app.calendars import opening
from app.feed import Followed
from app.following import Advance
from app.metrics import Metrics
from app.settings import Settings
from app.wellness import Wellness
from bot.inlet import Inlet
from bot.webhook import PATH, Webhook
from services.calendar_events import EventWords
from services.feed_hub import FeedHub
from services.ports import Clock
from services.status import Status
from storage.opening import Storage
from web import calendar, feed, health, metrics, server, webhook
from web import clock as clock_routes
from web.turnstile import Turnstile

FOLLOWED_AGAIN = 600
"""Times a minute with one token: hundreds of screens come back together after a restart."""
HOME = "Roomline is running. /healthz says whether it is well."


def pages(
    settings: Settings,
    storage: Storage,
    clock: Clock,
    inlet: Inlet,
    words: EventWords,
    status: Status,
    figures: Metrics,
    advance: Advance | None,
    hub: FeedHub,
) -> web.Application:
    calendars = opening(settings, storage.units, clock, words)
    brought: Iterable[web.RouteDef] = webhook.routes(PATH, inlet) if isinstance(inlet, Webhook) else ()
    return server.build(
        brought,
        health.routes(Wellness(storage, inlet, status), status.report),
        metrics.routes(figures.text),
        clock_routes.routes(clock.now, advance),
        calendar.routes(calendars, Turnstile()),
        feed.routes(Followed(storage.units, clock, hub), settings.web.cors, Turnstile(visits=FOLLOWED_AGAIN)),
        home=HOME,
    )
