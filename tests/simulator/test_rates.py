"""How fast a bot may send: a bucket for each chat and one for the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from simulator.errors import ApiError
from simulator.params import Params
from simulator.rates import REMEMBERED, Rates
from simulator.store import Store
from tests.simulator.driver import Json, Trial, media, running


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def rates(seconds: Seconds, tmp_path: Any, **wanted: Any) -> Rates:
    made = Rates(Store(tmp_path / "r.sqlite3"), seconds)
    made.change(wanted)
    return made


def waits(one: Rates, method: str = "sendmessage", **params: Any) -> int:
    """0: let through."""
    try:
        one.take(method, Params(params, {}))
    except ApiError as error:
        assert error.parameters
        assert error.description == f"Too Many Requests: retry after {error.parameters['retry_after']}"
        return int(error.parameters["retry_after"])
    return 0


def test_a_burst_then_one_a_second(tmp_path: Any) -> None:
    seconds = Seconds()
    one = rates(seconds, tmp_path)
    assert [waits(one, chat_id=1) for _ in range(22)] == [0] * 20 + [1, 1]
    assert waits(one, chat_id=2) == 0, "another chat is another bucket"
    seconds.now += 1
    assert [waits(one, chat_id="1") for _ in range(2)] == [0, 1]
    seconds.now += 1000
    assert [waits(one, chat_id=1) for _ in range(21)] == [0] * 20 + [1]


def test_over_all_chats_thirty_a_second(tmp_path: Any) -> None:
    seconds = Seconds()
    one = rates(seconds, tmp_path)
    assert [waits(one, chat_id=chat) for chat in range(61)] == [0] * 60 + [1]
    seconds.now += 1
    assert [waits(one, chat_id=chat) for chat in range(100, 131)] == [0] * 30 + [1]


@pytest.mark.parametrize(
    ("method", "params", "messages"),
    [
        ("sendmessage", {}, 1),
        ("sendphoto", {}, 1),
        ("copymessage", {}, 1),
        ("forwardmessage", {}, 1),
        ("copymessages", {"message_ids": "[1,2,3]"}, 3),
        ("forwardmessages", {"message_ids": [1, 2]}, 2),
        ("sendmediagroup", {"media": "[{},{},{},{}]"}, 4),
        ("copymessages", {"message_ids": "nonsense"}, 1),
        ("copymessages", {"message_ids": list(range(10**4))}, 100),
        ("sendmediagroup", {}, 1),
        ("sendchataction", {}, 0),
        ("answercallbackquery", {}, 0),
        ("editmessagetext", {}, 0),
        ("deletemessage", {}, 0),
        ("getme", {}, 0),
    ],
)
def test_what_counts(tmp_path: Any, method: str, params: Json, messages: int) -> None:
    seconds = Seconds()
    one = rates(seconds, tmp_path, chat_burst=5)
    assert waits(one, method, chat_id=1, **params) == 0
    left = max(5 - messages, 0)
    assert [waits(one, chat_id=1) > 0 for _ in range(left + 1)] == [False] * left + [True]


def test_a_lot_is_owed(tmp_path: Any) -> None:
    seconds = Seconds()
    one = rates(seconds, tmp_path, chat_burst=1, chat_per_second=0.5)
    assert waits(one, "copymessages", chat_id=1, message_ids=[1, 2, 3]) == 0
    assert waits(one, chat_id=1) == 6, "two are owed, the next makes three, at one in two seconds"
    seconds.now += 6
    assert waits(one, chat_id=1) == 0


def test_a_webhook_is_set_once_a_second(tmp_path: Any) -> None:
    seconds = Seconds()
    one = rates(seconds, tmp_path)
    assert [waits(one, "setwebhook", url=url) for url in ("https://a", "https://a", "")] == [0, 1, 0]
    seconds.now += 1
    assert waits(one, "setwebhook", url="https://a") == 0


def test_switched_off_nothing_counts(tmp_path: Any) -> None:
    one = rates(Seconds(), tmp_path, on=False)
    assert {waits(one, chat_id=1) for _ in range(1000)} == {0}


def test_chats_that_are_quiet_are_forgotten(tmp_path: Any) -> None:
    seconds = Seconds()
    one = rates(seconds, tmp_path, bot_per_second=10**6, bot_burst=10**6)
    for chat in range(3 * REMEMBERED):
        seconds.now += 0.01
        assert waits(one, chat_id=chat) == 0
    assert len(one._chats) <= REMEMBERED


@pytest.fixture
async def limited(trial: Trial) -> AsyncIterator[Trial]:
    await trial.world("POST", "rates", {"on": True, "chat_burst": 2, "chat_per_second": 0.01})
    yield trial
    await trial.world("POST", "rates", {"on": False, "chat_burst": 20, "chat_per_second": 1})


async def test_at_the_wire(limited: Trial) -> None:
    ann = await limited.person()
    assert [await limited.said(ann) > 0 for _ in range(2)] == [True, True]
    url = f"{limited.address}/bot{limited.token}/sendMessage"
    async with limited.http.post(url, json={"chat_id": ann, "text": "x"}) as response:
        assert response.status == 429
        answer = await response.json()
        wait = answer["parameters"]["retry_after"]
        assert 95 <= wait <= 100
        assert response.headers["Retry-After"] == str(wait)
        assert answer["description"] == f"Too Many Requests: retry after {wait}"
    assert len(await limited.chat(ann, after=0)) == 3, "what came too fast was not sent"
    assert (await limited.world("GET", "rates"))["refused"] == 1
    ben = await limited.person()
    album = await media(limited, ben, "photo", "photo", "photo")
    assert len(await limited.ask("sendMediaGroup", chat_id=ben, media=album)) == 3
    assert (await limited.refusal("sendMessage", chat_id=ben, text="x"))[0] == 429


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"on": 1}, "Rates are on (true) or off (false)."),
        ({"chat_burst": 0}, "chat_burst is a number from 1 to 1000000."),
        ({"chat_per_second": "fast"}, "chat_per_second is a number from 0.001 to 1000000."),
        ({"bot_per_second": None}, "bot_per_second is a number from 0.001 to 1000000."),
        ({"bot_burst": True}, "bot_burst is a number from 1 to 1000000."),
    ],
)
async def test_nonsense(trial: Trial, wanted: Json, sentence: str) -> None:
    before = await trial.world("GET", "rates")
    assert await trial.world("POST", "rates", wanted, 400) == {"error": sentence}
    unknown = await trial.world("POST", "rates", {"speed": 1}, 400)
    assert unknown["error"].startswith("Rates have no field 'speed', only: bot_burst, ")
    assert await trial.world("GET", "rates") == before


async def test_on_by_default_and_kept(tmp_path: Any) -> None:
    async with running(tmp_path / "w", "--fresh", rates="") as trial:
        assert (await trial.world("GET", "rates"))["on"] is True
        await trial.world("POST", "rates", {"on": False, "chat_burst": 7})
        await trial.world("POST", "reset")
        trial.kill()
    async with running(tmp_path / "w", rates="") as trial:
        now = await trial.world("GET", "rates")
        assert (now["on"], now["chat_burst"]) == (False, 7), "across resets and deaths"
    async with running(tmp_path / "w", "--fresh", rates="") as trial:
        assert (await trial.world("GET", "rates"))["on"] is True
