from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.simulator.driver import Trial, running

TAKEN_OVER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def send(trial: Trial, person: int, *texts: str) -> None:
    for text in texts:
        await trial.act(person, "send", text=text)


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_offsets(trial: Trial) -> None:
    ann = await trial.person()
    await trial.updates()
    await send(trial, ann, "a", "b", "c", "d")
    assert texts(await trial.ask("getUpdates")) == ["a", "b", "c", "d"]
    found = await trial.ask("getUpdates", limit=2)
    assert texts(found) == ["a", "b"]
    first = found[0]["update_id"]
    assert [update["update_id"] for update in found] == [first, first + 1]
    assert texts(await trial.ask("getUpdates", offset=first + 1)) == ["b", "c", "d"]
    assert texts(await trial.ask("getUpdates")) == ["b", "c", "d"], "the earlier one is confirmed"
    assert texts(await trial.ask("getUpdates", offset=-2)) == ["c", "d"]
    assert texts(await trial.ask("getUpdates")) == ["c", "d"], "a negative offset forgets those before"
    assert await trial.ask("getUpdates", offset=first + 4) == []
    await send(trial, ann, "e")
    assert texts(await trial.ask("getUpdates", offset=first + 50)) == ["e"], "too far ahead: no offset at all"
    assert texts(await trial.ask("getUpdates", offset=first + 10)) == [], "a little ahead: confirmed unseen"
    await send(trial, ann, "f")
    assert texts(await trial.ask("getUpdates")) == ["f"]


async def test_ids_start_from_the_clock(tmp_path: Path) -> None:
    async with running(tmp_path / "w", "--fresh") as trial:
        await trial.person(started=True)
        assert abs(trial.seen - time.time()) < 3600


async def test_a_long_poll_ends_with_the_update(trial: Trial) -> None:
    ann = await trial.person()
    poll = asyncio.ensure_future(trial.updates(timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await send(trial, ann, "a")
    async with asyncio.timeout(15):  # before the poll's own end
        assert texts(await poll) == ["a"]


async def test_a_long_poll_ends_empty(trial: Trial) -> None:
    began = time.monotonic()
    assert await trial.ask("getUpdates", timeout=1) == []
    assert time.monotonic() - began > 0.9


async def test_the_older_of_two_pollers_is_sent_away(trial: Trial) -> None:
    ann = await trial.person()
    older = asyncio.ensure_future(trial.refusal("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.ensure_future(trial.updates(timeout=20))
    assert await older == (409, TAKEN_OVER)
    await send(trial, ann, "a")
    assert texts(await newer) == ["a"]


async def test_webhook_and_polling_exclude_each_other(trial: Trial) -> None:
    await trial.ask("setWebhook", url="https://bot.example/hook", max_connections=5)
    assert (await trial.ask("getWebhookInfo"))["url"] == "https://bot.example/hook"
    assert await trial.refusal("getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first",
    )
    await send(trial, await trial_person(trial), "a")
    assert (await trial.ask("getWebhookInfo"))["pending_update_count"] == 2
    await trial.ask("deleteWebhook", drop_pending_updates=True)
    assert await trial.ask("getUpdates") == []


async def trial_person(trial: Trial) -> int:
    person = await trial.person(started=False)
    await trial.act(person, "start")
    return person


async def test_allowed_updates_stick(trial: Trial) -> None:
    ann = await trial.person()
    hers = (await trial.act(ann, "send", text="a"))["message_id"]
    await trial.act(ann, "react", message_id=hers, emoji="👍")
    assert [sorted(update)[0] for update in await trial.updates()] == ["message"], "reactions only when named"
    await trial.ask("getUpdates", allowed_updates=["message_reaction"])
    await trial.ask("getUpdates")
    await trial.act(ann, "react", message_id=hers, emoji=None)
    await send(trial, ann, "b")
    (update,) = await trial.updates()
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["new_reaction"] == []
    await trial.ask("getUpdates", allowed_updates=[])
    await send(trial, ann, "c")
    assert texts(await trial.updates()) == ["c"]


async def test_what_waits_too_long_is_dropped(trial: Trial) -> None:
    ann = await trial.person()
    button = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    message = await trial.said(ann, reply_markup=button)
    await trial.act(ann, "click", message_id=message, text="Go", wait=False)
    await send(trial, ann, "a")
    await trial.world("POST", "clock", {"advance": 151})
    assert texts(await trial.ask("getUpdates")) == ["a"], "a press lives 150 s"
    await trial.world("POST", "clock", {"advance": 86_400})
    assert await trial.ask("getUpdates") == [], "a message lives a day"


@pytest.mark.parametrize("method", ["GETUPDATES", "getupdates", "GetUpdates"])
async def test_any_letter_case_and_get_without_a_body(trial: Trial, method: str) -> None:
    async with trial.http.get(f"{trial.address}/bot{trial.token}/{method}?limit=1&timeout=0") as response:
        assert (await response.json()) == {"ok": True, "result": []}
    assert (await trial.calls("getUpdates"))[-1]["params"] == {"limit": "1", "timeout": "0"}


@pytest.mark.parametrize(
    ("given", "hears"),
    [
        (["message"], {"message"}),
        (["Message", "MESSAGE_REACTION"], {"message", "message_reaction"}),
        (["message", "no_such_kind"], {"message"}),
        (["no_such_kind"], {"message", "edited_message"}),
        ([], {"message", "edited_message"}),
        ('["edited_message"]', {"edited_message"}),
        (["message_reaction"], {"message_reaction"}),
        ("nonsense", {"message_reaction"}),
        ({"message": True}, {"message_reaction"}),
        (["message", 7], {"message_reaction"}),
    ],
)
@pytest.mark.provokes
async def test_what_the_bot_asks_to_hear_of(trial: Trial, given: object, hears: set[str]) -> None:
    ann = await trial.person()
    await trial.ask("getUpdates", allowed_updates=["message_reaction"])
    await trial.ask("getUpdates", allowed_updates=given)
    hers = (await trial.act(ann, "send", text="a"))["message_id"]
    await trial.act(ann, "edit", message_id=hers, text="b")
    await trial.act(ann, "react", message_id=hers, emoji="👍")
    assert {key for update in await trial.updates() for key in update} - {"update_id"} == hears


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"limit": 0}, ["a"]),
        ({"limit": -5}, ["a"]),
        ({"limit": "two"}, ["a"]),
        ({"limit": 1000}, ["a", "b", "c"]),
        ({"timeout": -1}, ["a", "b", "c"]),
        ({"timeout": 10**9}, ["a", "b", "c"]),
        ({"offset": 10**30}, ["a", "b", "c"]),
        ({"offset": -(10**30)}, ["a", "b", "c"]),
        ({"offset": "x", "limit": "", "timeout": []}, ["a", "b", "c"]),
    ],
)
@pytest.mark.provokes
async def test_numbers_out_of_bounds(trial: Trial, params: dict[str, object], expected: list[str]) -> None:
    ann = await trial.person()
    await send(trial, ann, "a", "b", "c")
    assert texts(await trial.ask("getUpdates", **params)) == expected
