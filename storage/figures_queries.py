"""What is counted for the operator. Probes' rows are left out wherever they can be told."""

from __future__ import annotations

from sqlalchemy import bindparam, column, func, select, table, text

from domain.room import RoomStatus
from domain.waitlist import STANDING
from storage.query import Query
from storage.tables import deadlines, messages, outbox, people, rooms, updates, waits

UPDATES = Query(
    "figures.updates",
    "Updates waiting to be handled, the oldest of them, and those given up of late.",
    select(
        select(func.count())
        .select_from(updates)
        .where(text("state = 'pending'"))
        .scalar_subquery()
        .label("backlog"),
        select(func.min(updates.c.received_at))
        .where(text("state = 'pending'"))
        .scalar_subquery()
        .label("oldest"),
        select(func.count())
        .select_from(updates)
        .where(text("state = 'parked'"), updates.c.received_at >= bindparam("since"))
        .scalar_subquery()
        .label("parked"),
    ),
)
LANES = Query(
    "figures.lanes",
    "Each person's unsent rows.",
    select(
        people.c.reachable,
        func.count().label("queued"),
        func.min(outbox.c.created_at).label("oldest"),
        func.max(outbox.c.not_before).label("waits_until"),
    )
    .join(people, people.c.id == outbox.c.person_id)
    .where(text("state = 'queued'"), ~people.c.probe)
    .group_by(people.c.id, people.c.reachable),
)
IN_FLIGHT = Query(
    "figures.in_flight",
    "Rows handed to a messenger.",
    select(func.count().label("in_flight")).select_from(outbox).where(text("state = 'sending'")),
)
UNCERTAIN = Query(
    "figures.uncertain",
    "Messages that may not have arrived, and whose senders have not decided.",
    select(func.count().label("uncertain"))
    .select_from(messages)
    .where(text("state = 'uncertain'"), ~messages.c.probe),
)
REFUSED = Query(
    "figures.refused",
    "Rows that will never be accepted, of late.",
    select(func.count().label("refused"))
    .select_from(outbox)
    .join(people, people.c.id == outbox.c.person_id)
    .where(text("state = 'refused'"), outbox.c.changed_at >= bindparam("since"), ~people.c.probe),
)
OVERDUE = Query(
    "figures.overdue",
    "Deadlines past their instant, by kind.",
    select(
        deadlines.c.kind,
        func.count().label("overdue"),
        func.min(deadlines.c.due_at).label("oldest"),
    )
    .where(text("state = 'waiting'"), deadlines.c.due_at < bindparam("now"))
    .group_by(deadlines.c.kind),
)
FAILED = Query(
    "figures.failed_deadlines",
    "Deadlines given up after their tries.",
    select(func.count().label("failed")).select_from(deadlines).where(deadlines.c.state == "failed"),
)
_overdue = (rooms.c.status == RoomStatus.OPEN) & (rooms.c.expires_at < bindparam("now"))
ROOMS = Query(
    "figures.rooms",
    "Live rooms, and those that should have expired.",
    select(
        func.count().label("live"),
        func.count().filter(_overdue).label("overdue"),
    )
    .select_from(rooms)
    .where(rooms.c.status.in_([RoomStatus.PENDING, RoomStatus.OPEN]), ~rooms.c.probe),
)
WAITS = Query(
    "figures.waits",
    "Wishes on the waitlist.",
    select(func.count().label("waits"))
    .select_from(waits)
    .join(people, people.c.id == waits.c.customer_id)
    .where(waits.c.status.in_(sorted(STANDING)), ~people.c.probe),
)
SILENT_OPERATORS = Query(
    "figures.silent_operators",
    "Operators who have never pressed Start.",
    select(people.c.name, people.c.chat_id)
    .where(people.c.operator, ~people.c.probe, people.c.started_at.is_(None))
    .order_by(people.c.id),
)
REVISION = Query(
    "figures.revision",
    "What shape the database has.",
    select(column("version_num")).select_from(table("alembic_version")),
)
