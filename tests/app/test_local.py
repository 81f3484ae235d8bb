from __future__ import annotations

import asyncio
import shutil
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from app.local import CutOff, ask, bind_local, socket_path
from app.local_door import serving_locally
from web.server import build, serving


@pytest.fixture(params=["short", "long"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Path]:
    folder = tmp_path if request.param == "short" else tmp_path / ("very long " * 12)
    folder.mkdir(exist_ok=True)
    yield folder / "roomline.db"
    if (place := socket_path(folder / "roomline.db").parent) != folder:
        shutil.rmtree(place, ignore_errors=True)


async def echo(request: web.Request) -> web.Response:
    return web.json_response({"path": request.path, "said": await request.json()}, status=201)


async def asked(database: Path, method: str, path: str, body: object = None) -> object:
    return await asyncio.to_thread(ask, database, method, path, body)


async def test_a_command_asks_the_running_program(database: Path) -> None:
    with bind_local(database) as listening:
        async with serving(build([web.post("/rooms", echo)], home="here"), listening):
            assert stat.S_IMODE(socket_path(database).stat().st_mode) == 0o600
            said = await asked(database, "POST", "/rooms", {"of": "customer_1"})
            assert said == (201, {"path": "/rooms", "said": {"of": "customer_1"}})


async def test_nobody_runs(database: Path) -> None:
    assert ask(database, "GET", "/") is None


async def test_a_dead_programs_socket_is_nobody_and_is_replaced(database: Path) -> None:
    bind_local(database).close()
    assert socket_path(database).exists()
    assert ask(database, "GET", "/") is None
    with bind_local(database) as listening, socket.socket(socket.AF_UNIX) as client:
        client.connect(str(socket_path(database)))
        assert listening.getsockname() == str(socket_path(database))


async def test_an_errand_that_breaks_is_answered_with_a_sentence(database: Path) -> None:
    async def broken(method: str, path: str, body: object) -> tuple[int, object]:
        raise ZeroDivisionError("somebody's words")

    async with serving_locally(database, broken):
        answer = await asked(database, "POST", "/rooms/close", {"room": 10**30})
    assert answer == (500, {"error": "this broke inside the running program; its log says where"})


async def test_a_program_that_ends_over_the_answer_says_so(database: Path) -> None:
    with bind_local(database) as listening:
        asking = asyncio.create_task(asked(database, "GET", "/status"))
        other, _ = await asyncio.get_running_loop().sock_accept(listening)
        other.close()
        with pytest.raises(CutOff, match="did not answer GET /status"):
            await asking


async def test_a_program_that_says_nothing_is_not_waited_for_without_end(database: Path) -> None:
    with bind_local(database), pytest.raises(CutOff, match="timed out"):
        ask(database, "GET", "/status", timeout=0.05)


def test_a_strangers_folder_in_the_temporary_place_is_refused(tmp_path: Path) -> None:
    database = tmp_path / ("very long " * 12) / "roomline.db"
    place = socket_path(database).parent
    place.mkdir(mode=0o777)
    place.chmod(0o777)
    try:
        with pytest.raises(PermissionError, match="belongs to somebody else"):
            bind_local(database)
    finally:
        place.rmdir()
