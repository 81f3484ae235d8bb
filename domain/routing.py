"""For whom a line is meant: decided from what its writer has seen, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ids import PersonId, RoomId
from domain.room import Room


@dataclass(frozen=True, slots=True)
class ToRoom:
    room: RoomId


@dataclass(frozen=True, slots=True)
class Ask:
    """Nothing says which: the rooms it could be for, all live."""

    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class NoRoom:
    """It cannot be carried. `meant` is the ended room it was for (None: for none), `again` the pair's
    present one, which an old message does not reach."""

    meant: Room | None = None
    again: Room | None = None


Route = ToRoom | Ask | NoRoom


def route(
    sender: PersonId,
    *,
    reply: Room | None,
    topic: Room | None = None,
    elsewhere: bool = False,
    shown: Sequence[Room],
    live: Sequence[Room],
    focus: Room | None = None,
    astray: bool = False,
) -> Route:
    """The first that tells: the topic it is written in, the message replied to, the only room shown lately,
    the only live room, the focus.

    `topic` is the room whose topic that is, of the very generation it was made for; `elsewhere`: it is
    written in a topic of no room, so that only a reply can tell. Where topic and reply differ, one of the two
    is not what its writer thinks: it is asked.
    `reply` is the room of the message replied to (of the very generation it belongs to), `shown` those
    that have shown anything in the sender's chat lately, ended ones too; `live` all the sender's live ones;
    `focus` the one that a card in the chat names as the one written to: it has been shown by that.
    `astray`: it replies to a message of no room that we know of. That may be a room's all the same, sent by
    us without our ever knowing (a cut line, a kill), so that what was shown proves nothing.
    """
    mine = tuple(room for room in live if room.live and room.counterpart(sender) is not None)
    topic, replied = (
        room if room and room.counterpart(sender) is not None else None for room in (topic, reply)
    )
    if topic is not None and replied is not None and replied.id != topic.id:
        return Ask(mine) if mine else NoRoom(topic)
    if (told := topic or replied) is not None:
        return _to(told, mine)
    if elsewhere and mine:
        return Ask(mine)
    known = {room.id: room for room in (*shown, *([] if focus is None else [focus]))}
    seen = [
        room for room in known.values() if room.counterpart(sender) is not None and not _followed(room, mine)
    ]
    certain = not astray or len({room.id for room in (*seen, *mine)}) == 1
    if len(seen) == 1 and certain:
        return _to(seen[0], mine)
    if not mine:
        return NoRoom(max(seen, key=_ended, default=None))
    if not seen and len(mine) == 1:
        return ToRoom(mine[0].id)
    chosen = focus is not None and not astray and focus.id in {room.id for room in mine}
    return ToRoom(focus.id) if focus is not None and chosen else Ask(mine)


def _to(room: Room, live: Sequence[Room]) -> Route:
    if room.id in {other.id for other in live}:
        return ToRoom(room.id)
    return NoRoom(room, next((other for other in live if other.conversation == room.conversation), None))


def _followed(room: Room, live: Sequence[Room]) -> bool:
    """An earlier generation: the same two people, so it does not make a plain line ambiguous."""
    return any(other.conversation == room.conversation and other.id != room.id for other in live)


def _ended(room: Room) -> tuple[float, int]:
    return (room.ended_at.timestamp() if room.ended_at else 0.0, room.id)
