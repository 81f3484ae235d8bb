"""Every table, in one MetaData."""

from __future__ import annotations

from storage.columns import metadata
from storage.tables.acknowledgements import acknowledgements
from storage.tables.bookings import bookings, changes, occupancy, offers, proposals, ratings
from storage.tables.care import absences, checks, help_calls
from storage.tables.feed import feed_tokens
from storage.tables.identity import consents, strikes
from storage.tables.people import (
    calendar_links,
    districts,
    invites,
    people,
    phrases,
    schedules,
    services,
    terms,
    therapists,
)
from storage.tables.queues import cards, conversations, deadlines, epochs, events, moments, outbox, updates
from storage.tables.replicas import budgets, commits, leases
from storage.tables.rooms import blocks, links, messages, reactions, revisions, room_bookings, rooms, topics
from storage.tables.waits import wait_offers, waits

__all__ = [
    "absences",
    "acknowledgements",
    "blocks",
    "bookings",
    "budgets",
    "calendar_links",
    "cards",
    "changes",
    "checks",
    "commits",
    "consents",
    "conversations",
    "deadlines",
    "districts",
    "epochs",
    "events",
    "feed_tokens",
    "help_calls",
    "invites",
    "leases",
    "links",
    "messages",
    "metadata",
    "moments",
    "occupancy",
    "offers",
    "outbox",
    "people",
    "phrases",
    "proposals",
    "ratings",
    "reactions",
    "revisions",
    "room_bookings",
    "rooms",
    "schedules",
    "services",
    "strikes",
    "terms",
    "therapists",
    "topics",
    "updates",
    "wait_offers",
    "waits",
]
