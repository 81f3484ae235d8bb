"""`roomline status` and `/status`: figures that move when what they measure does."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import Hire, act, fault, hire
from tests.world import Program, http, wait_for

PARTS = ["telegram", "database", "intake", "delivery", "scheduler", "rooms", "feed"]


def status(program: Program) -> tuple[int, dict[str, Any]]:
    done = program.run("status", "--json")
    return done.returncode, json.loads(done.stdout)


def part(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in report["parts"] if one["part"] == name)
    return found


def test_every_part_is_measured(program: Program) -> None:
    # In a program's first second the scheduler has not ticked: unknown, and rightly grey.
    wait_for(lambda: colour(program, "scheduler") != "grey", "a scheduler that has ticked")
    code, report = status(program)
    assert (code, report["overall"]) == (0, "green")
    assert [one["part"] for one in report["parts"]] == PARTS
    assert all(one["colour"] == "green" for one in report["parts"] if one["part"] != "feed")
    assert 0 <= part(report, "telegram")["figures"]["fetched_ago"] < 5
    assert 0 < part(report, "database")["figures"]["latency"] < 0.25
    plain = program.run("status").stdout
    assert plain.startswith("🟢")
    assert all(name in plain for name in PARTS)


@pytest.mark.slow
def test_a_telegram_that_goes_and_returns(program: Program) -> None:
    with fault(program.world, kind="down"):
        began = time.monotonic()
        wait_for(lambda: colour(program, "telegram") in {"yellow", "red"}, "a Telegram that is down", 20)
        assert time.monotonic() - began < 12, "10 s, and the command's own start"
        wait_for(lambda: colour(program, "telegram") == "red", "a Telegram that stays down", 20)
        code, report = status(program)
        assert (code, report["overall"]) == (1, "red")
        assert part(report, "telegram")["figures"]["fetched_ago"] > 5
        assert part(report, "telegram")["advice"] == "check_connection"
    wait_for(lambda: colour(program, "telegram") == "green", "a Telegram that is back", 15)


def colour(program: Program, name: str) -> str:
    return str(part(status(program)[1], name)["colour"])


def test_rooms_and_what_waits_are_counted(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Kira"))
    customer, kira = studio.customer("Sven"), studio.therapists[0]
    live = figure(program, "rooms", "live")
    waiting = figure(program, "delivery", "waiting")
    studio.pair(customer, kira)
    wait_for(lambda: figure(program, "rooms", "live") == live + 1, "one room more", 20)
    act(kira, "block")
    customer.send("Hello?")
    wait_for(lambda: figure(program, "delivery", "waiting") == waiting + 1, "one message that waits", 20)
    act(kira, "unblock")
    wait_for(lambda: figure(program, "delivery", "waiting") == waiting, "none that waits", 20)


def figure(program: Program, name: str, key: str) -> int:
    return int(part(status(program)[1], name)["figures"][key])


def test_in_the_chat_it_changes_where_it_is(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Kira"))
    operator = studio.operator
    sent = operator.send("/status")
    screen = operator.see("All is well", after=sent)
    for name in ("Telegram", "Database", "Intake", "Delivery", "Scheduler", "Rooms", "Live feed"):
        assert name in screen["text"]
    operator.click("Measure again", after=sent)
    studio.quiet()
    assert [one["message_id"] for one in operator.from_bot(sent)] == [screen["message_id"]]
    customer = studio.customer("Tilda")
    refused = customer.send("/status")
    customer.see("for the studio's operators", after=refused)


@pytest.mark.slow
def test_nobody_runs(own_program: Program) -> None:
    code, report = status(own_program)
    assert (code, report["overall"], report["parts"]) == (1, "grey", [])
    assert "not running" in own_program.run("status").stdout
    own_program.start()
    wait_for(lambda: status(own_program)[0] == 0, "a program that is well", 30)
    own_program.stop()
    assert status(own_program)[1]["overall"] == "grey"


def test_health_over_http(program: Program) -> None:
    assert http("GET", f"{program.web}/healthz")["ok"]
