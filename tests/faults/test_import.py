"""The roster while Telegram is down: it is loaded, and the links are not lost for want of the bot's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.raw_telegram import RawTelegram
from tests.world import ROOT, Program


@pytest.mark.slow
def test_a_roster_is_loaded_and_its_links_are_told_although_telegram_is_down(tmp_path: Path) -> None:
    with RawTelegram() as telegram:
        env = telegram.env
    program = Program(tmp_path, env=env).start()
    try:
        done = program.run("import", str(ROOT / "sample"), "--json")
    finally:
        program.stop()
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["report"]["added"] and said["invites"]
    assert all(one["link"].startswith("/start inv_") for one in said["invites"])
