"""What the use-cases need of the world: Protocols, wired to their adapters in `app`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol, TypeVar

from domain.catalogue import Money
from domain.people import Address
from services import acknowledgements, agendas, queues, standings
from services import archive as archives
from services import care_repositories as of_care
from services import erasure as erasures
from services import feed as feeds
from services import history as histories
from services import repositories as repo
from services import retention as retentions
from services import room_repositories as of_rooms
from services.kept_topics import KeptTopics
from services.kept_waits import Waits
from services.members import Epochs
from services.outgoing import Barred, Outcome, Parcel, Speech

T = TypeVar("T")


class StorageUnavailable(Exception):
    """The database is locked, full, away or read-only: nobody's fault, try again, count nothing."""


class StorageFull(StorageUnavailable):
    """There is no room on the disk: whoever runs the machine must make some."""


class Stale(Exception):
    """A compare-and-set matched no row. The unit is undone and runs again; use-cases do not catch it."""


class SlotTaken(Exception):
    """The occupancy guard refused: somebody else holds that time."""


class Clock(Protocol):
    """The one source of time. In the trial it runs ahead (or behind) by what the simulator says."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Tasks(Protocol):
    """The one owner of detached work: keeps it alive, logs how it ends, stops it at shutdown."""

    def start(self, work: Coroutine[Any, Any, None], *, name: str, vital: bool = False) -> None:
        """`vital`: without it the program would live on deaf, so it ends with it and is started anew."""
        ...


class Wake(Protocol):
    """Told after a commit what it made ready, so that nobody has to wait for a tick."""

    def lanes(self) -> None: ...

    def delivery(self) -> None: ...

    def deadlines(self) -> None: ...

    def feed(self) -> None: ...


class Chance(Protocol):
    """The one source of randomness."""

    def choose(self, alphabet: str) -> str: ...

    def token(self) -> str:
        """At least 128 bits, of characters that a start link may hold (`[A-Za-z0-9_-]`), 22 long."""
        ...


class Words(Protocol):
    """What is said, in every language that has a catalogue; an unknown one is answered in the studio's."""

    @property
    def languages(self) -> Sequence[str]:
        """The studio's own first."""
        ...

    def gettext(self, language: str, key: str) -> str:
        """The sentence behind a key, with its named fields (`{name}`) still open."""
        ...

    def ngettext(self, language: str, key: str, count: int) -> str: ...

    def day(self, language: str, day: date) -> str: ...

    def month(self, language: str, day: date, *, short: bool = False) -> str:
        """The month that day lies in: with its year, or `short` and alone."""
        ...

    def week(self, language: str) -> Sequence[tuple[int, str]]:
        """Number (Monday is 0) and short name of each weekday, from the one that weeks begin with there."""
        ...

    def weekday(self, language: str, day: int, *, short: bool = False) -> str:
        """Its name (Monday is 0), or three letters or so of it."""
        ...

    def clock(self, language: str, at: time) -> str: ...

    def money(self, language: str, money: Money) -> str: ...

    def decimal(self, language: str, value: float) -> str:
        """With one decimal."""
        ...

    def listed(self, language: str, items: Sequence[str]) -> str:
        """`a, b and c`; nothing for an empty list."""
        ...


class Messenger(Protocol):
    """One kind of chat. Never raises for what the chat answers: that is the outcome."""

    async def send(self, to: Address, parcel: Parcel) -> Outcome: ...


class TopicKeeper(Protocol):
    """The topics of one kind of chat. Never raises for what the chat answers."""

    @property
    def has_topics(self) -> bool | None:
        """None while it is not known: what is there is used, and nothing new is made."""
        ...

    async def make(self, to: Address, title: Speech) -> int | Barred | None:
        """The new topic's id; what bars everything else from that chat, too; None where there is none, for
        whatever other reason."""
        ...

    async def rename(self, to: Address, thread: int, title: Speech) -> bool: ...

    async def take_back(self, to: Address, message: int) -> bool:
        """Deletes what we have sent; False where it may still stand there."""
        ...


class Pace(Protocol):
    """How much may leave: what is over it waits in the outbox, where the urgent goes first."""

    async def some(self) -> int:
        """How many may leave now; waits until at least one may."""
        ...

    def spend(self, count: int) -> None: ...


class UnitOfWork(Protocol):
    """One transaction, opened at the door and handed on. Reads happen at once, writes together at its end."""

    @property
    def journal(self) -> queues.Journal: ...
    @property
    def conversations(self) -> queues.Conversations: ...
    @property
    def people(self) -> repo.People: ...
    @property
    def therapists(self) -> repo.Therapists: ...
    @property
    def invites(self) -> repo.Invites: ...
    @property
    def catalogue(self) -> repo.Catalogue: ...
    @property
    def terms(self) -> repo.Terms: ...
    @property
    def bookings(self) -> repo.Bookings: ...
    @property
    def calendars(self) -> agendas.Calendars: ...
    @property
    def occupancy(self) -> repo.Occupancy: ...
    @property
    def acknowledgements(self) -> acknowledgements.Acknowledgements: ...
    @property
    def offers(self) -> repo.Offers: ...
    @property
    def proposals(self) -> repo.Proposals: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def phrases(self) -> repo.Phrases: ...
    @property
    def ratings(self) -> repo.Ratings: ...
    @property
    def checks(self) -> of_care.Checks: ...
    @property
    def help_calls(self) -> of_care.HelpCalls: ...
    @property
    def absences(self) -> of_care.Absences: ...
    @property
    def rooms(self) -> of_rooms.Rooms: ...
    @property
    def blocks(self) -> of_rooms.Blocks: ...
    @property
    def identity(self) -> standings.Identity: ...
    @property
    def messages(self) -> of_rooms.Messages: ...
    @property
    def topics(self) -> KeptTopics: ...
    @property
    def reactions(self) -> of_rooms.Reactions: ...
    @property
    def links(self) -> of_rooms.Links: ...
    @property
    def outbox(self) -> queues.Outbox: ...
    @property
    def deadlines(self) -> queues.Deadlines: ...
    @property
    def epochs(self) -> Epochs: ...
    @property
    def moments(self) -> queues.Moments: ...
    @property
    def events(self) -> queues.Events: ...
    @property
    def facts(self) -> feeds.Facts: ...
    @property
    def feed_tokens(self) -> feeds.FeedTokens: ...
    @property
    def history(self) -> histories.History: ...
    @property
    def archive(self) -> archives.Archive: ...
    @property
    def erasure(self) -> erasures.Erasure: ...
    @property
    def retention(self) -> retentions.Retention: ...


class Units(Protocol):
    """The door. `work` may run more than once (after Stale, or when a shared commit failed): it touches
    nothing but the unit it is given, awaits nothing but the database, and is answered for after COMMIT."""

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Raises StorageUnavailable, or whatever `work` raised; then nothing of it happened."""
        ...

    async def look(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """The same for reading only, beside the writer."""
        ...
