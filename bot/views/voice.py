"""One reader's language: keys become sentences, instants and amounts become what that reader reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.views.text import Text, filled, marked
from domain.catalogue import Money
from services.ports import Words


@dataclass(frozen=True, slots=True)
class House:
    """The business that speaks: what every view may mention."""

    name: str
    address: str
    zone: ZoneInfo
    arrival: timedelta
    """A visit *now* arrives within this long after its start."""
    extension: timedelta = timedelta(hours=24)
    """How much longer a room stays open by one press."""
    help_before: timedelta = timedelta(minutes=30)
    """How long before a visit, and after it, its cards show the button for help."""
    help_after: timedelta = timedelta(hours=2)
    no_show_after: timedelta = timedelta(minutes=15)
    """How long after the start its cards ask whether the other one has come."""


def gettext_noop(key: str) -> str:
    """Marks a key that stands in a table, so that the test of the catalogues finds it."""
    return key


@dataclass(frozen=True, slots=True)
class Voice:
    words: Words
    language: str
    house: House
    at: datetime | None = None
    """When it is said."""

    def past(self, epoch: int) -> bool:
        return self.at is not None and self.at.timestamp() >= epoch

    def gettext(self, key: str, /, **fields: Text | str | int) -> Text:
        return filled(self.words.gettext(self.language, key), fields)

    def in_language(self, language: str, key: str) -> Text:
        """For words that everybody is to read in their own tongue, whoever this reader is."""
        return Text(self.words.gettext(language, key))

    def ngettext(self, key: str, count: int, /, **fields: Text | str | int) -> Text:
        """The field `n` is the count itself."""
        return filled(self.words.ngettext(self.language, key, count), {"n": count, **fields})

    def local(self, epoch: int) -> datetime:
        return datetime.fromtimestamp(epoch, UTC).astimezone(self.house.zone)

    def day(self, day: date | str) -> str:
        return self.words.day(self.language, date.fromisoformat(day) if isinstance(day, str) else day)

    def month(self, day: date, *, short: bool = False) -> str:
        return self.words.month(self.language, day, short=short)

    def week(self) -> Sequence[tuple[int, str]]:
        return self.words.week(self.language)

    def weekday(self, day: int, *, short: bool = False) -> str:
        return self.words.weekday(self.language, day, short=short)

    def wall(self, minute: int) -> str:
        """A time of the studio's day, in minutes; 24:00 is 1,440."""
        if minute < 24 * 60:
            return self.words.clock(self.language, time(*divmod(minute, 60)))
        midnight = self.words.clock(self.language, time(0))
        return f"24{midnight[2:]}" if midnight.startswith("00") else "24:00"

    def hour(self, epoch: int) -> str:
        """Studio time as plain letters: for buttons, which hold no entities."""
        return self.words.clock(self.language, self.local(epoch).time())

    def clock(self, epoch: int) -> Text:
        """Telegram shows it in the reader's own zone; the letters below are the studio's."""
        return marked(self.hour(epoch), "date_time", unix_time=epoch, date_time_format="t")

    def moment(self, epoch: int) -> Text:
        day = self.day(self.local(epoch).date())
        shown = self.gettext("moment", day=day, hour=self.hour(epoch))
        return marked(shown, "date_time", unix_time=epoch, date_time_format="wDt")

    def money(self, price: Mapping[str, Any]) -> str:
        return self.words.money(self.language, Money(price["minor"], price["currency"]))

    def listed(self, items: Sequence[Text | str]) -> Text:
        """`Ana, Budi and Citra`, each with its formatting."""
        fields = {f"item{number}": item for number, item in enumerate(items)}
        return filled(self.words.listed(self.language, [f"{{{name}}}" for name in fields]), fields)

    def decimal(self, value: float) -> str:
        return self.words.decimal(self.language, value)

    def minutes(self, minutes: int) -> str:
        return self.ngettext("minutes", minutes).text
