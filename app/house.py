"""Everything behind the intake: imported when updates are already being stored."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from app import talking
from app.aloud import Aloud
from app.calendars import fillers
from app.chance import SystemChance
from app.clock import SystemClock, TrialClock
from app.databases import complaints
from app.desk import Desk
from app.desks import desk_for
from app.following import Advance
from app.introducing import introduce
from app.listen import address
from app.local_door import serving_locally
from app.measuring import Measuring
from app.metrics import Metrics
from app.pages import pages
from app.rounds import Rounds
from app.rules import safety_rules
from app.settings import Settings
from app.talking import Talking
from app.tasks import Tasks
from app.trial import Trial, World
from app.use_cases import UseCases, build
from app.values import LOCALES
from app.verify_desk import LABELS, VerifyDesk
from app.waking import Waking
from app.words import load
from bot.inlet import Inlet
from bot.lanes import Lanes
from bot.line import Trouble
from bot.loopback import KIND, Loopback
from bot.pace import Pace
from bot.views.phrases import BUILT_IN
from scheduler.runner import Ticker
from services.deadlines import DeadlineRunner
from services.delivery import Delivery
from services.feed_hub import FeedHub
from services.help import KeepRinging
from services.intake import Intake
from services.members import VERIFYING, became
from services.ports import Clock, Messenger, StorageUnavailable, UnitOfWork
from services.settle import Settle
from services.status import Status
from services.telling import TellOnce
from services.topics import Keepers
from storage.opening import Storage, open_storage
from web import server

log = structlog.get_logger("roomline")
NUDGE = timedelta(seconds=1)
AT_ONCE = 0.5
TOPICS = timedelta(minutes=1)
"""How soon it is known that the bot has topics, or has them no more."""


async def open_database(settings: Settings, tasks: Tasks, waking: Waking, clock: Clock) -> Storage:
    """Raises CannotBegin for what only the operator can mend, StorageUnavailable for what may pass."""
    with complaints(settings.database):
        return await open_storage(
            settings.place, tasks=tasks, wake=waking, at=clock.now(), replica=settings.replica
        )


@dataclass(frozen=True, slots=True)
class Parts:
    use_cases: UseCases
    speaking: Talking
    delivery: Delivery
    runner: DeadlineRunner
    ticker: Ticker
    status: Status
    desk: Desk
    metrics: Metrics


class House:
    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        inlet: Inlet,
        clock: SystemClock | TrialClock,
        advance: Advance | None,
        tasks: Tasks,
        waking: Waking,
        session: aiohttp.ClientSession,
    ) -> None:
        self._settings, self._storage, self._inlet = settings, storage, inlet
        self._clock, self._advance, self._tasks, self._waking = clock, advance, tasks, waking
        self._session, self._chance = session, SystemChance()
        self._hub = FeedHub(storage.units)
        self._words = load(LOCALES, settings.studio.language)

    @asynccontextmanager
    async def open(self, web_socket: socket.socket) -> AsyncIterator[None]:
        """Everything runs when this yields; on the way out nothing new is taken, what has left is awaited."""
        world = World(self._session, str(self._settings.telegram.api_base))
        operators = frozenset(str(one) for one in self._settings.operators)
        if self._settings.trial:
            operators |= await world.operators()
        parts = self._parts(operators, address(web_socket))
        await self._purge()
        await self._storage.units.run(parts.use_cases.ensure_operators)
        async with AsyncExitStack() as stack:
            await self._start(parts, stack)
            await stack.enter_async_context(server.serving(self._web(parts), web_socket))
            local = serving_locally(self._settings.seat, parts.desk.answer)
            await stack.enter_async_context(local)
            if self._settings.trial:
                await Trial(world, parts.desk, self._storage.units).set_up()
            self._tasks.start(introduce(parts.speaking, self._storage.units), name="introduce the bot")
            await parts.status.sample()
            self._tasks.start(parts.speaking.topics.look(), name="look for topics")
            parts.ticker.each(TOPICS, parts.speaking.topics.look, name="topics")
            stack.callback(parts.status.stop)
            self._tasks.start(parts.status.watch(), name="health", vital=True)
            log.info("ready")
            yield

    async def _purge(self) -> None:
        """What a probe left behind that died; not while another program is at it."""
        member = self._storage.member
        if await became(member, VERIFYING, AT_ONCE):
            await self._storage.purge_probes()
            await member.give_back(VERIFYING)

    def _parts(self, operators: frozenset[str], here: str) -> Parts:
        units, clock, tasks = self._storage.units, self._clock, self._tasks
        ticker = Ticker(clock)
        measuring = Measuring(self._inlet, self._storage, ticker, clock)
        status = Status(clock, measuring)
        use_cases = build(self._settings, clock, self._chance, self._words, status, operators, BUILT_IN)
        metrics = Metrics(clock, status.report)
        speaking = talking.build(self._settings, units, use_cases, clock, tasks, self._words)
        language = self._settings.studio.language
        aloud = Aloud(speaking.messenger.send, units, status, clock, tasks, operators, language)
        self._inlet.on_unstored = aloud.unstored
        status.tell = partial(self._tell_operators, use_cases, aloud)
        loopback = Loopback(speaking.renderer.render)
        settle, rooms = Settle(clock, use_cases.alerts), use_cases.by_name["room_rules"]
        phrases = use_cases.by_name["phrases"]
        topics: Keepers = {"telegram": speaking.topics} if self._settings.rooms.topics == "auto" else {}
        filling = fillers(self._settings, speaking.calendar, use_cases.by_name["rules"], rooms, here)
        measuring.delivery = Delivery(
            units,
            metrics.over(self._messengers(speaking, loopback)),
            settle,
            clock,
            tasks,
            rooms,
            self._storage.pace or Pace(),
            phrases,
            topics,
            filling,
            self._storage.member,
            self._unreachable,
        )
        speaking.lanes.alive = self._storage.member.alive
        speaking.lanes.feed = metrics.feeding(speaking.lanes.feed)
        desk = self._desk(use_cases, speaking, status)
        desk.errands |= self._verify_desk(use_cases, speaking, loopback).errands
        alive = self._storage.member.alive
        runner = DeadlineRunner(units, clock, use_cases.alerts, metrics.due(use_cases.deadlines), alive)
        return Parts(use_cases, speaking, measuring.delivery, runner, ticker, status, desk, metrics)

    def _messengers(self, speaking: Talking, loopback: Loopback) -> dict[str, Messenger]:
        return {"telegram": speaking.messenger, KIND: loopback}

    def _unreachable(self) -> bool:
        return self._inlet.trouble is Trouble.UNREACHABLE

    async def _start(self, parts: Parts, stack: AsyncExitStack) -> None:
        """In the order in which it ends: what comes in stops first, what goes out last."""
        self._wake(parts.ticker, parts.runner, parts.delivery, parts.speaking.lanes)
        stack.push_async_callback(parts.speaking.close)
        self._inlet.on_lost = lambda: self._tasks.start(parts.speaking.renew(), name="renew the lines")
        stack.push_async_callback(parts.delivery.stop)
        self._tasks.start(parts.delivery.run(), name="delivery", vital=True)
        self._tasks.start(self._hub.run(), name="feed")
        stack.push_async_callback(self._hub.stop)
        stack.push_async_callback(parts.speaking.lanes.stop)
        await self._due_first(parts.runner)
        parts.speaking.lanes.start()
        stack.push_async_callback(self._inlet.stop)
        parts.ticker.start()
        rounds = Rounds(self._settings, self._storage, self._clock, self._inlet)
        rounds.begin(parts.ticker, parts.delivery.aside.left_behind)
        stack.push_async_callback(parts.ticker.stop)

    async def _due_first(self, runner: DeadlineRunner) -> None:
        """What fell due while nobody ran comes before what people wrote meanwhile: a room whose offer has run
        out carries nothing more."""
        try:
            await runner.run_due()
        except StorageUnavailable:
            log.warning("the database is away; deadlines wait")

    def _wake(self, ticker: Ticker, runner: DeadlineRunner, delivery: Delivery, lanes: Lanes) -> None:
        async def due() -> None:
            try:
                ticker.at(await runner.run_due(), due)
            except StorageUnavailable:
                log.warning("the database is away; deadlines wait")

        async def nudge() -> None:
            """In case a wake-up was missed: nothing may depend on having been told."""
            delivery.wake()
            lanes.wake()

        self._waking.wake_lanes = lanes.wake
        self._waking.wake_delivery = delivery.wake
        self._waking.wake_feed = self._hub.wake
        self._waking.wake_deadlines = lambda: ticker.at(self._clock.now(), due)
        keep_ringing = KeepRinging(self._storage.units, self._clock, safety_rules(self._settings))

        async def set_back(by: timedelta) -> None:
            await delivery.clock_was_set_back(by)
            with suppress(StorageUnavailable):
                await keep_ringing()

        ticker.on_set_back = lambda by: self._tasks.start(set_back(by), name="shorten waits")
        ticker.each(NUDGE, nudge, name="nudge")
        ticker.each(NUDGE, due, name="deadlines")

    async def _tell_operators(
        self, use_cases: UseCases, aloud: Aloud, kind: str, parts: Sequence[str]
    ) -> None:
        tell = TellOnce(use_cases.alerts, self._clock)

        async def work(unit: UnitOfWork) -> None:
            await tell(unit, kind, parts)

        try:
            await self._storage.units.run(work)
        except StorageUnavailable:
            log.error("the database is away; operators are told past it", kind=kind, parts=parts)
            self._tasks.start(aloud.alert(kind, ", ".join(parts)), name="alert, aloud")

    def _desk(self, use_cases: UseCases, speaking: Talking, status: Status) -> Desk:
        desk = desk_for(self._settings, self._storage.units, use_cases, self._clock, speaking.username)

        async def report(body: Any) -> Any:
            return await status.report()

        desk.errands[("GET", "/status")] = report
        return desk

    def _verify_desk(self, use_cases: UseCases, speaking: Talking, loopback: Loopback) -> VerifyDesk:
        simulator = self._settings.telegram.api_base if self._advance else None
        return VerifyDesk(
            units=self._storage.units,
            clock=self._clock,
            intake=Intake(self._storage.units, self._clock),
            make_invite=use_cases.make_invite,
            probes=use_cases.know_person.probes,
            loopback=loopback,
            purge=self._storage.purge_probes,
            member=self._storage.member,
            tasks=self._tasks,
            recorded=self._storage.events_on,
            telegram=speaking.prove,
            about={
                "simulator": simulator,
                "telegram": simulator is None,
                "words": {name: self._words.gettext("en", key) for name, key in LABELS.items()},
            },
        )

    def _web(self, parts: Parts) -> web.Application:
        words, status, figures = parts.speaking.calendar, parts.status, parts.metrics
        return pages(
            self._settings,
            self._storage,
            self._clock,
            self._inlet,
            words,
            status,
            figures,
            self._advance,
            self._hub,
        )
