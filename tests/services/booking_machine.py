"""Three customers, three therapists and an operator who do to one another all that a booking allows, in any
order, while time passes and the program starts anew: what must hold after every step."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.chance import SystemChance
from app.settings import Settings
from app.tasks import Tasks
from app.use_cases import UseCases, build
from bot.views.phrases import BUILT_IN
from domain.booking import Mode, Place, PlaceKind, Request, Wish
from domain.cancelling import Reason
from domain.people import Gender, Person, Readiness, Therapist
from domain.schedule import Schedule
from domain.time import Span
from domain.visits import Tap
from domain.waitlist import Watch
from services.absence_decisions import Verdict
from services.alerts import Alerts
from services.deadlines import DeadlineRunner
from services.desk import desk_of
from services.outgoing import Notice
from services.ports import UnitOfWork
from services.request_booking import Requested
from services.status import Status
from services.waitlist import Wished
from storage.opening import Storage, open_storage
from tests.services.rooms_house import Asleep, House
from tests.services.studio import ALL_DAY, DAYTIME, MASSAGE, MORNING, ZONE, Studio, furnished
from tests.storage import migrated
from tests.talk.spoken import WORDS

LIVE = ("requested", "confirmed", "on_the_way", "in_progress")
HOURS = (1.5, 2, 3, 26, 26, 27, 27.5, 28, 50, 50.5)
STEPS = (0, 1, 1, 4, 4, 6, 6, 11, 11, 31, 31, 65, 130, 600, 1500)
"""Minutes that pass."""
PUT = {
    "booking": ("bookings", "booking", "status"),
    "offer": ("offers", "offer", "outcome"),
    "move.wanted": ("proposals", "proposal", "outcome"),
    "move.asked": ("proposals", "proposal", "outcome"),
    "suggestion": ("proposals", "proposal", "outcome"),
    "suggest.asked": ("proposals", "proposal", "outcome"),
    "wait": ("waits", "wait", "status"),
    "wait.offer": ("wait_offers", "offer", "outcome"),
}
"""What a card is about: its table, and which of the card's values say which row and how it stands."""
WAITING = {
    "bookings": "('requested', 'confirmed', 'on_the_way', 'in_progress')",
    "offers": "('open')",
    "proposals": "('open')",
    "waits": "('waiting', 'paused')",
    "wait_offers": "('open')",
    "help_calls": "('open', 'taken')",
    "rooms": "('pending', 'open')",
}
BAD = "a stranger's press was not refused"


def _brief(value: Any) -> str:
    if isinstance(value, Person):
        return value.name
    if isinstance(value, Request):
        whom = value.wish.therapist or value.wish.gender or "anyone"
        return f"{value.mode} {value.starts_at:%d %H:%M} {value.minutes} min {value.place.kind} {whom}"
    if isinstance(value, datetime):
        return f"{value:%d %H:%M}"
    if isinstance(value, Requested):
        return f"booking {value.booking.id}, therapist {value.booking.therapist}"
    return str(value) if isinstance(value, str | int) else type(value).__name__


async def _cards_of(who: Person, unit: UnitOfWork) -> Sequence[Notice]:
    return await unit.outbox.cards(who.id, 500)


async def _nothing() -> Any:
    raise AssertionError("nobody asks how it is")


@dataclass
class Machine:
    at: Studio
    use_cases: UseCases
    place: Path
    chance: random.Random
    storage: Storage
    tasks: Tasks
    said: list[str] = field(default_factory=list)
    """What was done, for whoever reads a failure."""
    people: list[Person] = field(default_factory=list)
    parted: bool = False
    """Somebody blocked another, so a visit may stand without a room."""

    @property
    def now(self) -> datetime:
        return self.at.clock.at

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.at.rows(query, *values)

    # What is done

    async def step(self) -> None:
        act = self.chance.choices(list(ACTS), list(ACTS.values()))[0]
        await act(self)
        await self.holds()
        if self.chance.random() < 0.5:
            await self.due()
            await self.holds(settled=True)

    async def due(self) -> None:
        """What follows at once from what was due, too; and that has an end."""
        runner = DeadlineRunner(
            self.at.house.units, self.at.clock, Alerts(self.at.clock), self.use_cases.deadlines
        )
        for _ in range(10):
            following = await runner.run_due()
            if following is None or following > self.now:
                return

    async def do(self, name: str, *args: Any, **named: Any) -> Any:
        told = ", ".join(map(_brief, (*args, *named.values())))
        self.said.append(f"{self.now:%d %H:%M} {name}({told})")
        result = await self.at.house.do(self.use_cases.by_name[name], *args, **named)
        self.said[-1] += f" -> {_brief(result)}"
        return result

    async def press(self, name: str, table: str, *args: Any, side: str = "", **named: Any) -> None:
        """By somebody, on something there is or was; mostly by `side`, on what waits for them."""
        found = self.rows(f"SELECT id, status IN {WAITING[table]} FROM {table} ORDER BY id")
        fitting = [id for id, waits in found if waits]
        if self.chance.random() < 0.9:
            found = [(id, 1) for id in fitting]
        if not found:
            return
        subject = self.chance.choice(found[-6:])[0]
        who, concerned = await self.anybody(), await self.concerned(table, subject)
        sides = {"customer": concerned[:1], "therapist": concerned[1:]}
        meant = sides.get(side, concerned)
        if meant and self.chance.random() < 0.85:
            who = self.chance.choice(meant)
        if who not in concerned and not who.operator:
            await self._trespass(name, subject, who, *args, **named)
            return
        await self.do(name, subject, who, *args, **named)

    async def _trespass(self, name: str, subject: int, who: Person, *args: Any, **named: Any) -> None:
        before = self._everything()
        result = await self.do(name, subject, who, *args, **named)
        refused = result[0] if isinstance(result, tuple) else result
        assert str(refused) == "not_yours", (BAD, result)
        assert self._everything() == before, (BAD, "something is left of it")

    def _everything(self) -> list[Any]:
        tables = ("bookings", "offers", "proposals", "waits", "wait_offers", "rooms", "outbox", "events")
        care = ("absences", "checks", "help_calls", "acknowledgements", "occupancy", "changes", "deadlines")
        return [self.rows(f"SELECT * FROM {one}") for one in (*tables, *care)]

    async def concerned(self, table: str, subject: int) -> list[Person]:
        """The two sides, the customer first; of what is put to one therapist, that one and the customer."""
        therapists = {
            "bookings": "SELECT customer_id, therapist_id FROM bookings WHERE id = ?",
            "offers": "SELECT b.customer_id, o.therapist_id FROM offers o JOIN bookings b"
            " ON b.id = o.booking_id WHERE o.id = ?",
            "proposals": "SELECT b.customer_id, p.therapist_id FROM proposals p JOIN bookings b"
            " ON b.id = p.booking_id WHERE p.id = ?",
            "waits": "SELECT customer_id, NULL FROM waits WHERE id = ?",
            "wait_offers": "SELECT customer_id, NULL FROM wait_offers WHERE id = ?",
            "help_calls": "SELECT NULL, NULL FROM help_calls WHERE id = ?",
            "rooms": "SELECT customer_id, therapist_id FROM rooms WHERE id = ?",
        }
        ((customer, therapist),) = self.rows(therapists[table], subject)
        person = self.rows("SELECT person_id FROM therapists WHERE id = ?", therapist)
        order = [customer, *(found for (found,) in person)]
        return sorted(
            (one for one in await self.everybody() if one.id in order), key=lambda one: order.index(one.id)
        )

    async def everybody(self) -> list[Person]:
        async def look(unit: UnitOfWork) -> list[Person]:
            found = [await unit.people.get(one.id) for one in self.people]
            return [one for one in found if one is not None]

        return await self.at.house.units.look(look)

    async def anybody(self) -> Person:
        return self.chance.choice(await self.everybody())

    async def therapist(self) -> Therapist:
        known = self.chance.choice((self.at.dewi, self.at.maya, self.at.budi)).id
        found = await self.at.house.units.look(lambda unit: unit.therapists.get(known))
        assert found is not None
        return found

    def place_of(self) -> Place:
        if self.chance.random() < 0.5:
            return Place(kind=PlaceKind.STUDIO)
        return Place(kind=PlaceKind.HOME, address="Jalan Danau 4", district="Sanur")

    def start(self) -> datetime:
        """On the hour or half past, where others like to begin, too."""
        hour = self.now.replace(minute=30 * (self.now.minute // 30), second=0, microsecond=0)
        return hour + timedelta(hours=self.chance.choice(HOURS))

    async def requests(self) -> None:
        customer = self.chance.choice((await self.everybody())[:4])
        therapist = await self.therapist()
        wish = self.chance.choice([Wish(), Wish(), Wish(therapist=therapist.id), Wish(gender=Gender.FEMALE)])
        now = self.chance.random() < 0.2
        request = self.at.wanted(
            customer=customer.id,
            place=self.place_of(),
            wish=wish,
            mode=Mode.NOW if now else Mode.SCHEDULED,
            starts_at=self.now if now else self.start(),
            minutes=self.chance.choice((60, 90)),
        )
        await self.do("request_booking", request)
        if self.chance.random() < 0.3:
            await self.do("request_booking", request)

    async def accepts(self) -> None:
        await self.press("accept_offer", "offers", side="therapist")

    async def declines(self) -> None:
        await self.press("decline_offer", "offers", side="therapist")

    async def suggests(self) -> None:
        await self.press("suggest_time", "offers", self.start(), side="therapist")

    async def takes_back(self) -> None:
        await self.press("take_back_suggestion", "proposals", side="therapist")

    async def answers_suggestion(self) -> None:
        await self.press("answer_suggestion", "proposals", take=self.chance.random() < 0.7, side="customer")

    async def cancels(self) -> None:
        await self.press(
            "cancel_booking", "bookings", "changed my mind", late=self.chance.random() < 0.7, side="customer"
        )

    async def calls_off(self) -> None:
        await self.press("call_off", "bookings", self.chance.choice(list(Reason)), side="therapist")

    async def asks_anyone(self) -> None:
        await self.press("ask_anyone", "bookings", whoever=self.chance.random() < 0.3, side="customer")

    async def asks_to_move(self) -> None:
        found = self.rows(
            "SELECT id, version, starts_at FROM bookings WHERE status = 'confirmed' AND starts_at > ?",
            int(self.now.timestamp() * 1_000_000),
        )
        if not found:
            return
        booking, version, _ = self.chance.choice(found)
        people = await self.concerned("bookings", booking) or [await self.anybody()]
        booked = await self.at.house.units.look(lambda unit: unit.bookings.get(booking))
        assert booked is not None
        near = booked.span.starts_at + timedelta(minutes=30 * self.chance.choice((-2, -1, 1, 2, 4, 48)))
        await self.do("ask_to_move", booking, self.chance.choice(people), near, version)

    async def answers_move(self) -> None:
        await self.press("answer_move", "proposals", yes=self.chance.random() < 0.7)

    async def withdraws_move(self) -> None:
        await self.press("withdraw_move", "proposals")

    async def taps(self) -> None:
        await self.press("tap_visit", "bookings", self.chance.choice(list(Tap)), side="therapist")

    async def finishes(self) -> None:
        await self.press("finish_visit", "bookings", side="therapist")

    async def still(self) -> None:
        await self.press(self.chance.choice(("still_going", "all_well")), "bookings")

    async def says_absent(self) -> None:
        await self.press("say_absent", "bookings", sure=self.chance.random() < 0.8)

    async def answers_absent(self) -> None:
        if self.chance.random() < 0.6:
            await self.press("answer_absence", "bookings", so=self.chance.random() < 0.5)
        else:
            await self.press("take_back_absence", "bookings")

    async def decides(self) -> None:
        await self.press("decide_absence", "bookings", self.chance.choice(list(Verdict)))

    async def helps(self) -> None:
        await self.press(self.chance.choice(("ask_help", "call_help")), "bookings")
        await self.press(self.chance.choice(("take_help", "resolve_help")), "help_calls")

    async def acknowledges(self) -> None:
        found = self.rows("SELECT id, person_id FROM acknowledgements")
        if found:
            id, person = self.chance.choice(found)
            who = next((one for one in await self.everybody() if one.id == person), self.people[0])
            await self.do("acknowledge", id, who)

    async def joins(self) -> None:
        customer = self.chance.choice((await self.everybody())[:4])
        first = self.now.astimezone(ZONE).date() + timedelta(days=self.chance.choice((0, 1, 1, 2)))
        therapist = (await self.therapist()).id if self.chance.random() < 0.4 else None
        wished = Wished(
            service=MASSAGE.code,
            minutes=60,
            place=self.place_of(),
            wish=Wish(therapist=therapist),
            watch=Watch(first, first + timedelta(days=self.chance.choice((0, 2)))),
        )
        await self.do("join_waitlist", customer, wished)

    async def takes_time(self) -> None:
        await self.press(self.chance.choice(("take_time", "take_time", "pass_time")), "wait_offers")

    async def leaves(self) -> None:
        await self.press(self.chance.choice(("leave_waitlist", "stay_on_waitlist")), "waits")

    async def is_ready(self) -> None:
        therapist = await self.therapist()
        ready = self.chance.choice(list(Readiness))
        person = await self._person_of(therapist)
        desk = await self.at.house.units.look(lambda unit: desk_of(unit, person, fresh=True))
        if desk is not None:
            await self.do("set_readiness", desk, ready)

    async def _person_of(self, therapist: Therapist) -> Person:
        return next((one for one in await self.everybody() if one.id == therapist.person), self.people[0])

    async def is_off(self) -> None:
        therapist, start = await self.therapist(), self.start()
        off = (Span(start, start + timedelta(hours=5)),) if self.chance.random() < 0.5 else ()
        base = self.chance.choice((ALL_DAY, ALL_DAY, DAYTIME, Schedule(ZONE.key)))
        self.said.append(f"{self.now:%d %H:%M} hours of {therapist.name}: {off}, {len(base.weekly)} windows")
        await self.at.hours(therapist, replace(base, time_off=off))

    async def is_suspended(self) -> None:
        therapist = await self.therapist()
        self.said.append(f"{self.now:%d %H:%M} {therapist.name} on the roster: {not therapist.active}")
        await self.at.save(therapist, active=not therapist.active)

    async def stops_or_returns(self) -> None:
        who = await self.anybody()
        self.said.append(f"{self.now:%d %H:%M} {who.name} was there: {who.reachable}")
        if who.reachable:
            await self.at.house.do(self.use_cases.person_left, who.address)
        else:
            await self.at.house.do(self.use_cases.know_person, who.address, who.name, "en")

    async def blocks(self) -> None:
        self.parted = True
        await self.press(self.chance.choice(("block_person", "report_person", "unblock", "unblock")), "rooms")

    async def offers_change(self) -> None:
        service = replace(MASSAGE, active=self.chance.random() < 0.7, choices=MASSAGE.choices)
        self.said.append(f"{self.now:%d %H:%M} the service is on offer: {service.active}")

        async def work(unit: UnitOfWork) -> None:
            unit.catalogue.put_service(service)

        await self.at.house.units.run(work)

    async def forgets(self) -> None:
        who = await self.anybody()
        if who.operator:
            return
        await self.do("ask_to_forget", who, sure=True)
        await self.do("forget", who)
        self._nothing_is_left_of(who)
        again = await self.at.house.customer(f"{who.name} again")
        self.people[[one.id for one in self.people].index(who.id)] = again
        if who.therapist is not None:
            known = who.therapist
            therapist = await self.at.house.units.look(lambda unit: unit.therapists.get(known))
            assert therapist is not None
            await self.at.save(therapist, person=again.id)
            await self.at.house.linked(again, therapist)

    def _nothing_is_left_of(self, who: Person) -> None:
        for table, of in (
            ("waits", "customer_id"),
            ("wait_offers", "customer_id"),
            ("acknowledgements", "person_id"),
            ("help_calls", "person_id"),
        ):
            assert not self.rows(f"SELECT * FROM {table} WHERE {of} = ?", who.id), (table, who)
        for (row,) in self.rows("SELECT content FROM outbox"):
            assert json.dumps(who.name) not in row, (row, who)

    async def time_passes(self) -> None:
        minutes = self.chance.choice(STEPS)
        self.said.append(f"{self.now:%d %H:%M} {minutes} minutes pass")
        self.at.clock.at += timedelta(minutes=minutes)

    async def is_delivered(self) -> None:
        await self.at.house.deliver()

    async def restarts(self) -> None:
        self.said.append(f"{self.now:%d %H:%M} started anew")
        await self.storage.close()
        self.storage = await open_storage(self.place, tasks=self.tasks, wake=Asleep(), at=self.now)
        self.at.house.units = self.storage.units

    async def two_days(self) -> None:
        self.said.append(f"{self.now:%d %H:%M} two days pass")
        self.at.clock.at += timedelta(days=2)
        await self.due()
        await self.due()

    # What must hold

    async def holds(self, *, settled: bool = False) -> None:
        self._nobody_is_booked_twice()
        self._all_that_is_held_is_held_for_something()
        self._all_that_waits_has_its_end()
        self._rooms()
        failed = self.rows("SELECT kind, subject, error FROM deadlines WHERE error != ''")
        assert not failed, failed
        if settled:
            due = [row for row in self._deadlines() if row[2] <= self.now.timestamp()]
            assert not due, due
            await self._cards()

    def _deadlines(self) -> list[tuple[str, int, float]]:
        query = "SELECT kind, subject, due_at FROM deadlines WHERE state = 'waiting'"
        return [(kind, subject, due / 1_000_000) for kind, subject, due in self.rows(query)]

    def _nobody_is_booked_twice(self) -> None:
        for starts, ends in (("starts_at", "ends_at"), ("before_starts_at", "before_ends_at")):
            twice = self.rows(
                f"SELECT * FROM occupancy a JOIN occupancy b ON a.resource = b.resource AND a.id < b.id"
                f" AND a.{starts} < b.{ends} AND b.{starts} < a.{ends}"
            )
            assert not twice, twice

    def _all_that_is_held_is_held_for_something(self) -> None:
        left = self.rows(
            "SELECT o.*, b.status, b.therapist_id FROM occupancy o LEFT JOIN bookings b"
            " ON b.id = o.booking_id WHERE o.hold = '' AND NOT (b.status IN ('requested', 'confirmed',"
            " 'on_the_way', 'in_progress', 'completed') AND b.therapist_id = o.resource)"
        )
        assert not left, ("held for nothing", left)
        without = self.rows(
            "SELECT b.id, b.status, b.therapist_id FROM bookings b WHERE b.therapist_id IS NOT NULL"
            " AND b.status IN ('requested', 'confirmed', 'on_the_way', 'in_progress')"
            " AND 1 != (SELECT count(*) FROM occupancy o WHERE o.booking_id = b.id AND o.hold = ''"
            " AND o.resource = b.therapist_id)"
        )
        assert not without, ("nothing held", without)
        holds = {name for (name,) in self.rows("SELECT hold FROM occupancy WHERE hold != ''")}
        open_ones = {
            f"proposal:{one}" for (one,) in self.rows("SELECT id FROM proposals WHERE status = 'open'")
        }
        wait_holds = {name for name in holds if not name.startswith("proposal:")}
        assert holds - wait_holds <= open_ones, ("held for no proposal", holds, open_ones)
        waiting = self.rows("SELECT id FROM wait_offers WHERE status = 'open'")
        assert len(wait_holds) == len(waiting), ("waitlist", wait_holds, waiting)

    def _all_that_waits_has_its_end(self) -> None:
        ends = {(kind, subject) for kind, subject, _ in self._deadlines()}
        for offer, booking, broadcast in self.rows(
            "SELECT id, booking_id, broadcast FROM offers WHERE status = 'open'"
        ):
            end = ("broadcast_end", booking) if broadcast else ("offer_answer", offer)
            assert end in ends, ("an offer without end", end)
        for proposal, offer, status, by in self.rows(
            "SELECT p.id, p.offer_id, b.status, o.status FROM proposals p"
            " JOIN bookings b ON b.id = p.booking_id LEFT JOIN offers o ON o.id = p.offer_id"
            " WHERE p.status = 'open'"
        ):
            if offer is None:
                assert status == "confirmed", ("a wish to move what is not agreed", proposal, status)
                assert ("move_answer", proposal) in ends, ("a wish without end", proposal)
            else:
                assert (status, by) == ("requested", "open"), (
                    "a suggestion for no offer",
                    proposal,
                    status,
                    by,
                )
        for (offer,) in self.rows("SELECT id FROM wait_offers WHERE status = 'open'"):
            assert ("wait_answer", offer) in ends, ("a kept time without end", offer)
        for (wait,) in self.rows("SELECT id FROM waits WHERE status IN ('waiting', 'paused')"):
            assert ("wait_end", wait) in ends, ("a wish on the list without end", wait)
        for booking, therapist in self.rows(
            "SELECT id, therapist_id FROM bookings WHERE status = 'requested'"
        ):
            asked = self.rows(
                "SELECT therapist_id, broadcast FROM offers WHERE status = 'open' AND booking_id = ?", booking
            )
            choosing = ("choice", booking) in ends
            if therapist is not None:
                assert asked == [(therapist, 0)] and not choosing, ("one is asked", booking, asked, choosing)
            else:
                assert bool(asked) != choosing and all(one for _, one in asked), (booking, asked, choosing)
        over = self.rows(
            "SELECT o.id FROM offers o JOIN bookings b ON b.id = o.booking_id"
            " WHERE o.status = 'open' AND b.status != 'requested'"
        )
        assert not over, ("an offer of nothing", over)
        for kind, subject, _ in self._deadlines():
            if kind in ("remind_24h", "remind_2h", "overdue_ask"):
                ((status,),) = self.rows("SELECT status FROM bookings WHERE id = ?", subject)
                assert status in ("confirmed", "on_the_way", "in_progress", "completed"), (
                    kind,
                    subject,
                    status,
                )

    async def _cards(self) -> None:
        """What stands in the chats, or is about to, promises nothing that is gone."""
        ends = {(kind, subject) for kind, subject, _ in self._deadlines()}
        for who in self.people:
            for card in await self.at.house.units.look(partial(_cards_of, who)):
                told = card.values
                if card.code in PUT:
                    table, of, said = PUT[card.code]
                    ((status,),) = self.rows(f"SELECT status FROM {table} WHERE id = ?", told[of])
                    if (told.get(said), status).count("open") or card.code in ("booking", "wait"):
                        assert told.get(said) == status, ("a card of what is gone", who.name, card, status)
                if card.code in ("booking", "offer") and "wish" in told:
                    (found,) = self.rows(
                        "SELECT status FROM proposals WHERE id = ?", told["wish"]["proposal"]
                    )
                    assert found == ("open",), ("a card with a wish that is gone", who.name, card)
                if card.code == "booking.choices" and told["outcome"] == "open":
                    assert ("choice", told["booking"]) in ends, ("nothing to choose", who.name, card)
                if card.code == "booking":
                    ((start,),) = self.rows("SELECT starts_at FROM bookings WHERE id = ?", told["booking"])
                    assert told["starts_at"] * 1_000_000 == start, ("another time", who.name, card)

    def _rooms(self) -> None:
        twice = self.rows(
            "SELECT customer_id, therapist_id FROM rooms WHERE status IN ('pending', 'open')"
            " GROUP BY customer_id, therapist_id HAVING count(*) > 1"
        )
        assert not twice, ("two rooms of a pair", twice)


Act = Callable[[Machine], Awaitable[None]]
ACTS: dict[Act, float] = {
    Machine.requests: 12, Machine.accepts: 14, Machine.declines: 5, Machine.suggests: 8,
    Machine.takes_back: 2, Machine.answers_suggestion: 7, Machine.cancels: 3, Machine.calls_off: 4,
    Machine.asks_anyone: 4, Machine.asks_to_move: 9, Machine.answers_move: 6, Machine.withdraws_move: 2,
    Machine.taps: 5, Machine.finishes: 1, Machine.still: 1, Machine.says_absent: 3,
    Machine.answers_absent: 2, Machine.decides: 2, Machine.helps: 2, Machine.acknowledges: 2,
    Machine.joins: 5, Machine.takes_time: 5, Machine.leaves: 2, Machine.is_ready: 2, Machine.is_off: 3,
    Machine.is_suspended: 1, Machine.stops_or_returns: 2, Machine.blocks: 1, Machine.offers_change: 1,
    Machine.forgets: 0.7, Machine.time_passes: 12, Machine.is_delivered: 2, Machine.restarts: 0.4,
    Machine.two_days: 0.4,
}  # fmt: skip


async def play(seed: int, steps: int) -> None:
    """One game; its steps are in the error where something does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        broken: list[str] = []
        tasks = Tasks(lambda name, error: broken.append(f"{name}: {error!r}"))
        place = migrated.put(Path(folder) / "house.db")
        storage = await open_storage(place, tasks=tasks, wake=Asleep(), at=MORNING)
        machine = await _machine(seed, place, storage, tasks)
        try:
            for _ in range(steps):
                await machine.step()
        except Exception as error:
            told = "\n".join(machine.said[-40:])
            raise AssertionError(f"seed {seed}: {error!r}\n{told}") from error
        finally:
            await machine.storage.close()
            await tasks.stop()
        assert not broken, broken


async def _machine(seed: int, place: Path, storage: Storage, tasks: Tasks) -> Machine:
    at = await furnished(House(storage.units), place)
    operators = frozenset({at.operator.address.id})
    use_cases = build(
        Settings(), at.clock, SystemChance(), WORDS, Status(at.clock, _nothing), operators, BUILT_IN
    )
    machine = Machine(at, use_cases, place, random.Random(seed), storage, tasks)
    machine.people = [at.ann, await at.house.customer("Bob"), await at.house.customer("Cia")]
    machine.people += [await at.person(one) for one in (at.maya, at.dewi, at.budi)]
    machine.people.append(at.operator)
    return machine
