"""The process itself: its beginnings, its ends, and what outlives it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from simulator.options import parsed
from tests.simulator.driver import ROOT, Json, Trial, command, running


async def test_nothing_answered_is_lost_by_a_kill(tmp_path: Path) -> None:
    answered: list[int] = []
    async with running(tmp_path / "w", "--fresh") as trial:
        token = trial.token
        ann = await trial.person()
        first = await trial.said(ann, "kept", reply_markup={"keyboard": [["Yes"]]})
        photo = await trial.act(ann, "send", kind="photo", text="look")
        poll = await trial.act(ann, "send", kind="poll")
        await trial.act(ann, "vote", message_id=poll["message_id"], options=[1])
        await trial.act(ann, "send", kind="live_location")
        await trial.ask("pinChatMessage", chat_id=ann, message_id=first)
        await trial.ask("setMyCommands", commands=[{"command": "book", "description": "Book"}])
        edited = {"chat_id": ann, "message_id": await trial.said(ann, "x"), "text": "y"}
        await trial.ask("editMessageText", **edited)
        await trial.world("POST", "clock", {"advance": 3600})
        await trial.world("POST", "faults", {"kind": "500", "method": "sendPhoto", "count": 2})
        before = await trial.world("GET", f"people/{ann}/chat")
        calls = await trial.world("GET", "calls")

        async def chatter() -> None:
            while True:
                answered.append((await trial.act(ann, "send", text="word"))["message_id"])

        talking = asyncio.ensure_future(chatter())
        await asyncio.sleep(0.3)
        trial.kill()
        with contextlib.suppress(aiohttp.ClientError):
            await talking
    assert len(answered) > 10
    async with running(tmp_path / "w") as trial:
        assert trial.token == token
        after = await trial.world("GET", f"people/{ann}/chat")
        assert after["messages"][: len(before["messages"])] == before["messages"]
        assert set(answered) <= {shown["message_id"] for shown in after["messages"]}
        for name in ("keyboard", "commands", "pinned"):
            assert after[name] == before[name]
        assert (await trial.world("GET", "calls"))[: len(calls)] == calls
        assert (await trial.world("GET", "clock"))["offset"] == 3600
        assert (await trial.world("GET", "faults"))[0]["count"] == 2
        fetched = await fetch_all(trial)
        assert fetched[0]["message"]["message_id"] == photo["message_id"]
        assert set(answered) <= {update["message"]["message_id"] for update in fetched}
        numbers = [update["update_id"] for update in fetched]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        async with trial.http.get(trial.address + after["messages"][2]["file"]["url"]) as response:
            assert len(await response.read()) == after["messages"][2]["file"]["size"]
        assert await trial.said(ann) > max(answered)
        assert first < max(answered)
    async with running(tmp_path / "w", "--fresh") as trial:
        assert len(await trial.world("GET", "people")) == 3
        assert trial.token != token


async def fetch_all(trial: Trial) -> list[Json]:
    found = []
    while batch := await trial.updates():
        found += batch
    return found


async def test_told_to_end_it_waits_for_no_open_stream_and_no_held_answer(tmp_path: Path) -> None:
    async with running(tmp_path / "w") as trial:
        poll = asyncio.ensure_future(trial.updates(timeout=30))
        async with trial.http.get(f"{trial.address}/world/events"):
            await trial.world("POST", "faults", {"kind": "timeout_before", "method": "getMe"})
            held = asyncio.ensure_future(trial.call("getMe"))
            await asyncio.sleep(0.2)
            trial.process.terminate()
            # The poll alone would be held for thirty.
            assert await asyncio.to_thread(trial.process.wait, 20) == 0
        for task in (poll, held):
            with contextlib.suppress(aiohttp.ClientError):
                await task
        assert trial.complaints() == ""


@pytest.mark.parametrize(
    "words",
    [["--port", "x"], ["--token", "secret"], ["--token", "1:2"], ["--unknown"], ["--parent-pid", "me"]],
)
def test_bad_words_end_with_status_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parsed(words)
    assert end.value.code == 2
    assert words[0] in capsys.readouterr().err


async def test_seeded_people_and_a_given_token(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(
        json.dumps([{"first_name": "Zoë", "username": "zoe", "language_code": "id", "note": "x"}])
    )
    token = "123456789:AA" + "x" * 33
    async with running(tmp_path / "w", "--seed", str(seed), "--token", token) as trial:
        assert trial.token == token
        (zoe,) = await trial.world("GET", "people")
        assert (zoe["first_name"], zoe["language_code"]) == ("Zoë", "id")


STARTER = """
import os, subprocess, sys, time
words = [*sys.argv[1:], "--parent-pid", str(os.getpid())]
child = subprocess.Popen(words, stdout=subprocess.PIPE)
print(child.stdout.readline().decode(), end="", flush=True)
time.sleep(60)
"""


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    words = [sys.executable, "-c", STARTER, *command(tmp_path / "w")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout
        pid = json.loads(parent.stdout.readline())["pid"]
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        until = time.monotonic() + 5
        while alive(pid) and time.monotonic() < until:
            time.sleep(0.02)
        assert not alive(pid)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_it_takes_a_listening_socket(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        os.set_inheritable(listening.fileno(), True)
        words = [*command(tmp_path / "w"), "--fd", str(listening.fileno())]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, text=True, cwd=ROOT, pass_fds=[listening.fileno()]
        ) as process:
            assert process.stdout
            ready = json.loads(process.stdout.readline())
            assert ready["simulator"] == f"http://127.0.0.1:{listening.getsockname()[1]}"
            process.send_signal(signal.SIGINT)
            assert process.wait(5) == 0
