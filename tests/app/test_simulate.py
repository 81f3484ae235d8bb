"""`roomline simulate`, as a program that somebody else starts and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.app.test_command_line import HOME

ROOMLINE = [sys.executable, "-m", "app", "simulate"]
TOKEN = "123456789:AA" + "x" * 33


def started(folder: Path, *words: str, port: int = 0) -> subprocess.Popen[str]:
    """Beside a config file that nobody could read: the simulator has no business with it."""
    (folder / "config.yaml").write_text("telegram: [")
    return subprocess.Popen(
        [*ROOMLINE, f"--port={port}", *words],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(HOME)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def asked(address: str, **body: Any) -> Any:
    with urllib.request.urlopen(address, json.dumps(body).encode() if body else None) as answer:
        return json.load(answer)


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_headless_it_prints_one_line_and_ends_when_told(tmp_path: Path, ended_by: int) -> None:
    with started(tmp_path, "--headless", "--token", TOKEN) as process:
        assert process.stdout
        ready = json.loads(process.stdout.readline())
        answers = [asked(f"{ready[address]}/bot{TOKEN}/getMe")["ok"] for address in ("simulator", "bot_api")]
        process.send_signal(ended_by)
        said = process.communicate(timeout=20)
    assert set(ready) == {"simulator", "token", "pid", "bot_api"}
    assert (ready["token"], ready["pid"], answers) == (TOKEN, process.pid, [True, True])
    assert (process.returncode, said) == (0, ("", ""))
    assert (tmp_path / "var/simulator/world.sqlite3").is_file()


def test_it_tells_a_newcomer_what_to_type(tmp_path: Path) -> None:
    with started(tmp_path) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(4)]
        process.terminate()
    line = next(one for one in said if one.startswith("export "))
    done = subprocess.run(
        ["sh", "-c", f"{line}\necho $TELEGRAM $TOKEN"], capture_output=True, text=True, check=True
    )
    address, token = done.stdout.split()
    assert address in said[0]
    assert token[9:12] == ":AA"


def refused(folder: Path, *words: str, port: int = 0) -> str:
    """The one sentence it says before it ends with 2."""
    with started(folder, *words, port=port) as process:
        said, complaint = process.communicate(timeout=30)
        assert (process.returncode, said) == (2, "")
    assert complaint.count("\n") == 1, complaint
    return complaint


@pytest.mark.slow
def test_what_it_cannot_do_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "old").mkdir()
    (tmp_path / "old/world.sqlite3").write_text("This is no database at all.")
    (tmp_path / "bad.json").write_text("{bad")
    (tmp_path / "odd.json").write_text('[{"first_name": "Ann", "age": 3}]')
    (tmp_path / "nobody.json").write_text('{"not": "a list"}')
    (tmp_path / "nameless.json").write_text('[{"first_name": ""}]')
    for words, sentence in {
        ("--port=lots",): "'lots' is not a port",
        ("--token=secret",): "a token looks like",
        ("--fol=x",): "unrecognized arguments: --fol=x; --help lists",
        ("--folder=file",): "No world can be kept in file (File exists).",
        ("--folder=old",): "old is of no use (file is not a database); --fresh begins a new one.",
        ("--seed=none.json",): "none.json cannot be read (No such file or directory).",
        ("--seed=bad.json",): "bad.json is not JSON",
        ("--seed=odd.json",): "odd.json: A person has no field 'age'.",
        ("--seed=nobody.json",): "nobody.json is no seed: it takes a JSON list of people",
        ("--seed=nameless.json",): "nameless.json: A person needs a first_name.",
        ("--fd=77",): "--fd 77 is no socket",
        (f"--bot-name={'x' * 65}",): "at most 64 characters",
    }.items():
        assert sentence in refused(tmp_path, *words)


@pytest.mark.slow
def test_two_on_one_port_or_one_folder(tmp_path: Path) -> None:
    with started(tmp_path, "--headless") as first:
        assert first.stdout
        port = int(json.loads(first.stdout.readline())["simulator"].rpartition(":")[2])
        assert "is running the world in var/simulator; --folder" in refused(tmp_path)
        assert f"Port {port} cannot be used" in refused(tmp_path, "--folder=other", port=port)
        first.terminate()
    assert not (tmp_path / "other").exists()


def test_help_imports_neither_the_settings_nor_a_server() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *ROOMLINE[1:], "--help"],
        cwd=HOME, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "--folder" in done.stdout
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "simulator.options" in imported
    assert (
        imported & {"app.settings", "app.configure", "aiohttp", "aiogram", "sqlalchemy", "sqlite3"} == set()
    )
