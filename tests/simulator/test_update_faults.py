"""Updates that come twice, under other ids, or in no shape anybody knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.updateids import WEEK, UpdateIds
from tests.simulator.driver import Json, Trial, running


async def fault(trial: Trial, kind: str, **more: Any) -> None:
    await trial.world("POST", "faults", {"kind": kind, **more})


async def send(trial: Trial, person: int, *texts: str) -> None:
    for text in texts:
        await trial.act(person, "send", text=text)


async def rounds(trial: Trial) -> list[Json]:
    """Everything that comes to a bot which confirms each answer with the next question."""
    offset, found = 0, []
    while batch := await trial.ask("getUpdates", offset=offset, limit=2):
        found += batch
        offset = batch[-1]["update_id"] + 1
    return found


def words(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] if "message" in update else "press" for update in updates]


async def test_the_same_update_twice(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    await fault(trial, "duplicate", chat=ann, count=1)
    await send(trial, ben, "b1")
    await send(trial, ann, "a1", "a2")
    updates = await rounds(trial)
    assert words(updates) == ["b1", "a1", "a1", "a2"]
    assert updates[1] == updates[2]
    assert await trial.ask("getUpdates") == []


async def test_the_same_press_under_a_new_id(trial: Trial) -> None:
    ann = await trial.person()
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    message = await trial.said(ann, reply_markup=keyboard)
    await fault(trial, "press_again")
    await send(trial, ann, "no press")
    await trial.act(ann, "click", message_id=message, text="Go", wait=False)
    await trial.act(ann, "click", message_id=message, text="Go", wait=False)
    _, one, again, other = await rounds(trial)
    assert again["update_id"] == one["update_id"] + 1
    assert again["callback_query"] == one["callback_query"]
    assert other["callback_query"]["id"] != one["callback_query"]["id"], "the fault was for one"


@pytest.mark.parametrize(("kind", "jump"), [("ids_up", 5000), ("ids_down", -5000)])
async def test_ids_that_jump(trial: Trial, kind: str, jump: int) -> None:
    ann = await trial.person()
    await send(trial, ann, "before")
    await fault(trial, kind, by=5000)
    await send(trial, ann, "still waiting")
    first = await rounds(trial)
    assert [update["update_id"] - first[0]["update_id"] for update in first] == [0, 1], "never in a queue"
    await send(trial, ann, "a", "b")
    stale = first[-1]["update_id"] + 1
    found = await trial.ask("getUpdates", offset=stale)
    assert words(found) == ["a", "b"], "an offset from before confirms nothing"
    assert (found[0]["update_id"] - first[0]["update_id"] > 5000) == (jump > 0)
    assert (found[0]["update_id"] - first[0]["update_id"] < 0) == (jump < 0)
    assert found[1]["update_id"] == found[0]["update_id"] + 1
    assert words(await rounds(trial)) == ["a", "b"]
    assert await trial.world("GET", "faults") == []


async def test_the_newest_are_kept_also_where_ids_jump_over_those_of_before(trial: Trial) -> None:
    ann = await trial.person()
    await send(trial, ann, "before")
    await trial.ask("getUpdates", offset=(await rounds(trial))[-1]["update_id"] + 1)
    await fault(trial, "ids_down", by=11)
    await send(trial, ann, *(f"line {number}" for number in range(11)))
    found = await trial.ask("getUpdates", offset=-1)
    assert words(found) == ["line 10"]
    await send(trial, ann, "c")
    ids = [update["update_id"] for update in await trial.ask("getUpdates")]
    assert ids[1] > ids[0] + 1, "over those that were given before"


@pytest.mark.parametrize(("place", "order"), [("before", [0, 1]), ("after", [1, 0])])
async def test_what_no_schema_knows(trial: Trial, place: str, order: list[int]) -> None:
    ann = await trial.person()
    await fault(trial, "malformed", place=place, count=5)
    shapes = []
    for number in range(5):
        await send(trial, ann, f"t{number}")
        pair = await trial.ask("getUpdates", offset=-2)
        odd, real = pair[order[0]], pair[order[1]]
        assert real["message"]["text"] == f"t{number}"
        assert isinstance(odd["update_id"], int)
        shapes.append({name: value for name, value in odd.items() if name != "update_id"})
    assert {} in shapes
    assert {"callback_query": "pressed"} in shapes
    assert len({str(shape) for shape in shapes}) == 5
    await send(trial, ann, "last")
    (update,) = await trial.ask("getUpdates", offset=-1)
    assert update["message"]["text"] == "last"


async def test_by_kind_chat_and_share(trial: Trial) -> None:
    ann, ben = await trial.person(), await trial.person()
    await fault(trial, "malformed", update="edited_*", lasts=60)
    await fault(trial, "duplicate", chat=ben, rate=1)
    mine = (await trial.act(ann, "send", text="a"))["message_id"]
    await trial.act(ann, "edit", message_id=mine, text="b")
    await send(trial, ben, "c")
    kinds = [next((name for name in update if name != "update_id"), "") for update in await rounds(trial)]
    assert kinds == ["message", "unheard_of", "edited_message", "message", "message"]


async def struck(trial: Trial, person: int, count: int) -> list[bool]:
    """Which of so many updates and calls a fault has met."""
    found = []
    for _ in range(count):
        await trial.act(person, "send", text="x")
        found.append(len(await trial.ask("getUpdates", offset=-2)) == 2)
        while batch := await trial.ask("getUpdates"):
            await trial.ask("getUpdates", offset=batch[-1]["update_id"] + 1, limit=1)
        answer = await trial.call("sendMessage", chat_id=person, text="x")
        found.append(not answer["ok"])
    return found


async def test_the_same_seed_strikes_the_same_also_after_a_restart(tmp_path: Path) -> None:
    async def run(folder: Path, seed: int, *deaths: int) -> list[bool]:
        found: list[bool] = []
        person = 0
        for at, count in enumerate(deaths):
            async with running(folder, *(["--fresh"] if not at else [])) as trial:
                if not at:
                    person = await trial.person()
                    await fault(trial, "malformed", rate=0.4, seed=seed)
                    await fault(trial, "500", method="sendMessage", rate=0.4, seed=seed)
                found += await struck(trial, person, count)
                trial.kill()
        return found

    whole = await run(tmp_path / "a", 7, 24)
    assert whole == await run(tmp_path / "b", 7, 10, 14)
    assert 8 < sum(whole) < 32


def test_ids_are_never_given_twice() -> None:
    ids = UpdateIds(1_000_000_000, 1_000_000_000)
    given = [ids.take(0) for _ in range(50)]
    for by in (11, -11, 100_000, -100_000, -11, 11, -11):
        ids.jump(by)
        given += [ids.take(0) for _ in range(50)]
    ids.begin_at_least(1_000_000_020)
    given += [ids.take(1.0) for _ in range(50)]
    ids.after_silence(1.0 + WEEK - 1)
    before = ids.next
    ids.after_silence(2.0 + WEEK)
    assert ids.next != before
    given += [ids.take(0) for _ in range(50)]
    assert len(given) == len(set(given))
    assert all(0 < one < 2**31 for one in given)


async def test_ids_after_a_quiet_week(trial: Trial) -> None:
    ann = await trial.person()
    await send(trial, ann, "a")
    (before,) = await rounds(trial)
    await trial.world("POST", "clock", {"advance": 6 * 86_400})
    await send(trial, ann, "b")
    (same,) = await rounds(trial)
    assert same["update_id"] == before["update_id"] + 1
    await trial.world("POST", "clock", {"advance": 8 * 86_400})
    await send(trial, ann, "c", "d")
    one, two = await trial.ask("getUpdates", offset=same["update_id"] + 1)
    assert abs(one["update_id"] - same["update_id"]) > 1000
    assert two["update_id"] == one["update_id"] + 1
