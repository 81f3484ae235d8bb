"""What became of a message or a booking, from the records that were written on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select

from domain.ids import BookingId
from domain.message import Message, MessageState
from services.history import Step
from services.outgoing import OutState
from storage.query import Query
from storage.statements import Statements
from storage.tables import acknowledgements, changes, events, offers, outbox, proposals

MOST = 5_000
"""Facts of one conversation after a message was written that are looked through for its own."""

FACTS = Query(
    "history.facts",
    "What was told on a channel from then on.",
    select(events.c.payload, events.c.at)
    .where(events.c.channel == bindparam("channel"), events.c.at >= bindparam("since"))
    .order_by(events.c.id)
    .limit(MOST),
)
COPIES = Query(
    "history.copies",
    "How the copy of a message stands.",
    select(outbox.c.state, outbox.c.tries, outbox.c.error, outbox.c.changed_at)
    .where(outbox.c.message_id == bindparam("message"), outbox.c.kind == "copy", outbox.c.code == "")
    .order_by(outbox.c.id),
)
_its_offers = select(offers.c.id).where(offers.c.booking_id == bindparam("booking"))
_its_proposals = select(proposals.c.id).where(proposals.c.booking_id == bindparam("booking"))
CHANGES = Query(
    "history.changes",
    "Every change of a booking, of its offers and of its proposals.",
    select(changes)
    .where(
        or_(
            and_(changes.c.thing == "booking", changes.c.thing_id == bindparam("booking")),
            and_(changes.c.thing == "offer", changes.c.thing_id.in_(_its_offers)),
            and_(changes.c.thing == "proposal", changes.c.thing_id.in_(_its_proposals)),
        )
    )
    .order_by(changes.c.at, changes.c.id),
)
ASKED = Query(
    "history.acknowledgements",
    "Who had to take note of a cancellation of it, and did.",
    select(acknowledgements).where(acknowledgements.c.booking_id == bindparam("booking")),
)
_ENDED = {OutState.SENT, OutState.CANCELLED}


class SqlHistory:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def of_message(self, message: Message) -> Sequence[Step]:
        steps = []
        if message.conversation is not None:
            channel = f"messages.{message.conversation}"
            told = await self._do.rows(FACTS, channel=channel, since=message.created_at)
            steps = [_told(row) for row in told if row.payload.get("message") == message.id]
        copies = await self._do.rows(COPIES, message=message.lead or message.id)
        for row in copies:
            if steps and row.state == steps[-1].what:
                # It has been told already; only the reason is new.
                steps[-1] = replace(steps[-1], detail=_tried(row))
            elif row.state not in _ENDED or row.error:
                steps.append(Step(row.changed_at, f"copy.{row.state}", _tried(row)))
        return steps

    async def of_booking(self, booking: BookingId) -> Sequence[Step]:
        rows = await self._do.rows(CHANGES, booking=booking)
        asked = await self._do.rows(ASKED, booking=booking)
        steps = [(row.at, _changed(row)) for row in rows]
        steps += [at_step for row in asked for at_step in _asked(row)]
        return [step for _, step in sorted(steps, key=lambda one: one[0])]


def _told(row: Row[Any]) -> Step:
    return Step(row.at, row.payload.get("state", MessageState.QUEUED.value))


def _tried(row: Row[Any]) -> str:
    return f"{row.tries} × {row.error}" if row.error else ""


def _asked(row: Row[Any]) -> Iterator[tuple[datetime, Step]]:
    times = {"ack.asked": row.asked_at, "ack.unseen": row.alerted_at, "ack.seen": row.acknowledged_at}
    for what, at in times.items():
        if at is not None:
            yield at, Step(at, what, by=f"person_{row.person_id}")


def _changed(row: Row[Any]) -> Step:
    what = row.after if row.thing == "booking" else f"{row.thing}.{row.after}"
    return Step(row.at, what, row.why, row.by)
