"""The whole trial: its people, what they and the bot wrote, and what is still on its way."""

from __future__ import annotations

import json
import secrets
import shutil
import string
import time
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

from simulator.absences import Absences
from simulator.calls import CallLog
from simulator.chats import IN_MEMORY, Chats
from simulator.clock import TrialClock
from simulator.commands import Commands
from simulator.conformance.findings import Conformance
from simulator.errors import Json, Refusal
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.files import Files
from simulator.folders import erase, locked
from simulator.keeping import Keeper
from simulator.messages import Message
from simulator.newcomers import read_person
from simulator.people import FIRST_PERSON_ID, SAMPLE_PEOPLE, Person
from simulator.polls import Polls
from simulator.queries import Queries
from simulator.rates import Rates
from simulator.store import Row, Store
from simulator.topics import Topics
from simulator.updateids import UpdateIds
from simulator.updates import UpdateQueue

# What a saved world does not bring along: how the bot is connected and held, and what was found of it.
KEPT = {"book", "update", "again", "rates", "finding"}


@dataclass
class Book:
    """What the world remembers besides its objects."""

    token: str
    bot_name: str = "Trial Bot"
    bot_username: str = "trial_bot"
    next_message: int = 1
    next_update: int = 0
    """Only of a world from before `update_ids`."""
    update_ids: Json = field(default_factory=dict)
    next_person: int = FIRST_PERSON_ID
    offset: float = 0.0
    allowed_updates: list[str] = field(default_factory=list)
    webhook: Json = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    menus: dict[str, Json] = field(default_factory=dict)
    topics: bool = False
    people_make_topics: bool = True
    lost_topics: str = "refused"
    """What a call into a topic that is gone meets: "refused", or "dropped" into the main chat."""
    topics_lost: bool = False
    """Every topic is lost to the bot, though people still see it."""
    files: str = "world-files"
    """The folder of what people sent; another one for every world that is loaded."""


class World:
    def __init__(
        self,
        folder: Path,
        *,
        fresh: bool = False,
        token: str | None = None,
        seed: list[Json] | None = None,
        bot_name: str = "",
        topics: bool | None = None,
        in_memory: int = IN_MEMORY,
    ):
        """`in_memory`: how many messages to hold besides those on disk."""
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = locked(folder / "world.lock")
        if fresh:
            erase(folder)
        self.store = Store(folder / "world.sqlite3")
        self.folder = folder
        self._in_memory = in_memory
        self._booked: Json = {}
        self.keeper = Keeper(self.commit)
        self.keep, self.kept = self.keeper.keep, self.keeper.kept
        self._seed = SAMPLE_PEOPLE if seed is None else seed
        self.posted: Callable[[], None] = lambda: None
        """Told when there is an update to deliver, or another way of delivering."""
        self.switched: Callable[[], None] = lambda: None
        """Told when faults come or go."""
        self.feed = Feed()
        saved = next(self.store.load("book"), None)
        self.book = Book(**saved) if saved else Book(token or _new_token(), bot_name or Book.bot_name)
        self.book.token = token or self.book.token
        self.book.topics = self.book.topics if topics is None else topics
        self.clock = TrialClock(self.book.offset)
        self.rates = Rates(self.store)
        # Findings are about programs, not about the world: they outlive its being begun anew.
        self.conformance = Conformance(self.store, self.feed, self.book.token)
        self._load()
        if saved is None:
            self._settle()
        self.commit()

    def _load(self) -> None:
        self.people = {body["id"]: Person(**body) for body in self.store.load("person")}
        self.chats = Chats(self.store, self._in_memory)
        for person in self.people.values():
            person.unread = self.chats.unread(person.id, person.read_up_to)
        self.book.next_message = max(self.book.next_message, self.chats.newest + 1)
        self.faults = Faults(self.store, self.feed, lambda: self.switched())
        self.updates = UpdateQueue(self.store, self.clock, self.faults, self.book, self.conformance.update)
        self.updates.arrived = lambda: self.posted()
        self.queries = Queries(self.store, self.clock)
        self.polls = Polls(self.store, self.clock)
        self.topics = Topics(self.store)
        self.files = Files(self.store, self.folder / self.book.files)
        self.commands = Commands(self.store)
        self.calls = CallLog(self.store, self.feed)
        self.absences = Absences(self.store, self.feed)
        self.typing: dict[int, float] = {}
        self.posted()
        self.switched()

    def _settle(self) -> None:
        """Update ids start from the clock, so that a world begun later never repeats one."""
        self.updates.ids.begin_at_least(int(time.time()))
        for wanted in self._seed:
            self.add_person(wanted)

    def reset(self) -> None:
        """Everything anew but the bot's token, its name, whether it has topics, and the rising ids."""
        kept = Book(self.book.token, self.book.bot_name, self.book.bot_username)
        kept.update_ids, kept.next_message = self.book.update_ids, self.book.next_message
        kept.topics, kept.people_make_topics = self.book.topics, self.book.people_make_topics
        self.updates.end_poll()
        self.store.clear()
        self.rates.forget()
        self.conformance.save()
        shutil.rmtree(self.files.folder, ignore_errors=True)
        self.book, self._booked = kept, {}
        self.clock.offset = 0.0
        self._load()
        self._settle()

    def adopt(self, rows: list[Row], files: Path) -> None:
        """A saved world in place of this one, in one transaction; `files` becomes its folder. How the
        running bot is connected stays, and ids go on rising: none it has seen is given twice."""
        self.commit()
        saved = next(Book(**json.loads(body)) for kind, _, body in rows if kind == "book")
        now, left = self.book, self.files.folder
        for name in ("token", "webhook", "allowed_updates"):
            setattr(saved, name, getattr(now, name))
        saved.next_message = max(saved.next_message, now.next_message)
        saved.next_person = max(saved.next_person, now.next_person)
        saved.update_ids, saved.files = self.book.update_ids, files.name
        self.updates.end_poll()
        others = (row for row in rows if row[0] not in KEPT)
        waiting = [json.loads(body) for kind, _, body in rows if kind == "update"]
        fresh = list(_renumbered(waiting, self.updates.ids))
        self.store.replace([*others, *fresh, ("book", 0, json.dumps(vars(saved)))])
        self.book, self._booked, self.clock.offset = saved, {}, saved.offset
        self.rates.forget()
        self.conformance.save()
        self._load()
        shutil.rmtree(left, ignore_errors=True)

    def commit(self) -> None:
        """Nothing is answered before this: what was answered outlives the process."""
        # Written where it has changed. The next message's number is found again from the messages there are.
        now = vars(self.book) | {"next_message": 0}
        if now != self._booked:
            # What lies deeper is replaced, never changed.
            self._booked = {name: copy(value) for name, value in now.items()}
            self.store.put("book", 0, self.book)
        self.store.flush()

    def close(self) -> None:
        self.commit()
        self.store.close()
        self._lock.close()

    def bot_user(self) -> Json:
        return {
            "id": int(self.book.token.partition(":")[0]),
            "is_bot": True,
            "first_name": self.book.bot_name,
            "username": self.book.bot_username,
        }

    def person(self, person_id: int) -> Person:
        if person_id not in self.people:
            raise Refusal(f"There is no person {person_id}.", 404)
        return self.people[person_id]

    def add_person(self, wanted: Json) -> Person:
        """Ids are never given twice, also not after somebody was removed."""
        next_id = max(self.book.next_person, max(self.people, default=0) + 1)
        person = read_person(wanted, next_id)
        if person.id in self.people:
            raise Refusal(f"There is a person {person.id} already.", 409)
        self.people[person.id] = person
        self.book.next_person = max(next_id, person.id + 1)
        self.changed(person)
        return person

    def remove_person(self, person: Person) -> None:
        """With everything in their chat; to the bot they are unknown from now on."""
        self.updates.clear_of(person.id)
        self.chats.forget(person.id)
        self._booked = {}  # its newest message may have been the one to count from
        self.absences.end(person.id)
        self.topics.forget(person.id)
        del self.people[person.id]
        self.store.drop("person", person.id)
        self.feed.publish("person_removed", {"person_id": person.id})

    def changed(self, person: Person) -> None:
        self.store.put("person", person.id, person)
        self.feed.publish("person", person.listed)

    def count_unread(self, person: Person) -> None:
        seen_all = person.read_up_to >= self.book.next_message - 1
        person.unread = 0 if seen_all else self.chats.unread(person.id, person.read_up_to)
        self.changed(person)

    def user(self, user_id: int) -> Json | None:
        person = self.people.get(user_id)
        return person.user() if person else None

    def new_message(self, person: Person, *, outgoing: bool) -> Message:
        message_id, self.book.next_message = self.book.next_message, self.book.next_message + 1
        return Message(message_id, person.id, outgoing, self.clock.stamp())

    def add(self, message: Message) -> None:
        self.chats.add(message)
        if message.kind == "poll":
            poll = self.polls[message.content["poll"]["id"]]
            poll.messages.append(message.message_id)
            self.polls.changed(poll)


def _renumbered(waiting: list[Json], ids: UpdateIds) -> Iterator[Row]:
    for kept in waiting:
        number = kept["update"]["update_id"] = ids.take(ids.last_at)
        yield "update", number, json.dumps(kept)


def _new_token() -> str:
    letters = string.ascii_letters + string.digits + "_-"
    return f"{secrets.randbelow(9 * 10**8) + 10**8}:AA{''.join(secrets.choice(letters) for _ in range(33))}"


def read_seed(path: Path) -> list[Json]:
    """Raises ValueError or OSError with a sentence."""
    try:
        people = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise OSError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON ({error}).") from error
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise ValueError(
            f'{path} is no seed: it takes a JSON list of people, like [{{"first_name": "Ann"}}].'
        )
    return people
