"""A whole world saved as one file and loaded again; files that are none leave the world as it is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.driver import Json, Trial, running

Parts = dict[str, bytes]


async def saved(trial: Trial) -> bytes:
    async with trial.http.get(f"{trial.address}/world/save") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"] == 'attachment; filename="world.zip"'
        return await response.read()


async def load(trial: Trial, body: bytes) -> tuple[int, Json]:
    async with trial.http.post(f"{trial.address}/world/load", data=body) as response:
        return response.status, await response.json()


def parts_of(body: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


async def everything(trial: Trial) -> list[Any]:
    people = await trial.world("GET", "people")
    chats = [await trial.world("GET", f"people/{one['id']}/chat") for one in people]
    for chat in chats:
        del chat["event_id"]
    clock = (await trial.world("GET", "clock"))["offset"]
    return [people, chats, clock, await trial.world("GET", "faults")]


async def a_full_world(trial: Trial) -> int:
    ann = await trial.person(language_code="id", premium=True)
    await trial.act(ann, "send", kind="photo", caption="Seen", entities=[])
    card = await trial.said(ann, "Card", reply_markup={"keyboard": [["Key"]]})
    await trial.act(ann, "react", message_id=card, emoji="👍")
    await trial.ask("sendPoll", chat_id=ann, question="When?", options=[{"text": "Now"}, {"text": "Later"}])
    await trial.world("POST", "clock", {"advance": 3600})
    await trial.world("POST", "faults", {"kind": "500", "method": "sendDice", "count": 3})
    await trial.drain()
    bob = await trial.person(first_name="Bob")
    await trial.act(bob, "offline")
    await trial.act(bob, "send", text="Waits", entities=[])
    return ann


async def test_a_saved_world_comes_back_whole(trial: Trial) -> None:
    ann = await a_full_world(trial)
    before, file = await everything(trial), await saved(trial)
    photo = (await trial.chat(ann))[1]["file"]
    async with trial.http.get(f"{trial.address}{photo['url']}") as response:
        bytes_before = await response.read()
    await trial.world("POST", "reset")
    await trial.person(first_name="Somebody else")
    assert await everything(trial) != before
    assert await load(trial, file) == (200, {"ok": True, "people": 5})
    assert await everything(trial) == before
    async with trial.http.get(f"{trial.address}{photo['url']}") as response:
        assert await response.read() == bytes_before
    assert (await trial.ask("getMe"))["id"] == int(trial.token.partition(":")[0]), "the token stays"


async def test_another_simulator_takes_it_and_keeps_its_own_token(trial: Trial, tmp_path: Path) -> None:
    ann = await a_full_world(trial)
    file = await saved(trial)
    assert trial.token.encode() not in b"".join(parts_of(file).values())
    async with running(tmp_path / "world") as other:
        assert other.token != trial.token
        assert (await load(other, file))[0] == 200
        assert await everything(other) == await everything(trial)
        await other.said(ann, "Here too")
        other.kill()
    async with running(tmp_path / "world") as other:
        assert (await other.chat(ann))[-1]["text"] == "Here too"
    left = sorted(path.name for path in (tmp_path / "world").glob("world-*"))
    assert len(left) == 1, left


async def test_what_the_bot_had_not_fetched_comes_under_new_ids(trial: Trial) -> None:
    ann = await trial.person()
    await trial.act(ann, "send", text="Unfetched")
    file = await saved(trial)
    assert [one["message"]["text"] for one in await trial.updates()] == ["Unfetched"]
    newest = await trial.said(ann, "Later than the file")
    await load(trial, file)
    assert [one["message"]["text"] for one in await trial.updates()] == ["Unfetched"]
    assert await trial.said(ann, "Next") > newest, "ids go on rising"


async def test_the_page_is_told_to_read_everything_anew(trial: Trial) -> None:
    file = await saved(trial)
    async with trial.http.get(f"{trial.address}/world/events") as stream:
        assert await stream.content.readline() == b": here\n"
        assert (await load(trial, file))[0] == 200
        heard = b""
        while b"event: reset" not in heard:
            heard = await stream.content.readline()


def object_of(parts: Parts, kind: str, change: Callable[[Json], Any]) -> Parts:
    """The same parts with the first object of that kind changed."""
    lines = [json.loads(line) for line in parts["objects.jsonl"].splitlines()]
    row = next(line for line in lines if line[0] == kind)
    body = json.loads(row[2])
    row[2] = json.dumps(change(body) or body)
    return parts | {"objects.jsonl": "\n".join(json.dumps(line) for line in lines).encode()}


def without(parts: Parts, start: str) -> Parts:
    return {name: data for name, data in parts.items() if not name.startswith(start)}


SPOILT: dict[str, Callable[[Parts], Parts]] = {
    "no list": lambda parts: without(parts, "objects"),
    "no files": lambda parts: without(parts, "files/"),
    "no heading": lambda parts: without(parts, "world.json"),
    "another format": lambda parts: parts | {"world.json": b'{"format": "x", "version": 1}'},
    "a later version": lambda parts: (
        parts | {"world.json": b'{"format": "simulated-telegram-world", "version": 99}'}
    ),
    "a list that is none": lambda parts: parts | {"objects.jsonl": b"hello"},
    "deep": lambda parts: parts | {"objects.jsonl": b"[" * 100_000},
    "not UTF-8": lambda parts: parts | {"objects.jsonl": b"\xff\xfe"},
    "nothing in it": lambda parts: parts | {"objects.jsonl": b""},
    "everything twice": lambda parts: parts | {"objects.jsonl": parts["objects.jsonl"] * 2},
    "a path that leads out": lambda parts: parts | {"files/../../../evil": b"x"},
    "a name that is a number": lambda parts: object_of(parts, "person", lambda one: one | {"first_name": 5}),
    "an id nobody has": lambda parts: object_of(parts, "person", lambda one: one | {"id": -(2**60)}),
    "an unknown field": lambda parts: object_of(parts, "message", lambda one: one | {"surprise": 1}),
    "half a surrogate": lambda parts: object_of(parts, "message", lambda one: one | {"text": "\ud83d"}),
    "infinity": lambda parts: object_of(
        parts, "message", lambda one: one | {"content": {"location": {"latitude": float("inf")}}}
    ),
    "a file that is missing": lambda parts: object_of(parts, "file", lambda one: one | {"path": "none.png"}),
    "a file from elsewhere": lambda parts: object_of(
        parts, "file", lambda one: one | {"path": "../world.sqlite3"}
    ),
    "a photo without one": lambda parts: object_of(
        parts, "message", lambda one: one | {"kind": "photo", "content": {"photo": [{"file_id": "gone"}]}}
    ),
    "an update that is none": lambda parts: object_of(parts, "update", lambda one: {"update": []}),
}


@pytest.mark.parametrize("name", SPOILT)
async def test_a_file_that_is_no_world_changes_nothing(trial: Trial, name: str) -> None:
    await a_full_world(trial)
    ann = await trial.person(first_name="Unheard")
    await trial.act(ann, "send", text="Waits to be fetched")
    before, file = await everything(trial), await saved(trial)
    status, answer = await load(trial, packed(SPOILT[name](parts_of(file))))
    assert status == 400, answer
    assert list(answer) == ["error"] and answer["error"].endswith("."), answer
    assert "make sense" not in answer["error"], answer
    assert await everything(trial) == before
    assert len(await trial.updates()) == 1
    assert trial.complaints() == ""


@pytest.mark.parametrize("body", [b"", b"{}", b"PK\x03\x04 not really", b"\x00" * 4096])
async def test_what_is_no_zip_is_refused(trial: Trial, body: bytes) -> None:
    status, answer = await load(trial, body)
    assert status == 400
    assert "saved world" in answer["error"]
