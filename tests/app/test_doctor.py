"""`roomline doctor`: each thing made wrong is found by name, with how to mend it, and no secret is shown."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from app.doctor import database, files, machine, telegram
from app.doctor.finding import Finding, Mark
from app.settings import Database, Settings, Telegram, Web
from app.values import Secret
from storage import migrate
from tests.storage import migrated, postgres
from tests.world import Program

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A real one, of a bot that answers nobody as yet."""
    seat = tmp_path / "roomline.db"
    return Settings(
        telegram=Telegram(token=Secret(TOKEN), api_base="http://127.0.0.1:9"),
        database=Database(url=f"sqlite:///{seat}"),
        web=Web(port=0),
        file=tmp_path / "config.yaml",
        seat=seat,
    )


def test_packages_that_are_not_as_the_lock_names_them(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        "aiogram==0.0.1 \\\n    --hash=sha256:00\nno-such-thing==1.0\ncolorama==0 ; sys_platform == 'win32'\n"
    )
    found = machine.packages(lock)
    assert found.mark is Mark.WRONG
    assert "not 0.0.1" in found.says and "no-such-thing 1.0 is missing" in found.says
    assert "colorama" not in found.says
    assert machine.packages(tmp_path / "none").mark is Mark.WRONG


@pytest.mark.parametrize(
    ("free", "mark"), [(50 * 1024**2, Mark.WRONG), (500 * 1024**2, Mark.WARNING), (5 * 1024**3, Mark.OK)]
)
def test_a_disk_that_fills(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, mark: Mark
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=free))
    assert machine.disk(settings).mark is mark


async def test_a_database_of_each_kind(settings: Settings) -> None:
    async def marks() -> list[tuple[str, Mark]]:
        return [(one.about, one.mark) for one in await database.database(settings)]

    assert await marks() == [("database", Mark.OK)]
    migrated.put(settings.seat)
    (version, shape) = await database.database(settings)
    assert version.says.startswith("SQLite 3.") and shape.says == f"at revision {migrate.head()}"
    for revision, mark in (("0001", Mark.WARNING), ("9999", Mark.WRONG)):
        _set_revision(settings.seat, revision)
        assert await marks() == [("database", version.mark), ("migrations", mark)]
    settings.seat.write_text("It was a dark and stormy night.")
    assert await marks() == [("database", Mark.WRONG)]


def _set_revision(file: Path, revision: str) -> None:
    import sqlite3

    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


async def test_a_server_that_has_no_such_database(settings: Settings, server: postgres.Server) -> None:
    there = replace(settings, database=Database(url=server.url("nobodys")))
    (found,) = await database.database(there)
    assert found.mark is Mark.WRONG and "nobodys" in found.says
    there = replace(settings, database=Database(url=await server.database()))
    version, shape = await database.database(there)
    assert version.says.startswith("PostgreSQL ") and shape.mark is Mark.OK


def test_a_port_that_is_taken(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        there = replace(settings, web=Web(port=taken.getsockname()[1]))
        assert database.port(there, runs=False).mark is Mark.WRONG
        assert database.port(there, runs=True).mark is Mark.OK
        assert database.port(there, runs=None).mark is Mark.UNKNOWN
    assert database.port(settings, runs=False).mark is Mark.OK
    assert database.port(replace(settings, web=Web(host="192.0.2.1")), runs=False).mark is Mark.WRONG


@asynccontextmanager
async def answering(
    settings: Settings, *, refused: bool = False, hook: dict[str, Any] | None = None, off: float = 0
) -> AsyncIterator[Settings]:
    async def answer(request: web.Request) -> web.Response:
        assert request.match_info["token"] == TOKEN
        date = {"Date": format_datetime(datetime.now(UTC) - timedelta(seconds=off), usegmt=True)}
        if refused:
            said = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return web.json_response(said, status=401, headers=date)
        result = (
            {"username": "studio_bot"} if request.match_info["method"] == "getMe" else hook or {"url": ""}
        )
        return web.json_response({"ok": True, "result": result}, headers=date)

    application = web.Application()
    application.router.add_get("/bot{token}/{method}", answer)
    async with TestServer(application) as server:
        base = str(server.make_url("")).rstrip("/")
        yield replace(settings, telegram=replace(settings.telegram, api_base=base))


async def found(settings: Settings) -> dict[str, Finding]:
    findings = {one.about: one for one in await telegram.telegram(settings)}
    assert TOKEN not in repr(findings)
    return findings


async def test_a_bot_that_is_known(settings: Settings) -> None:
    async with answering(settings) as there:
        seen = await found(there)
    assert {name: one.mark for name, one in seen.items()} == dict.fromkeys(
        ("token", "clock", "updates"), Mark.OK
    )
    assert seen["token"].says == "@studio_bot"


async def test_a_token_that_is_refused(settings: Settings) -> None:
    async with answering(settings, refused=True) as there:
        seen = await found(there)
    assert seen["token"].mark is Mark.WRONG and "401 Unauthorized" in seen["token"].says
    assert "updates" not in seen


@pytest.mark.parametrize(("off", "mark"), [(3700, Mark.WRONG), (-3700, Mark.WRONG), (20, Mark.WARNING)])
async def test_a_clock_that_is_off(settings: Settings, off: float, mark: Mark) -> None:
    async with answering(settings, off=off) as there:
        seen = (await found(there))["clock"]
    assert seen.mark is mark
    assert ("ahead of" if off > 0 else "behind") in seen.says


async def test_a_webhook_where_the_bot_polls_and_one_that_fails(settings: Settings) -> None:
    hook = {"url": "https://elsewhere.example", "pending_update_count": 7}
    async with answering(settings, hook=hook) as there:
        seen = (await found(there))["updates"]
    assert seen.mark is Mark.WARNING and "7 wait" in seen.says
    failing = hook | {"last_error_message": "Connection refused"}
    async with answering(settings, hook=failing) as there:
        brought = replace(there, telegram=replace(there.telegram, mode="webhook"))
        seen = (await found(brought))["updates"]
    assert seen.mark is Mark.WARNING and "Connection refused" in seen.says


async def test_a_telegram_that_does_not_answer_is_unknown_and_not_good(settings: Settings) -> None:
    assert (await found(settings))["token"].mark is Mark.UNKNOWN


def test_what_is_secret_and_others_can_read(settings: Settings, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 0o011:
            folder.chmod(folder.stat().st_mode | 0o011)
        if folder.name.startswith("pytest-of"):
            break
    named = tmp_path / "token"
    named.write_text(TOKEN)
    there = replace(settings, telegram=replace(settings.telegram, token_file=Path("token")))
    named.chmod(0o644)
    settings.file.write_text(f"telegram:\n  token: {TOKEN}\n")
    settings.file.chmod(0o640)
    migrated.put(settings.seat).chmod(0o604)
    seen = files.secrets(there)
    assert [(one.mark, one.fix) for one in seen] == [
        (Mark.WRONG, f"chmod 600 '{named}'"),
        (Mark.WRONG, f"chmod 600 '{settings.file}'"),
        (Mark.WARNING, f"chmod 600 '{settings.seat}'"),
    ]
    for file in (named, settings.file, settings.seat):
        file.chmod(0o600)
    assert [one.mark for one in files.secrets(there)] == [Mark.OK]


def test_as_an_operator_types_it(tmp_path: Path) -> None:
    program = Program(tmp_path)
    done = program.run("doctor", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    marks = {one["about"]: one["mark"] for one in json.loads(done.stdout)}
    assert "wrong" not in marks.values()
    assert {
        "python",
        "packages",
        "configuration",
        "disk",
        "place",
        "database",
        "port",
        "token",
        "clock",
    } <= set(marks)


@pytest.mark.slow
def test_a_key_that_is_wrong_is_one_finding(tmp_path: Path) -> None:
    program = Program(tmp_path, env={"ROOMLINE_WEB__PORT": "eighty"})
    done = program.run("doctor")
    assert done.returncode == 1
    assert "FAIL configuration" in done.stdout and "eighty" in done.stdout
