"""Signals, in a process of their own: they are the whole process's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
BUSY = """
import os, signal, time
from app.signals import Signals

signals, depth, deepest, looks = Signals(), 0, 0, 0

def look_after():
    global depth, deepest, looks
    depth += 1
    looks += 1
    deepest = max(depth, deepest)
    if looks == 1:
        os.kill(os.getpid(), signal.SIGCHLD)  # another one dies while the first is being replaced
    until = time.monotonic() + 0.25  # longer than it takes until the next look is due
    while time.monotonic() < until:
        pass
    depth -= 1
    return looks < 3

def work():
    while True:
        time.sleep(0.01)

print(signals.busy(work, look_after), deepest, looks)
"""
TOLD = """
import os, signal, time
from app.signals import Signals

signals, whole = Signals(), []

def look_after():
    whole.append("begun")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.01)
    whole.append("ended")
    return True

print(signals.busy(lambda: time.sleep(20), look_after), whole, signals.stops)
"""
UNWINDING = """
import os, signal, time
from app.signals import Signals

signals, unwound = Signals(), []

def work():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(20)
    finally:
        until = time.monotonic() + 0.35  # longer than it takes until the next looks are due
        while time.monotonic() < until:
            pass
        unwound.append("whole")

print(signals.busy(work, lambda: True), unwound)
"""


def said(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, timeout=30, check=True
    )
    return done.stdout.strip()


def test_looking_after_is_never_interrupted_by_itself_and_ends_the_work_when_it_says_so() -> None:
    assert said(BUSY) == "False 1 3"


def test_told_to_end_in_the_middle_of_a_look_it_finishes_the_look() -> None:
    assert said(TOLD) == "False ['begun', 'ended'] 1"


def test_what_is_broken_off_unwinds_in_peace() -> None:
    assert said(UNWINDING) == "False ['whole']"
