"""The program's own handlers, use-cases, storage and words, with people who send and press raw updates.

Only the wire is missing: a chat in memory takes what the messenger would send to Telegram.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup
from babel.numbers import get_currency_precision

from app.calendars import fillers
from app.chance import SystemChance
from app.settings import Settings
from app.settings import Studio as StudioSettings
from app.tasks import Tasks
from app.use_cases import UseCases
from app.use_cases import build as build_use_cases
from bot import handlers
from bot.dispatcher import AiogramFeed
from bot.dispatcher import build as build_feed
from bot.raw import raw_update
from bot.rendered import Rendered
from bot.toasts import Toast
from bot.views.commands import roles_of
from bot.views.events import CalendarWords
from bot.views.phrases import BUILT_IN
from bot.views.render import Renderer
from domain.health import Measurements
from domain.people import Address, Person, Role
from services.amendments import Amended, EditedText, Removal
from services.deadlines import DeadlineRunner
from services.filling import Fillers
from services.focus import interrupt
from services.invites import PREFIX
from services.outgoing import CardLost, MediaCopy, Outcome, Parcel, Sent, Speech, TextCopy
from services.parcels import Packed, pack
from services.ports import UnitOfWork, Units, Words
from services.roster import ImportRoster
from services.roster_plan import Plan, parse
from services.settle import Settle
from services.status import Status
from storage.opening import open_storage
from tests.storage import migrated
from tests.talk.spoken import HOUSE, LOCALES, WORDS

ZONE = "Asia/Makassar"
SAMPLE = LOCALES.parent / "sample"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Noon on a Monday in the studio (Asia/Makassar)."""
TOKEN = "123456789:AAtest-test-test-test-test-test-test"
HERE = "http://127.0.0.1:8080"
SOURCE = "telegram:123456789"


class Asleep:
    """Nobody is woken: the studio does what waits when a test lets it."""

    def lanes(self) -> None: ...

    def delivery(self) -> None: ...

    def deadlines(self) -> None: ...

    def feed(self) -> None: ...


@dataclass
class SetClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Shown:
    id: int
    text: str
    buttons: list[list[tuple[str, str]]] = field(default_factory=list)
    """Label and data."""
    code: str = ""
    reply_to: int | None = None
    edits: int = 0
    file: bytes | None = None
    keys: list[str] = field(default_factory=list)
    """In place of the keyboard."""

    @property
    def labels(self) -> list[str]:
        return [label for row in self.buttons for label, _ in row]


@dataclass
class Chats:
    """Implements `services.ports.Messenger`: every chat as its owner sees it."""

    numbers: Any
    renderer: Renderer
    chats: dict[str, list[Shown]] = field(default_factory=dict)

    async def send(self, to: Address, parcel: Parcel) -> Outcome:
        chat = self.chats.setdefault(to.id, [])
        if isinstance(parcel, Speech):
            return self._speak(chat, parcel)
        if isinstance(parcel, Amended):
            return self._amend(chat, parcel)
        words = parcel.text if isinstance(parcel, TextCopy) else ""
        words = parcel.caption or "" if isinstance(parcel, MediaCopy) else words
        code = parcel.kind.value if isinstance(parcel, MediaCopy) else "copy"
        chat.append(Shown(next(self.numbers), words, code=code, reply_to=parcel.reply_to))
        return Sent(chat[-1].id)

    def _amend(self, chat: list[Shown], parcel: Amended) -> Outcome:
        if isinstance(parcel, Removal):
            chat[:] = [one for one in chat if one.id not in parcel.messages]
            return Sent(parcel.messages[0])
        at = getattr(parcel, "message", None)
        known = next((one for one in chat if one.id == at), None)
        if known is None or not isinstance(parcel, EditedText):
            return CardLost()
        known.text, known.edits = parcel.text, known.edits + 1
        return Sent(known.id)

    def _speak(self, chat: list[Shown], speech: Speech) -> Outcome:
        rendered = self.renderer.render(speech)
        if speech.edit is not None:
            known = next((one for one in chat if one.id == speech.edit), None)
            if known is None:
                return CardLost()
            known.text, known.buttons, known.code = rendered.text, _buttons(rendered), speech.code
            known.edits += 1
            return Sent(known.id)
        chat[:] = [one for one in chat if one.id != speech.replaces]
        shown = Shown(next(self.numbers), rendered.text, _buttons(rendered), speech.code, speech.reply_to)
        if isinstance(rendered.markup, ReplyKeyboardMarkup):
            shown.keys = [key.text for row in rendered.markup.keyboard for key in row]
        shown.file = speech.file.content if speech.file else None
        chat.append(shown)
        return Sent(shown.id)


def _buttons(rendered: Rendered) -> list[list[tuple[str, str]]]:
    if not isinstance(rendered.markup, InlineKeyboardMarkup):
        return []
    return [[(one.text, one.callback_data or "") for one in row] for row in rendered.markup.inline_keyboard]


@dataclass
class Studio:
    units: Units
    clock: SetClock
    use_cases: UseCases
    feed_anew: Callable[[], AiogramFeed]
    toasts: list[tuple[str, bool]]
    menus: dict[str, tuple[str, frozenset[Role]]]
    """By chat: the language and the roles of the command menu last set there."""
    chats: Chats
    fillers: Fillers
    settings: Settings
    feed: AiogramFeed = field(init=False)
    numbers: Any = field(default_factory=lambda: count(1))
    update_ids: Any = field(default_factory=lambda: count(5000))

    def __post_init__(self) -> None:
        self.feed = self.feed_anew()

    async def update(self, kind: str, body: dict[str, Any]) -> None:
        """As the lane carries one out, and then what delivery makes of it."""
        raw = raw_update(SOURCE, {"update_id": next(self.update_ids), kind: body})

        async def work(unit: UnitOfWork) -> Any:
            await unit.journal.append([raw], self.clock.at)
            (entry,) = await unit.journal.pending(1, busy=(), now=self.clock.at)
            afterwards = await self.feed(unit, entry)
            unit.journal.done(entry, self.clock.at)
            return afterwards

        afterwards = await self.units.run(work)
        if afterwards is not None:
            await afterwards()
        await self.deliver()

    async def deliver(self) -> None:
        settle = Settle(self.clock, self.use_cases.alerts)
        phrases = self.use_cases.by_name["phrases"]
        rules = self.use_cases.by_name["room_rules"]
        while rows := await self.units.run(lambda unit: unit.outbox.claim(50, self.clock.at, busy=())):
            for row in rows:
                packing = partial(
                    pack, row=row, rules=rules, now=self.clock.at, phrases=phrases, fillers=self.fillers
                )
                packed = await self.units.run(packing)
                assert isinstance(packed, Packed)
                if packed.shows:
                    await self.units.run(partial(interrupt, row=row, now=self.clock.at))
                outcome = await self.chats.send(packed.to, packed.parcel)
                await self.units.run(partial(settle, row=row, outcome=outcome))

    async def time_passes(self, **span: float) -> None:
        self.clock.at += timedelta(**span)
        runner = DeadlineRunner(self.units, self.clock, self.use_cases.alerts, self.use_cases.deadlines)
        await runner.run_due()
        await self.deliver()

    async def phone(self, number: int, name: str, code: str = "en") -> Phone:
        phone = Phone(self, number, name, code)
        await phone.says("/start")
        return phone

    async def invite(self, code: str) -> str:
        """The start payload that makes somebody that one of the roster."""

        async def work(unit: UnitOfWork) -> str:
            found = await unit.therapists.by_code(code)
            assert found is not None
            return await self.use_cases.make_invite(unit, found)

        return PREFIX + await self.units.run(work)

    async def therapist(self, number: int, code: str) -> Phone:
        phone = Phone(self, number, f"{code} in private")
        await phone.says(f"/start {await self.invite(code)}")
        return phone


@dataclass
class Phone:
    studio: Studio
    number: int
    name: str
    code: str = "en"
    """What their Telegram says of its language."""

    @property
    def _me(self) -> dict[str, Any]:
        user = {"id": self.number, "is_bot": False, "first_name": self.name, "language_code": self.code}
        return {"from": user, "chat": {"id": self.number, "type": "private", "first_name": self.name}}

    @property
    def chat(self) -> list[Shown]:
        return self.studio.chats.chats.get(str(self.number), [])

    @property
    def last(self) -> Shown:
        return self.chat[-1]

    def card(self, code: str) -> Shown:
        """The newest message that is this notice."""
        return next(one for one in reversed(self.chat) if one.code == code)

    async def sends(self, *, reply_to: int | None = None, ago: float = 0, **content: Any) -> int:
        number = int(next(self.studio.numbers))
        date = int((self.studio.clock.at - timedelta(seconds=ago)).timestamp())
        message = {"message_id": number, "date": date, **self._me, **content}
        if reply_to is not None:
            message["reply_to_message"] = {"message_id": reply_to, "date": date, "chat": self._me["chat"]}
        await self.studio.update("message", message)
        return number

    async def says(self, text: str, *, reply_to: int | None = None, ago: float = 0) -> int:
        return await self.sends(text=text, reply_to=reply_to, ago=ago)

    async def edits(self, number: int, text: str) -> None:
        date = int(self.studio.clock.at.timestamp())
        body = {"message_id": number, "date": date, "edit_date": date, "text": text, **self._me}
        await self.studio.update("edited_message", body)

    async def presses(self, label: str) -> str:
        """The newest button whose label holds `label`. Answers the toast."""
        for shown in reversed(self.chat):
            for text, data in (one for row in shown.buttons for one in row):
                if label in text:
                    return await self.presses_data(data, shown)
        raise AssertionError(f"no button {label!r}: {[one.labels for one in self.chat]}")

    async def presses_data(self, data: str, shown: Shown | None = None) -> str:
        shown = shown or self.last
        message = {"message_id": shown.id, "date": 1, "chat": self._me["chat"], "text": shown.text}
        query = {
            "id": str(next(self.studio.update_ids)),
            "from": self._me["from"],
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        before = len(self.studio.toasts)
        await self.studio.update("callback_query", query)
        assert len(self.studio.toasts) == before + 1
        return self.studio.toasts[-1][0]


@asynccontextmanager
async def studio(
    folder: Path, *, operators: frozenset[str] = frozenset(), words: Words = WORDS, zone: str = ZONE
) -> AsyncIterator[Studio]:
    broken: list[str] = []
    tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
    storage = await open_storage(migrated.put(folder / "studio.db"), tasks=tasks, wake=Asleep(), at=NOON)
    try:
        yield await _furnished(storage.units, operators, words, ZoneInfo(zone))
    finally:
        await storage.close()
        await tasks.stop()
    assert not broken


async def _furnished(units: Units, operators: frozenset[str], words: Words, zone: ZoneInfo) -> Studio:
    clock, toasts, numbers = SetClock(), list[tuple[str, bool]](), count(100)
    menus: dict[str, tuple[str, frozenset[Role]]] = {}
    status = Status(clock, _measured)
    await status.sample()
    renderer = Renderer(words, replace(HOUSE, zone=zone))
    settings = Settings(studio=StudioSettings(timezone=zone))
    use_cases = build_use_cases(settings, clock, SystemChance(), words, status, operators, BUILT_IN)

    async def answer(press: str, toast: Toast) -> None:
        speech = toast.speech
        toasts.append((renderer.render(speech).text if speech else "", toast.alert))

    async def set_menu(person: Person, code: str | None) -> None:
        menus[person.address.id] = (person.language, roles_of(person))

    def feed() -> AiogramFeed:
        return build_feed(
            token=TOKEN,
            routers=handlers.routers(),
            use_cases=use_cases.by_name,
            know_person=use_cases.know_person,
            person_left=use_cases.person_left,
            clock=clock,
            answer=answer,
            set_menu=set_menu,
        )

    await units.run(partial(_load_roster, str(zone)))
    filling = fillers(
        settings,
        CalendarWords(words, renderer.house),
        use_cases.by_name["rules"],
        use_cases.by_name["room_rules"],
        HERE,
    )
    chats = Chats(numbers, renderer)
    return Studio(units, clock, use_cases, feed, toasts, menus, chats, filling, settings, numbers)


async def _measured() -> Measurements:
    return Measurements(fetched_ago=0.5, database_latency=0.004, backlog=0, outbox=2, ticked_ago=0.3, rooms=1)


async def _load_roster(zone: str, unit: UnitOfWork) -> None:
    files = {path.name: path.read_bytes() for path in SAMPLE.glob("*.csv")}
    plan = parse(files, zone=zone, currency="IDR", exponent=get_currency_precision)
    assert isinstance(plan, Plan), json.dumps([str(one) for one in plan])
    await ImportRoster()(unit, plan)
