"""A Bot API that nobody answers the door of."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.simulator.driver import Trial, running


def address(trial: Trial) -> str:
    """The bot's own."""
    return f"{trial.bot_api}/bot{trial.token}"


async def get_me(trial: Trial) -> Any:
    """Over a connection of its own."""
    async with aiohttp.ClientSession() as http, http.get(f"{address(trial)}/getMe") as response:
        return (await response.json())["result"]["is_bot"]


async def refused(trial: Trial) -> None:
    with pytest.raises(aiohttp.ClientConnectorError) as met:
        await get_me(trial)
    assert isinstance(met.value.os_error, ConnectionRefusedError)


async def test_refused_until_it_is_taken_away(trial: Trial) -> None:
    assert await get_me(trial) is True
    made = await trial.world("POST", "faults", {"kind": "refused"})
    for _ in range(3):
        await refused(trial)
    assert len(await trial.world("GET", "people")) == 3, "everybody else gets in"
    await trial.world("DELETE", f"faults/{made['id']}")
    assert await get_me(trial) is True
    assert not [call for call in await trial.calls("getMe") if call["fault"]]


async def test_it_ends_by_itself_and_with_a_world(trial: Trial) -> None:
    await trial.world("POST", "faults", {"kind": "refused", "seconds": 0.4})
    await refused(trial)
    await asyncio.sleep(0.5)
    assert await get_me(trial) is True
    assert await trial.world("GET", "faults") == []
    await trial.world("POST", "faults", {"kind": "refused", "lasts": 60})
    await refused(trial)
    await trial.world("POST", "reset")
    assert await get_me(trial) is True


async def test_who_was_connected_is_cut_off(trial: Trial) -> None:
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{address(trial)}/getMe") as response:
            assert response.status == 200
        poll = asyncio.ensure_future(http.get(f"{address(trial)}/getUpdates?timeout=20"))
        await asyncio.sleep(0.2)  # until it is held; refused all the same where it is not
        await trial.world("POST", "faults", {"kind": "refused"})
        with pytest.raises(aiohttp.ClientConnectionError):
            await poll
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get(f"{address(trial)}/getMe")


async def test_at_the_common_address_calls_are_cut(trial: Trial) -> None:
    """There the page and the people come in as well, so somebody has to listen."""
    ann = await trial.person()
    await trial.world("POST", "faults", {"kind": "refused"})
    with pytest.raises(aiohttp.ClientConnectionError):
        await trial.call("sendMessage", chat_id=ann, text="x")
    call = (await trial.calls("sendMessage"))[-1]
    assert (call["fault"], call["effect"], call["status"]) == ("refused", False, None)
    await trial.world("DELETE", "faults")
    assert await trial.said(ann)


async def test_it_outlives_the_simulator_at_a_socket_that_was_handed_on(tmp_path: Path) -> None:
    """The socket stays open in the process that starts the simulator, and listens or not for both."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        words = (f"--bot-fd={door.fileno()}",)
        os.set_inheritable(door.fileno(), True)
        async with running(tmp_path / "w", "--fresh", *words, inherited=[door.fileno()]) as trial:
            assert trial.bot_api.endswith(f":{door.getsockname()[1]}")
            made = await trial.world("POST", "faults", {"kind": "refused"})
            trial.kill()
            await refused(trial)
        async with running(tmp_path / "w", *words, inherited=[door.fileno()]) as trial:
            await refused(trial)
            await trial.world("DELETE", f"faults/{made['id']}")
            assert await get_me(trial) is True
