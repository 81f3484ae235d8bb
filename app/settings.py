"""What the operator chose: plain values, made by `app.configure`. Imports nothing heavy: the worker
reads these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from app import values as kind


@dataclass(frozen=True, slots=True)
class Telegram:
    token: Annotated[kind.Secret | None, kind.Secret] = None
    token_file: Annotated[Path | None, kind.FilePath] = None
    api_base: Annotated[str | None, kind.WebAddress] = None
    mode: Literal["polling", "webhook"] = "polling"


@dataclass(frozen=True, slots=True)
class Database:
    # It may hold a password: not to be shown with the rest.
    url: Annotated[str, kind.DatabaseUrl] = field(default="", repr=False)
    replicas: bool = False

    @property
    def server(self) -> str:
        """Its name for people, where it is a server's; else ""."""
        return str(self) if self.on_server else ""

    @property
    def on_server(self) -> bool:
        return self.url.startswith("postgresql:")

    def __str__(self) -> str:
        """What people are told."""
        return kind.without_password(self.url) if self.on_server else self.url.removeprefix("sqlite:///")


@dataclass(frozen=True, slots=True)
class Web:
    host: str = "127.0.0.1"
    port: Annotated[int, kind.Port] = 8080
    public_url: Annotated[str | None, kind.WebAddress] = None
    cors: Annotated[frozenset[str], kind.Origins] = frozenset()


@dataclass(frozen=True, slots=True)
class Simulator:
    port: Annotated[int, kind.Port] = 8081


@dataclass(frozen=True, slots=True)
class Studio:
    name: str = "Roomline Wellness"
    address: str = "Jalan Raya Sanur 12, Denpasar"
    timezone: Annotated[ZoneInfo, kind.Zone] = field(default_factory=lambda: ZoneInfo("Asia/Makassar"))
    currency: Annotated[str, kind.Currency] = "IDR"
    language: Annotated[str, kind.Language] = "en"


@dataclass(frozen=True, slots=True)
class Booking:
    offer_now: Annotated[timedelta, kind.Positive] = timedelta(minutes=5)
    offer_scheduled: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    offers_from: Annotated[time, kind.DayTime] = time(8, 0)
    offers_until: Annotated[time, kind.DayTime] = time(22, 0)
    offers_at_night_within: Annotated[timedelta, kind.Duration] = timedelta(hours=12)
    offers_in_turn: Annotated[int, kind.Count] = 2
    broadcast: Annotated[timedelta, kind.Positive] = timedelta(minutes=2)
    travel: Annotated[timedelta, kind.Duration] = timedelta(minutes=45)
    round_to: Annotated[timedelta, kind.Positive] = timedelta(minutes=5)
    notice: Annotated[timedelta, kind.Duration] = timedelta(minutes=60)
    horizon: Annotated[timedelta, kind.Horizon] = timedelta(days=30)
    slot_step: Annotated[timedelta, kind.SlotStep] = timedelta(minutes=30)
    buffer_visit: Annotated[timedelta, kind.Duration] = timedelta(minutes=30)
    buffer_studio: Annotated[timedelta, kind.Duration] = timedelta(0)
    travel_gap: Annotated[timedelta, kind.Duration] = timedelta(minutes=30)
    draft_life: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    choice_wait: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    waitlist_wishes: Annotated[int, kind.Count] = 5
    waitlist_passes: Annotated[int, kind.Count] = 3
    question_life: Annotated[timedelta, kind.Positive] = timedelta(minutes=3)
    reminder: Annotated[timedelta, kind.Positive] = timedelta(hours=2)
    cancel_free: Annotated[timedelta, kind.Duration] = timedelta(minutes=10)
    cancel_ack: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    move_notice: Annotated[timedelta, kind.Duration] = timedelta(hours=24)
    move_answer: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    taps_from: Annotated[timedelta, kind.Positive] = timedelta(hours=3)
    rating_life: Annotated[timedelta, kind.Positive] = timedelta(days=7)
    overdue_ask: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    overdue_alert: Annotated[timedelta, kind.Positive] = timedelta(minutes=10)
    no_show_after: Annotated[timedelta, kind.Positive] = timedelta(minutes=15)
    no_show_wait: Annotated[timedelta, kind.Positive] = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Safety:
    help_before: Annotated[timedelta, kind.Positive] = timedelta(minutes=30)
    help_after: Annotated[timedelta, kind.Positive] = timedelta(hours=2)
    repeat: Annotated[timedelta, kind.Positive] = timedelta(minutes=2)
    repeats: Annotated[int, kind.Count] = 15
    emergency_number: Annotated[str, kind.Line] = ""
    phrase: Annotated[str, kind.Line] = ""


@dataclass(frozen=True, slots=True)
class Rooms:
    after_visit: Annotated[timedelta, kind.Positive] = timedelta(hours=24)
    shown_window: Annotated[timedelta, kind.Positive] = timedelta(hours=24)
    messages_a_minute: Annotated[int, kind.Count] = 20
    focus: Annotated[timedelta, kind.Positive] = timedelta(minutes=5)
    warn_before: Annotated[timedelta, kind.Positive] = timedelta(hours=1)
    extension: Annotated[timedelta, kind.Positive] = timedelta(hours=24)
    extensions: Annotated[int, kind.Count] = 3
    topics: Annotated[str, kind.AutoOff] = "auto"
    late_after: Annotated[timedelta, kind.Positive] = timedelta(seconds=3)
    strikes_warn: Annotated[int, kind.Count] = 3
    strikes_restrict: Annotated[int, kind.Count] = 5
    strikes_fade: Annotated[timedelta, kind.Positive] = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Calendar:
    customer_details: bool = False


@dataclass(frozen=True, slots=True)
class Invites:
    life: Annotated[timedelta, kind.Positive] = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Retention:
    messages: Annotated[timedelta, kind.Retention] = timedelta(days=365)
    notices: Annotated[timedelta, kind.Retention] = timedelta(days=30)
    events: Annotated[timedelta, kind.Retention] = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Logs:
    level: Literal["debug", "info", "warning", "error"] = "info"
    form: Literal["console", "json"] = "console"


@dataclass(frozen=True, slots=True)
class Settings:
    telegram: Telegram = field(default_factory=Telegram)
    database: Database = field(default_factory=Database)
    web: Web = field(default_factory=Web)
    simulator: Simulator = field(default_factory=Simulator)
    operators: Annotated[tuple[int, ...], kind.TelegramIds] = ()
    studio: Studio = field(default_factory=Studio)
    booking: Booking = field(default_factory=Booking)
    safety: Safety = field(default_factory=Safety)
    rooms: Rooms = field(default_factory=Rooms)
    calendar: Calendar = field(default_factory=Calendar)
    invites: Invites = field(default_factory=Invites)
    retention: Retention = field(default_factory=Retention)
    logs: Logs = field(default_factory=Logs)
    file: Path = Path("config.yaml")
    """Where these were read; not itself a key of the file."""
    seat: Path = Path("roomline.db")
    """What the owner's lock and the local socket lie beside, absolute once read: the database file, or for
    a server's database a name in a folder of its own where the file would be. Not itself a key."""
    replica: str = ""
    """What this program is called among the others on its database, the same for each of its workers; "" for
    one that works alone. Not itself a key."""
    trial: bool = False
    """Neither token nor Bot API server is named: `run` brings its simulator, sample data and a clock
    that skips."""

    @property
    def place(self) -> Path | str:
        """What storage opens."""
        return self.database.url if self.database.on_server else self.seat

    @property
    def world(self) -> Path:
        """The simulator's world lies beside the trial's database: the two are kept and thrown away
        together."""
        return self.seat.parent / "world"

    def on_simulator(self, address: str, token: kind.Secret) -> Settings:
        """The trial's settings once its simulator has an address."""
        return replace(self, telegram=replace(self.telegram, token=token, api_base=address))
