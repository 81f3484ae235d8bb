"""An outbox row as notice or copy, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from domain.ids import OutboxId
from services.amendments import Act
from services.outgoing import Amendment, Claimed, Copy, Item, Notice, OutState, Priority

AMENDMENT = "amend"
CAPTION = "caption"
"""The code of a copy that is only a caption, as a text after its medium."""


def card_of(item: Item) -> str:
    """By what one unsent row takes another's place; "" for what is never replaced."""
    match item:
        case Notice():
            return item.card
        case Amendment():
            return f"amend:{item.act}:{item.message}"
    return ""


def row_values(item: Item, at: datetime, ripe_at: datetime | None) -> dict[str, Any]:
    content = _notice(item) if isinstance(item, Notice) else _of_message(item)
    return content | {
        "person_id": item.to,
        "room_id": item.room,
        "priority": int(item.priority),
        "state": OutState.QUEUED,
        "tries": 0,
        "epoch": 0,
        "not_before": None,
        "ripe_at": ripe_at,
        "error": "",
        "created_at": at,
        "changed_at": at,
    }


def _notice(item: Notice) -> dict[str, Any]:
    return {
        "kind": "notice",
        "code": item.code,
        "content": dict(item.values),
        "card": card_of(item),
        "fresh": item.fresh,
        "reply_to": item.reply_to,
        "message_id": None,
        "silent": item.silent,
    }


def _of_message(item: Copy | Amendment) -> dict[str, Any]:
    if isinstance(item, Copy):
        kind, code = "copy", CAPTION if item.caption else ""
    else:
        kind, code = AMENDMENT, item.act.value
    return {
        "kind": kind,
        "code": code,
        "content": {},
        "card": card_of(item),
        "fresh": False,
        "reply_to": None,
        "message_id": item.message,
        "silent": False,
    }


def item_of(row: Row[Any]) -> Item:
    if row.kind == AMENDMENT:
        return Amendment(
            to=row.person_id, message=row.message_id, act=Act(row.code), priority=Priority(row.priority)
        )
    if row.kind == "copy":
        return Copy(
            to=row.person_id,
            message=row.message_id,
            room=row.room_id,
            caption=row.code == CAPTION,
            priority=Priority(row.priority),
        )
    return Notice(
        to=row.person_id,
        code=row.code,
        values=row.content,
        card=row.card,
        fresh=row.fresh,
        room=row.room_id,
        reply_to=row.reply_to,
        priority=Priority(row.priority),
        silent=row.silent,
    )


def claimed_of(row: Row[Any]) -> Claimed:
    return Claimed(
        id=OutboxId(row.id),
        item=item_of(row),
        tries=row.tries,
        epoch=row.epoch,
        created_at=row.created_at,
    )
