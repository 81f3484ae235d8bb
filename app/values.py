"""The kinds of value that config.yaml knows. Each says, as its error, what is allowed.

pydantic finds them through `__get_pydantic_core_schema__`; nothing here imports it, because the worker
reads finished settings and must not pay for the reading.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

LOCALES = Path(__file__).resolve().parent.parent / "locales"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Kind:
    """A value's reader: `parse` returns the value or raises ValueError naming what is allowed."""

    @staticmethod
    def parse(raw: Any) -> Any:
        raise ValueError("a value")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(cls.parse)


class Secret(Kind):
    """A string that no log, traceback or error shows by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    @staticmethod
    def parse(raw: Any) -> Secret | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, Secret):
            return raw
        if not isinstance(raw, str) or not re.fullmatch(r"\d+:[A-Za-z0-9_-]{10,}", raw.strip()):
            raise ValueError("a bot token as BotFather gives it, such as 123456789:AA…")
        return Secret(raw.strip())


def looks_secret(raw: object) -> bool:
    """A token that stands at a wrong place is still a token, and an address may hold a password."""
    return re.search(r"\d{6,}:[A-Za-z0-9_-]{10,}|://[^/\s]*:[^/\s]*@|password=", str(raw)) is not None


class AutoOff(Kind):
    @staticmethod
    def parse(raw: Any) -> str:
        """YAML reads a bare `off` as false."""
        chosen = "off" if raw is False else str(raw).strip()
        if chosen not in ("auto", "off"):
            raise ValueError("auto or off")
        return chosen


class Duration(Kind):
    @staticmethod
    def parse(raw: Any) -> timedelta:
        if isinstance(raw, timedelta):
            return raw
        found = re.fullmatch(r"(\d{1,6})\s*([smhd])", str(raw).strip())
        if str(raw).strip() == "0" and not isinstance(raw, bool):
            return timedelta(0)
        if found is None:
            raise ValueError("a duration such as 90s, 5m, 24h or 30d")
        return timedelta(**{_UNITS[found[2]]: int(found[1])})


class Positive(Duration):
    @staticmethod
    def parse(raw: Any) -> timedelta:
        if (duration := Duration.parse(raw)) <= timedelta(0):
            raise ValueError("a duration longer than nothing, such as 90s, 5m, 24h or 30d")
        return duration


class SlotStep(Duration):
    """A day's times must fit on one card: Telegram shows 100 buttons, and two lead out of the question."""

    @staticmethod
    def parse(raw: Any) -> timedelta:
        if not timedelta(minutes=15) <= (step := Duration.parse(raw)) <= timedelta(days=1):
            raise ValueError("a duration from 15m to 24h")
        return step


class Horizon(Duration):
    """Every month of it is looked through where nobody is free."""

    @staticmethod
    def parse(raw: Any) -> timedelta:
        if not timedelta(0) < (horizon := Duration.parse(raw)) <= timedelta(days=366):
            raise ValueError("a duration up to a year, such as 30d")
        return horizon


class Retention(Duration):
    """Shorter, and a room that is open could lose what was written in it."""

    @staticmethod
    def parse(raw: Any) -> timedelta:
        if (kept := Duration.parse(raw)) < timedelta(days=30):
            raise ValueError("a duration of 30d or more")
        return kept


class DayTime(Kind):
    @staticmethod
    def parse(raw: Any) -> time:
        if isinstance(raw, time):
            return raw
        if isinstance(raw, int) and not isinstance(raw, bool):
            # YAML 1.1 reads an unquoted 22:00 as the base-60 number 1320, but leaves 08:00 a string.
            raw = f"{raw // 60:02d}:{raw % 60:02d}"
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(raw).strip())
        if found is None:
            raise ValueError('a time of day such as "08:00" or "22:30"')
        return time(int(found[1]), int(found[2]))


class Zone(Kind):
    @staticmethod
    def parse(raw: Any) -> ZoneInfo:
        if isinstance(raw, ZoneInfo):
            return raw
        try:
            return ZoneInfo(raw)
        except (KeyError, ValueError, TypeError, OSError):
            raise ValueError("a time zone of the IANA list, such as Asia/Makassar or Europe/London") from None


class Port(Kind):
    @staticmethod
    def parse(raw: Any) -> int:
        if isinstance(raw, bool) or not re.fullmatch(r"\d{1,5}", str(raw)) or int(raw) > 65535:
            raise ValueError("a port from 1 to 65535, or 0 for any that is free")
        return int(raw)


class Count(Kind):
    @staticmethod
    def parse(raw: Any) -> int:
        if isinstance(raw, bool) or not re.fullmatch(r"[1-9]\d{0,5}", str(raw)):
            raise ValueError("a whole number from 1")
        return int(raw)


class Line(Kind):
    """A short line of text. YAML reads a bare 112 as a number."""

    @staticmethod
    def parse(raw: Any) -> str:
        shown = "" if raw is None else str(raw).strip()
        if isinstance(raw, bool | list | dict) or len(shown) > 100 or not shown.isprintable():
            raise ValueError("a line of up to 100 characters")
        return shown


class Currency(Kind):
    @staticmethod
    def parse(raw: Any) -> str:
        if not isinstance(raw, str) or not re.fullmatch(r"[A-Z]{3}", raw):
            raise ValueError("a currency's three letters, such as IDR or EUR")
        return raw


class Language(Kind):
    @staticmethod
    def parse(raw: Any) -> str:
        known = sorted(path.stem for path in LOCALES.glob("*.po"))
        if raw not in known:
            raise ValueError(f"one of the languages in locales/: {', '.join(known)}")
        return str(raw)


class WebAddress(Kind):
    @staticmethod
    def parse(raw: Any) -> str | None:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str) or not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", raw):
            raise ValueError("an address such as http://127.0.0.1:8081")
        return raw.rstrip("/")


class Origins(Kind):
    @staticmethod
    def parse(raw: Any) -> frozenset[str]:
        if isinstance(raw, str):
            raw = re.split(r"[\s,]+", raw.strip(" []"))
        listed = list(raw) if isinstance(raw, list | tuple | frozenset) else [] if raw is None else [raw]
        origins = [one for one in listed if one != ""]
        if not all(isinstance(one, str) and re.fullmatch(r"https?://[^\s/?#]+", one) for one in origins):
            raise ValueError("a list of origins, such as [https://www.example.com]")
        return frozenset(origins)


class DatabaseUrl(Kind):
    """`sqlite:///` and a path (a relative one starts at the config file's folder), or a PostgreSQL
    address; empty means the default."""

    @staticmethod
    def parse(raw: Any) -> str:
        if raw is None or raw == "":
            return ""
        if not isinstance(raw, str) or not re.fullmatch(
            r"sqlite:///[^?#]+|postgresql://[^\s#]*/[^\s/?#]+(\?\S*)?", raw
        ):
            raise ValueError(
                "sqlite:/// and a file's path, such as sqlite:///var/roomline.db, or a PostgreSQL database's "
                "address, such as postgresql://user:password@host:5432/roomline"
            )
        return raw


def without_password(url: str) -> str:
    """The address as people may see it; what follows a question mark can hold a password, too."""
    return re.sub(r"//[^/?#]*@", "//", url.partition("?")[0])


class FilePath(Kind):
    @staticmethod
    def parse(raw: Any) -> Path | None:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str | Path):
            raise ValueError("a path")
        return Path(raw).expanduser()


class TelegramIds(Kind):
    @staticmethod
    def parse(raw: Any) -> tuple[int, ...]:
        if isinstance(raw, str):
            # From the environment: `[1, 2]` as in the file, or plainly `1,2`.
            raw = [
                int(one) if one.isdecimal() else one for one in re.split(r"[\s,]+", raw.strip(" []")) if one
            ]
        ids = [] if raw is None else raw if isinstance(raw, list | tuple) else [raw]
        if not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in ids):
            raise ValueError("a list of Telegram ids (whole numbers), such as [123456789]")
        return tuple(ids)
