"""What the tests need from npm, installed beside this file once for each state of the lock."""

from __future__ import annotations

import fcntl
import functools
import os
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
STAMP = MODULES / ".installed"
ENOUGH = 300
"""Seconds for an installation: a few megabytes over a slow line."""


class Missing(Exception):
    """With a sentence that says what is missing and how to get it."""


def needed() -> Path:
    """The folder `node_modules`. Where it cannot be had, the test is skipped and says why; in CI it fails."""
    try:
        return installed()
    except Missing as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason} Tests with node may not be left out here.")
        pytest.skip(str(reason))


def installed() -> Path:
    if trouble := _trouble():
        raise Missing(trouble)
    return MODULES


@functools.cache
def _trouble() -> str:
    """Asked once per process: a machine without a network would make each test wait anew."""
    absent = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
    if absent:
        return f"{' and '.join(absent)}: not installed (Debian, Ubuntu: apt install nodejs npm)."
    with (HERE / ".installing").open("a") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        return "" if _is_current() else _install()


def _is_current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == _wanted()


def _wanted() -> str:
    return str(zlib.crc32((HERE / "package-lock.json").read_bytes()))


def _install() -> str:
    """What went wrong, or nothing."""
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-timeout=60000"]
    try:
        done = subprocess.run(
            ["npm", "ci", *patience], cwd=HERE, capture_output=True, text=True, timeout=ENOUGH, check=False
        )
    except subprocess.TimeoutExpired:
        return f"npm ci did not end within {ENOUGH} s."
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()]
        return f"npm ci failed ({said[-2] if len(said) > 1 else done.stderr.strip()})."
    STAMP.write_text(_wanted())
    return ""
