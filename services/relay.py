"""A person's words on their way into a room: carried, held and asked about, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.ids import RoomId
from domain.people import Person, Role
from domain.room import Room
from domain.routing import Ask, NoRoom, Route, ToRoom, route
from domain.rules import RoomRules
from services import focus, held, kept, message_notices, notices
from services.albums import keep_explained
from services.carrying import Said, carry, follow, hold, keep_refused, refuse
from services.outgoing import Notice
from services.parties import counterpart_name
from services.ports import Clock, UnitOfWork
from services.room_life import expire_late
from services.room_notices import PARTING

__all__ = ["RefuseContent", "RelayMessage", "Said"]


@dataclass(frozen=True, slots=True)
class _Rooms:
    """A sender's: the live ones by id, and those whose time was up just now."""

    live: Mapping[RoomId, Room]
    ended: Sequence[RoomId]


@dataclass(frozen=True, slots=True)
class RelayMessage:
    """One of the three for each line, and once however often Telegram hands it over.

    `form` is the token of a form whose question the line may answer as well: then it is asked about.
    """

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person, said: Said, *, form: str = "") -> None:
        now = self.clock.now()
        if await _known(unit, person, said.chat_message):
            return
        if await follow(unit, person, said, now, self.rules):
            return
        rooms = await self._rooms(unit, person, now)
        reply, topic = await _replied(unit, person, said.reply_to), await _topic(unit, person, said)
        astray = reply is None and (said.reply_to is not None or await _answers_elsewhere(unit, person, said))
        waits_with = await _beside(unit, person, said, rooms) if astray else ()
        if waits_with or (form and rooms.live and topic.room is None):
            possible = waits_with or tuple(rooms.live.values())
            await hold(unit, person, possible, said, now, form=form)
            return
        if astray and await kept.keep(unit, person, said, now):
            return
        if astray and rooms.live and await _about_leaving(unit, person, said):
            await refuse(unit, person, tuple(rooms.live.values()), said, "astray", now)
            return
        plain = said.reply_to is None and said.details.get("topic") is None
        match await self._route(unit, person, reply, topic, rooms, now, astray=astray):
            case ToRoom(chosen):
                seen = max(said.sent_at, reply.shown_at) if reply else said.sent_at
                await carry(unit, person, rooms.live[chosen], said, now, self.rules, seen=seen)
            case Ask(possible) if astray and topic.room is None:
                # The one replied to is known to its writer and not to us: a choice of ours could be wrong.
                await refuse(unit, person, possible, said, "astray", now)
            case Ask(possible):
                await hold(unit, person, possible, said, now)
            case NoRoom() if plain and await kept.keep(unit, person, said, now):
                pass
            case NoRoom() as why:
                keep_explained(unit, person.id, said.album, now)
                await self._refuse(unit, person, why, said, now)

    async def _refuse(self, unit: UnitOfWork, person: Person, why: NoRoom, said: Said, now: datetime) -> None:
        explained = await _explain(unit, person, why, said.chat_message)
        if why.meant is not None:
            kept = await keep_refused(unit, person, why.meant, said, f"room_{why.meant.status}")
            explained = replace(explained, values={**explained.values, "called": kept.id})
        await unit.outbox.add(explained, now)

    async def _rooms(self, unit: UnitOfWork, person: Person, now: datetime) -> _Rooms:
        late = await expire_late(unit, person, self.clock, self.rules)
        live = {room.id: room for room in await unit.rooms.live_of(person.id)}
        return _Rooms(live, [id for id in late if id not in live])

    async def _route(
        self,
        unit: UnitOfWork,
        person: Person,
        reply: _Reply | None,
        topic: _Topic,
        rooms: _Rooms,
        now: datetime,
        *,
        astray: bool,
    ) -> Route:
        live = [*rooms.live.values()]
        if reply is not None or topic.room is not None:
            replied = reply.room if reply else None
            return route(person.id, reply=replied, topic=topic.room, shown=(), live=live)
        if topic.unknown:
            return route(person.id, reply=None, elsewhere=True, shown=(), live=live)
        ids = await unit.links.shown_since(person.id, now - self.rules.shown_window)
        # Of a room that has ended just now, the word about it is on its way to this chat.
        seen = dict.fromkeys([*ids, *rooms.ended])
        shown = [room for id in seen if (room := rooms.live.get(id) or await unit.rooms.get(id)) is not None]
        chosen = await focus.present(unit, person.id, now)
        focused = rooms.live.get(chosen.room) if chosen else None
        return route(person.id, reply=None, shown=shown, live=live, focus=focused, astray=astray)


@dataclass(frozen=True, slots=True)
class RefuseContent:
    """Says that this kind of content is not carried; outside rooms, that it is not known."""

    clock: Clock
    rules: RoomRules

    async def __call__(self, unit: UnitOfWork, person: Person, chat_message: int, reason: str) -> None:
        now = self.clock.now()
        latest = await unit.rooms.latest_of(person.id)
        if await unit.rooms.live_of(person.id) or _just_ended(latest, now, self.rules):
            notice = _not_carried(person, chat_message, reason)
        else:
            notice = notices.say(person.id, "unknown", reply_to=chat_message)
        await unit.outbox.add(notice, now)


async def _known(unit: UnitOfWork, person: Person, chat_message: int) -> bool:
    """Whether it has become a message already; its id in the sender's chat tells."""
    return await unit.messages.at(person.id, chat_message) is not None


async def _about_leaving(unit: UnitOfWork, person: Person, said: Said) -> bool:
    """It replies to our question whether to close a room, or to block or report somebody: what is said there
    is said about that person, and must not reach them."""
    card = None if said.reply_to is None else await unit.outbox.card_at(person.id, said.reply_to)
    return card is not None and card.startswith(PARTING)


async def _beside(unit: UnitOfWork, person: Person, said: Said, rooms: _Rooms) -> tuple[Room, ...]:
    """What a line waits with that replies to one that waits."""
    ids = () if said.reply_to is None else await held.beside(unit, person.id, said.reply_to)
    return tuple(rooms.live[id] for id in ids if id in rooms.live)


@dataclass(frozen=True, slots=True)
class _Topic:
    """The room whose topic a line is written in (of exactly that generation); `unknown`: in one of no room,
    which a person has made, or we without knowing."""

    room: Room | None = None
    unknown: bool = False


async def _topic(unit: UnitOfWork, person: Person, said: Said) -> _Topic:
    thread = said.details.get("topic")
    if thread is None:
        return _Topic()
    topic = await unit.topics.at(person.id, thread)
    room = None if topic is None else await unit.rooms.get(topic.room)
    return _Topic(room, unknown=room is None)


async def _answers_elsewhere(unit: UnitOfWork, person: Person, said: Said) -> bool:
    """It replies to a message that stands in a topic, from the main chat or another: to which, Telegram does
    not tell."""
    return bool(said.details.get("elsewhere")) and await unit.topics.used_by(person.id)


@dataclass(frozen=True, slots=True)
class _Reply:
    """To a message of `room` (of exactly that generation), which stands in the chat since `shown_at`."""

    room: Room
    shown_at: datetime


async def _replied(unit: UnitOfWork, person: Person, reply_to: int | None) -> _Reply | None:
    """None for a line that replies to nothing, or to a message that belongs to no room."""
    link = None if reply_to is None else await unit.links.find(person.id, reply_to)
    room = None if link is None else await unit.rooms.get(link.room)
    if link is None or room is None or room.counterpart(person.id) is None:
        return None
    return _Reply(room, link.shown_at)


async def _explain(unit: UnitOfWork, person: Person, why: NoRoom, reply_to: int) -> Notice:
    if why.meant is None:
        role = Role.CUSTOMER if person.therapist is None else Role.THERAPIST
        return _not_carried(person, reply_to, "no_room", role=role)
    return _not_carried(
        person,
        reply_to,
        f"room_{why.meant.status}",
        counterpart=await counterpart_name(unit, why.meant, person.id),
        role=str(why.meant.role_of(person.id)),
        again=why.again is not None,
    )


def _not_carried(person: Person, reply_to: int, reason: str, **values: str | int | bool) -> Notice:
    return message_notices.not_carried(person.id, reply_to, reason, **values)


def _just_ended(room: Room | None, now: datetime, rules: RoomRules) -> bool:
    return room is not None and room.ended_at is not None and now - room.ended_at < rules.shown_window
