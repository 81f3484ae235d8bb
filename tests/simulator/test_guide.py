"""What docs/simulator.md tells a newcomer to type is typed here, letter for letter."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.options import parsed
from simulator.savedapi import SavedApi
from simulator.switchapi import SwitchApi
from simulator.trialapi import TrialApi
from simulator.world import World
from simulator.worldapi import PeopleApi
from tests.node.packages import needed
from tests.simulator.driver import ROOT, Trial

ONE_PERSON = "/world/people/{id:[0-9]{1,16}}/"
GUIDE = (ROOT / "docs/simulator.md").read_text()


def snippet(heading: str) -> str:
    """The first block of code under a heading."""
    section = GUIDE.split(f"# {heading}\n", 1)[1]
    found = re.search(r"```\w+\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


@contextmanager
def left_to(trial: Trial, *command: str) -> Iterator[None]:
    """A bot, as its own process, until the block ends."""
    environment = os.environ | {"TELEGRAM": trial.address, "TOKEN": trial.token}
    with subprocess.Popen(command, env=environment) as bot:
        yield
        assert bot.poll() is None, "the bot ended by itself"
        bot.terminate()


async def test_python_bots(trial: Trial, tmp_path: Path) -> None:
    for library in ("aiogram", "python-telegram-bot"):
        file = tmp_path / "bot.py"
        file.write_text(snippet(library))
        with left_to(trial, sys.executable, str(file)):
            await answers(trial)
        await trial.world("POST", "reset")


async def test_a_grammy_bot(trial: Trial, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(needed())
    file = tmp_path / "bot.mjs"
    file.write_text(snippet("grammY"))
    with left_to(trial, "node", str(file)):
        await answers(trial)


async def answers(trial: Trial) -> None:
    ann = (await trial.world("POST", "people", {"first_name": "Ann"}))["id"]
    await trial.act(ann, "start")
    sent = (await trial.act(ann, "send", text="Hello?"))["message_id"]
    async with asyncio.timeout(60):
        while True:
            if "You said: Hello?" in [one["text"] for one in await trial.chat(ann, sent)]:
                return
            await asyncio.sleep(0.05)


async def test_curl(trial: Trial) -> None:
    environment = os.environ | {"TELEGRAM": trial.address, "TOKEN": trial.token}
    command = ["sh", "-euc", snippet("curl")]
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.count('"ok":true') == 2
    first = (await trial.world("GET", "people"))[0]["id"]
    assert [one["text"] for one in await trial.chat(first)] == ["/start", "Hello?", "You said: Hello?"]


@pytest.mark.slow
def test_the_example_test(tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text(snippet("python-telegram-bot"))
    (tmp_path / "test_bot.py").write_text(snippet("A test of your bot"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_bot.py"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_every_option_stands_in_the_guide(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(["--help"])
    has = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert has == set(re.findall(r"^\| `(--[a-z-]+)`", GUIDE, re.MULTILINE))


def test_every_call_of_the_world_stands_in_the_guide(tmp_path: Path) -> None:
    world = World(tmp_path)
    apis = (PeopleApi(world), TrialApi(world), SwitchApi(world), SavedApi(world))
    paths = {route.path for api in apis for route in api.routes() if route.path.startswith("/world/")}
    world.close()
    called = {
        re.sub(r"/\{[^/]*\}$", "", path).removeprefix(ONE_PERSON).removeprefix("/world/") for path in paths
    }
    missing = {name for name in called if not re.search(rf"[`/]{re.escape(name)}[`/?, ]", GUIDE)}
    assert missing == set()


@pytest.mark.parametrize("file", ["README.md", "docs/simulator.md"])
def test_links_lead_somewhere(file: str) -> None:
    text = (ROOT / file).read_text()
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        place = (ROOT / file).parent / path if path else ROOT / file
        assert place.exists(), target
        headings = re.findall(r"^#+ (.+)$", place.read_text(), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {one.lower().replace(" ", "-") for one in headings}, target


@pytest.mark.parametrize("path", ["{token}/getMe", "/bot{token}/getMe", "bot{token}", "getMe", "bot"])
async def test_a_bot_with_a_slightly_wrong_address_is_told_the_right_one(trial: Trial, path: str) -> None:
    for verb in ("GET", "POST"):
        async with trial.http.request(verb, f"{trial.address}/{path.format(token=trial.token)}") as response:
            answer = await response.json()
        assert (response.status, answer["ok"], answer["error_code"]) == (404, False, 404)
        assert "the Bot API is at /bot<token>/<method>" in answer["description"]
        assert trial.token not in str(answer)
