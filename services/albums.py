"""Albums: their parts come one by one, without an end mark, and go across as one.

The first part's copy waits in the reader's line for the others, so that what is said afterwards arrives
afterwards; each further part makes it wait a little longer. A part that comes when the copy has left goes
along by itself. All of it is in the database: a restart between two parts changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from domain.ids import PersonId
from domain.message import Message, MessageKind, MessageState, NewMessage
from services.objections import about_content
from services.outgoing import Copy
from services.ports import UnitOfWork

REST = timedelta(seconds=0.7)
"""After a part, until the album counts as whole: its parts come in one fetch, or in two in a row."""
REST_AFTER_START = timedelta(seconds=3)
"""After a start, in which the parts that came meanwhile are fetched and handled."""
MOST = 10
"""Parts of one album, by the Bot API."""
_GROUPS = (
    {MessageKind.PHOTO, MessageKind.LIVE_PHOTO, MessageKind.VIDEO},
    {MessageKind.AUDIO},
    {MessageKind.DOCUMENT},
)
"""What the Bot API sends as one."""
_M = TypeVar("_M", bound=NewMessage)


async def with_lead(unit: UnitOfWork, message: _M, now: datetime) -> _M:
    """The same message (which has its room), with the part that takes it along, if one still waits."""
    group = _group(message)
    if group is None:
        return message
    earlier = await unit.messages.album(message.sender_person, message.album)
    same = [one for one in earlier if one.room == message.room and one.state is MessageState.QUEUED]
    leads = (one for one in reversed(same) if one.lead is None and one.kind in group)
    lead = next(leads, None)
    if lead is None or sum(one.lead == lead.id for one in same) >= MOST - 1:
        return message
    waits = await unit.outbox.postpone(lead.id, now + REST)
    return replace(message, lead=lead.id) if waits else message


def ripe_at(message: Message, now: datetime) -> datetime | None:
    return now + REST if _group(message) else None


def _group(message: NewMessage) -> set[MessageKind] | None:
    return next((group for group in _GROUPS if message.album and message.kind in group), None)


async def together(unit: UnitOfWork, message: Message) -> Sequence[Message]:
    """All that goes along in one with it, itself included, in order."""
    if not message.album:
        return [message]
    parts = await unit.messages.album(message.sender_person, message.album)
    return [part for part in parts if (message.lead or message.id) in (part.id, part.lead)]


async def outstanding(unit: UnitOfWork, copy: Copy) -> Sequence[Message]:
    """The messages that this row of the outbox still has to bring across, in order."""
    message = await unit.messages.get(copy.message)
    if message is None:
        return ()
    parts = [message] if copy.caption else await together(unit, message)
    return [part for part in parts if part.state is MessageState.QUEUED]


async def earlier_part(unit: UnitOfWork, person: PersonId, album: str) -> Message | None:
    """The latest there is: the others go where it went. One that was stopped for what it holds went nowhere,
    and keeps none of the others back."""
    parts = await unit.messages.album(person, album)
    return next((part for part in reversed(parts) if not _for_itself(part)), None)


def _for_itself(part: Message) -> bool:
    return part.state is MessageState.REFUSED and part.room is None and about_content(part.reason)


async def explained(unit: UnitOfWork, person: PersonId, album: str) -> bool:
    """Whether its sender has been told already why this album was not carried."""
    _, data, _ = await unit.conversations.get(_key(person))
    return data.get("album") == album


def keep_explained(unit: UnitOfWork, person: PersonId, album: str, now: datetime) -> None:
    if album:
        unit.conversations.put(_key(person), "explained", {"album": album}, now)


def _key(person: PersonId) -> str:
    return f"album:{person}"
