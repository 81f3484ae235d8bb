"""What the installation promises: what is locked, once, and a plain word where it cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.node.packages import HERE, STAMP, needed
from tests.simulator.driver import ROOT


def test_what_is_installed_is_what_the_lock_says() -> None:
    modules = needed()
    lock = json.loads((HERE / "package-lock.json").read_text())
    for path, wanted in lock["packages"].items():
        if path:
            assert wanted["integrity"].startswith("sha512-")
            assert json.loads((HERE / path / "package.json").read_text())["version"] == wanted["version"]
    assert {"grammy", "axe-core", "ical.js", "ts-ics"} <= {one.name for one in modules.iterdir()}


def test_a_second_time_installs_nothing() -> None:
    needed()
    before = STAMP.stat().st_mtime_ns
    assert asked().returncode == 0
    assert STAMP.stat().st_mtime_ns == before


@pytest.mark.parametrize(("ci", "outcome"), [("", "Skipped"), ("true", "Failed")])
def test_without_node_it_says_what_to_install(tmp_path: Path, ci: str, outcome: str) -> None:
    said = asked(PATH=str(tmp_path), CI=ci).stderr.splitlines()[-1]
    assert f"{outcome}: node and npm: not installed (Debian, Ubuntu: apt install nodejs npm)." in said


def asked(**environment: str) -> subprocess.CompletedProcess[str]:
    """Another process, that knows nothing of what this one has found."""
    return subprocess.run(
        [sys.executable, "-c", "from tests.node.packages import needed; needed()"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
