"""Reads config.yaml and the environment into `Settings`, or says which key is wrong, where, and what is
allowed."""

from __future__ import annotations

import os
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from pydantic import ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as EnvironmentUnreadable

from app import settings as parts
from app.complaints import CannotBegin, nearest
from app.settings import Settings
from app.values import Secret, TelegramIds, looks_secret, without_password
from app.yaml_lines import Lines, read_yaml

HOME = Path(__file__).resolve().parent.parent
PREFIX = "ROOMLINE_"
TRIAL_DATABASE, REAL_DATABASE = "sqlite:///var/trial/roomline.db", "sqlite:///var/roomline.db"


class Reader(BaseSettings):
    """What pydantic-settings checks: the file's values, and the environment's over them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid")

    telegram: parts.Telegram = parts.Telegram()
    database: parts.Database = parts.Database()
    web: parts.Web = parts.Web()
    simulator: parts.Simulator = parts.Simulator()
    operators: Annotated[tuple[int, ...], TelegramIds, NoDecode] = ()
    studio: parts.Studio = parts.Studio()
    booking: parts.Booking = parts.Booking()
    safety: parts.Safety = parts.Safety()
    rooms: parts.Rooms = parts.Rooms()
    calendar: parts.Calendar = parts.Calendar()
    invites: parts.Invites = parts.Invites()
    retention: parts.Retention = parts.Retention()
    logs: parts.Logs = parts.Logs()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings


def config_file() -> Path:
    """`--config` puts its word into ROOMLINE_CONFIG; else the file beside the program."""
    named = os.environ.get("ROOMLINE_CONFIG")
    return Path(named).expanduser().resolve() if named else HOME / "config.yaml"


def read_settings(file: Path | None = None) -> Settings:
    """Raises CannotBegin with one sentence per finding."""
    file = file or config_file()
    given, lines = read_yaml(file) if file.exists() or file != HOME / "config.yaml" else ({}, {})
    _refuse_unknown(file, lines)
    values = {section: value for section, value in given.items() if value is not None}
    try:
        read = Reader(**values)
    except ValidationError as error:
        raise CannotBegin(*(_sentence(file, lines, one) for one in error.errors())) from None
    except EnvironmentUnreadable as error:
        raise CannotBegin(f"The environment: {error}.") from None
    settings = Settings(**{name: getattr(read, name) for name in Reader.model_fields}, file=file)
    return _complete(settings, lines)


def known_keys() -> set[tuple[str, ...]]:
    kinds = get_type_hints(Settings)
    keys: set[tuple[str, ...]] = set()
    for section in Reader.model_fields:
        keys.add((section,))
        if is_dataclass(kinds[section]):
            keys |= {(section, one.name) for one in fields(kinds[section])}
    return keys


def _refuse_unknown(file: Path, lines: Lines) -> None:
    known = known_keys()
    names = {".".join(path) for path in known}
    found = [
        f"{file}, line {line}: there is no key {'.'.join(path)}; {nearest('.'.join(path), names)}"
        for path, line in lines.items()
        if path not in known and (path[:-1] == () or path[:-1] in known)
    ]
    for variable in os.environ:
        path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        if variable.startswith(PREFIX) and len(path) > 1 and path not in known:
            known_variables = {PREFIX + "__".join(one).upper() for one in known if len(one) == len(path)}
            found.append(f"The environment: there is no key {variable}; {nearest(variable, known_variables)}")
    if found:
        raise CannotBegin(*found)


def _sentence(file: Path, lines: Lines, error: Any) -> str:
    path = tuple(str(part) for part in error["loc"])[:2]
    secret = path == ("telegram", "token") or looks_secret(error["input"])
    value = "a value that is not shown" if secret else repr(error["input"])
    return f"{_place(file, lines, path)}: {'.'.join(path)} is {value}; allowed: {_allowed(error)}."


def _place(file: Path, lines: Lines, path: tuple[str, ...]) -> str:
    variable = PREFIX + "__".join(path).upper()
    return f"The environment, {variable}" if variable in os.environ else f"{file}, line {_line(lines, path)}"


def _line(lines: Lines, path: tuple[str, ...]) -> int:
    return lines.get(path) or lines.get(path[:1]) or 1


def _allowed(error: Any) -> str:
    match error["type"]:
        case "value_error":
            return str(error["ctx"]["error"])
        case "literal_error":
            return str(error["ctx"]["expected"])
        case "dataclass_type":
            return "keys of this section below it, each on a line of its own"
    return str(error["msg"]).removeprefix("Input should be ")


def _complete(settings: Settings, lines: Lines) -> Settings:
    """Follows from what is there: the token out of its file, trial or not, and where the database lies."""
    token = settings.telegram.token or _token_of(settings)
    trial = token is None and settings.telegram.api_base is None
    if token is None and not trial:
        raise CannotBegin(
            f"{settings.file}: telegram.api_base is set and telegram.token is not; set "
            f"ROOMLINE_TELEGRAM__TOKEN "
            "or telegram.token_file (neither token nor api_base means a trial with the simulator)."
        )
    _refuse_unreachable(settings)
    _refuse_addresses(settings)
    url = settings.database.url or _usual(trial=trial)
    if settings.database.replicas and (why := _alone(url, trial=trial)):
        place = _place(settings.file, lines, ("database", "replicas"))
        raise CannotBegin(f"{place}: database.replicas is True; allowed: false, because {why}.")
    telegram = replace(settings.telegram, token=token)
    file = _file(settings, url if url.startswith("sqlite:") else _usual(trial=trial))
    if not url.startswith("sqlite:"):
        # Another password is the same database.
        digest = sha256(without_password(url).encode()).hexdigest()[:12]
        return replace(
            settings,
            telegram=telegram,
            database=replace(settings.database, url=url),
            seat=file.with_name(f"postgresql-{digest}") / "roomline",
            trial=trial,
        )
    database = replace(settings.database, url=f"sqlite:///{file}")
    return replace(settings, telegram=telegram, database=database, seat=file, trial=trial)


def _alone(url: str, *, trial: bool) -> str:
    """Why no second program can work beside this one; "" where it can."""
    if url.startswith("sqlite:"):
        return "one program owns a SQLite file; several share a PostgreSQL database (database.url)"
    return "a trial's program brings a simulator of its own (telegram.api_base names one)" if trial else ""


def _refuse_unreachable(settings: Settings) -> None:
    """Telegram comes by HTTPS and from outside; a Bot API server of one's own may be on this machine."""
    public, telegrams_own = settings.web.public_url, settings.telegram.api_base is None
    if settings.telegram.mode != "webhook" or not telegrams_own or (public or "").startswith("https://"):
        return
    if settings.telegram.token or settings.telegram.token_file:
        raise CannotBegin(
            f"{settings.file}: telegram.mode is webhook and web.public_url is {public!r}; allowed: the "
            "https:// address at which Telegram reaches web.port (or telegram.mode: polling)."
        )


def _refuse_addresses(settings: Settings) -> None:
    """Each of several programs would call itself by an address of its own, and Telegram knows one."""
    several = settings.telegram.mode == "webhook" and settings.database.replicas
    if several and not settings.web.public_url:
        raise CannotBegin(
            f"{settings.file}: telegram.mode is webhook, database.replicas is True and web.public_url is "
            "not set; allowed: the one address that leads to all of them (or telegram.mode: polling)."
        )


def _usual(*, trial: bool) -> str:
    return TRIAL_DATABASE if trial else REAL_DATABASE


def _file(settings: Settings, url: str) -> Path:
    return (settings.file.parent / url.removeprefix("sqlite:///")).resolve()


def _token_of(settings: Settings) -> Secret | None:
    if settings.telegram.token_file is None:
        return None
    file = settings.file.parent / settings.telegram.token_file
    try:
        token = Secret.parse(file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise CannotBegin(
            f"{settings.file}: telegram.token_file {file} cannot be read: {error.strerror}."
        ) from None
    except ValueError:
        raise CannotBegin(
            f"telegram.token_file {file} does not hold a bot token as BotFather gives it."
        ) from None
    if token is None:
        raise CannotBegin(f"telegram.token_file {file} is empty; put the bot's token there.")
    return token
