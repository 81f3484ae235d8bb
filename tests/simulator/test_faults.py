from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from tests.simulator.driver import Trial


async def fault(trial: Trial, kind: str, **more: Any) -> int:
    return int((await trial.world("POST", "faults", {"kind": kind, "method": "send*", **more}))["id"])


async def send(trial: Trial, person: int, text: str = "x") -> tuple[int, str]:
    body = {"chat_id": person, "text": text}
    async with trial.http.post(f"{trial.address}/bot{trial.token}/sendMessage", json=body) as response:
        return response.status, await response.text()


async def test_flood_with_and_without_parameters(trial: Trial) -> None:
    ann = await trial.person()
    await fault(trial, "429", retry_after=9)
    url = f"{trial.address}/bot{trial.token}/SENDmessage"
    async with trial.http.post(url, json={"chat_id": ann, "text": "x"}) as response:
        assert response.headers["Retry-After"] == "9"
        assert await response.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 9",
            "parameters": {"retry_after": 9},
        }
    await fault(trial, "429_bare", retry_after=10_072)
    answer = await trial.call("sendMessage", chat_id=ann, text="x")
    assert answer["description"] == "Too Many Requests: retry after 10072"
    assert "parameters" not in answer
    assert len(await trial.chat(ann)) == 1, "a fault without effect has none"


async def test_server_trouble(trial: Trial) -> None:
    ann = await trial.person()
    await fault(trial, "500")
    assert await trial.refusal("sendMessage", chat_id=ann, text="x") == (500, "Internal Server Error")
    await fault(trial, "502")
    status, page = await send(trial, ann)
    assert status == 502
    assert page.startswith("<html>")
    await fault(trial, "502", after_effect=True)
    assert (await send(trial, ann, "arrived"))[0] == 502
    assert (await trial.chat(ann))[-1]["text"] == "arrived"
    await fault(trial, "error", code=403, description="Forbidden: user is deactivated")
    answer = await trial.refusal("sendMessage", chat_id=ann, text="x")
    assert answer == (403, "Forbidden: user is deactivated")


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [("cut_before", False), ("cut_after", True), ("timeout_before", False), ("timeout_after", True)],
)
async def test_no_answer(trial: Trial, kind: str, arrives: bool) -> None:
    ann = await trial.person()
    await fault(trial, kind, **({"seconds": 0.2} if kind.startswith("timeout") else {}))
    began = time.monotonic()
    with pytest.raises(aiohttp.ClientConnectionError):
        await send(trial, ann, "perhaps")
    assert (time.monotonic() - began > 0.2) == kind.startswith("timeout")
    assert [shown["text"] for shown in await trial.chat(ann)][1:] == (["perhaps"] if arrives else [])
    call = (await trial.calls("sendMessage"))[-1]
    assert (call["fault"], call["effect"], call["status"]) == (kind, arrives, None)
    assert call["finished"] >= call["started"]
    assert (await send(trial, ann))[0] == 200, "once is once"


async def test_a_client_that_waits_no_longer(trial: Trial) -> None:
    ann = await trial.person()
    await fault(trial, "timeout_after")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(send(trial, ann, "held"), 0.3)
    assert (await trial.chat(ann))[-1]["text"] == "held"


async def test_slow(trial: Trial) -> None:
    ann = await trial.person()
    await fault(trial, "slow", seconds=0.3)
    began = time.monotonic()
    assert (await send(trial, ann))[0] == 200
    assert time.monotonic() - began >= 0.3


async def test_a_poll_that_hangs(trial: Trial) -> None:
    ann = await trial.person()
    await trial.world("POST", "faults", {"kind": "hang_poll", "seconds": 0.3})
    await trial.act(ann, "send", text="waiting")
    with pytest.raises(aiohttp.ClientConnectionError):
        await trial.updates()
    assert [update["message"]["text"] for update in await trial.updates()] == ["waiting"]


async def test_down(trial: Trial) -> None:
    ann = await trial.person()
    await trial.world("POST", "faults", {"kind": "down", "seconds": 0.4})
    for method in ("getMe", "getUpdates", "sendMessage"):
        with pytest.raises(aiohttp.ClientConnectionError):
            await trial.call(method)
    await trial.act(ann, "send", text="people still write")
    await asyncio.sleep(0.5)
    assert (await trial.updates())[-1]["message"]["text"] == "people still write"
    assert await trial.world("GET", "faults") == []


async def test_for_one_chat_and_one_method_only(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    await fault(trial, "500", chat=ann, count=2)
    assert (await send(trial, ben))[0] == 200
    await trial.ask("getChat", chat_id=ann)
    assert [(await send(trial, ann))[0] for _ in range(3)] == [500, 500, 200]


async def test_rates_repeat_themselves(trial: Trial) -> None:
    ann = await trial.person()
    runs = []
    for _ in range(2):
        number = await fault(trial, "500", rate=0.3, seed=11)
        runs.append([(await send(trial, ann))[0] for _ in range(40)])
        await trial.world("DELETE", f"faults/{number}")
    assert runs[0] == runs[1]
    assert 4 <= runs[0].count(500) <= 20


async def test_listed_and_removed(trial: Trial) -> None:
    one = await fault(trial, "500", count=3)
    two = await fault(trial, "slow", rate=0.5)
    assert [listed["id"] for listed in await trial.world("GET", "faults")] == [one, two]
    await trial.world("DELETE", f"faults/{one}")
    assert [listed["id"] for listed in await trial.world("GET", "faults")] == [two]
    await trial.world("DELETE", "faults")
    assert await trial.world("GET", "faults") == []


async def test_the_token_is_in_no_log(trial: Trial) -> None:
    ann = await trial.person()
    await send(trial, ann, f"my token is {trial.token}")
    await trial.call("setWebhook", url=f"https://a.example/{trial.token}")
    await trial.ask("deleteWebhook")
    async with trial.http.get(f"{trial.address}/world/calls") as response:
        log = await response.text()
    assert "<token>" in log
    assert trial.token not in log
