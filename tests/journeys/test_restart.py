"""Down while things fall due, and while people write: done once, afterwards."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.journeys.house import (
    LATER,
    Hire,
    Studio,
    answer_to,
    hire,
    keep_maya_to_massages,
    labels,
    last,
    shown,
)
from tests.world import ROOT, Phone, Program, http

DAY = 24 * 3600


@contextlib.contextmanager
def world_alone(program: Program) -> Iterator[str]:
    """The trial's world without the program: Telegram goes on while Roomline is down."""
    command = [
        sys.executable,
        "-m",
        "simulator",
        "--headless",
        "--port=0",
        f"--folder={program.world_folder}",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as alone:
        assert alone.stdout is not None
        try:
            yield str(json.loads(alone.stdout.readline())["simulator"])
        finally:
            alone.send_signal(signal.SIGTERM)


def seen(person: Phone) -> list[tuple[int, str]]:
    return [(one["message_id"], one["text"]) for one in person.chat()]


def moved(person: Phone, world: str) -> Phone:
    return Phone(world, person.id, person.name)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_deadlines_that_fall_due_while_it_is_down(own_program: Program, tmp_path: Path) -> None:
    studio = hire(own_program.start(), tmp_path, Hire("Hedi"), Hire("Ivar"))
    therapist, silent = studio.therapists
    talker, waiting = studio.customer("Paul"), studio.customer("Rita")
    with_room = studio.pair(talker, therapist)
    unanswered = studio.request(waiting, whom=silent.name)
    studio.quiet()
    before = {one.id: last(one) for one in (therapist, silent, talker, waiting)}
    own_program.stop()
    with world_alone(own_program) as world:
        http("POST", f"{world}/world/clock", {"advance": 2 * DAY})
        late = moved(talker, world).send("Anybody there?")
    own_program.start()
    therapist, silent, talker, waiting = (
        moved(one, own_program.world) for one in (therapist, silent, talker, waiting)
    )
    answer_to(talker, late, "Not delivered")
    assert not labels(silent.see("The time to answer ran out"))
    waiting.see("no choice was made")
    studio.quiet()
    for person in (therapist, talker):
        ended = [
            one for one in person.from_bot(before[person.id]) if "It stays open for a while" in one["text"]
        ]
        assert len(ended) == 1, [one["text"] for one in person.from_bot(before[person.id])]
    closed = [one for one in waiting.from_bot(before[waiting.id]) if "no choice was made" in one["text"]]
    assert len(closed) == 1, "told not once, that the request has come to nothing"
    states = {
        row["reference"]: row["status"] for row in studio.rows("SELECT reference, status FROM bookings")
    }
    assert states == {with_room: "confirmed", unanswered: "unanswered"}
    assert not studio.rows("SELECT * FROM deadlines WHERE state NOT IN ('done', 'cancelled', 'skipped')")
    assert "Anybody there?" not in [one["text"] for one in therapist.from_bot()]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_what_people_write_while_it_is_down_arrives_in_order(own_program: Program, tmp_path: Path) -> None:
    studio = hire(own_program.start(), tmp_path, Hire("Hedi"))
    customer, therapist = studio.customer("Paul"), studio.therapists[0]
    studio.pair(customer, therapist)
    studio.quiet()
    before = last(therapist)
    own_program.stop()
    with world_alone(own_program) as world:
        person = moved(customer, world)
        for number in range(5):
            person.send(f"line {number}")
    own_program.start()
    studio.quiet()
    got = [one["text"] for one in moved(therapist, own_program.world).from_bot(before)]
    assert got == [f"line {number}" for number in range(5)]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_an_offer_still_good_after_a_restart(own_program: Program, tmp_path: Path) -> None:
    """Its deadline is neither forgotten nor early: after four minutes it is open, after five it is not."""
    studio = hire(own_program.start(), tmp_path, Hire("Hedi"))
    customer = studio.customer("Paul")
    studio.request(customer, whom="Hedi")
    card = studio.therapists[0].see("Answer by")
    studio.quiet()
    own_program.stop()
    with world_alone(own_program) as world:
        http("POST", f"{world}/world/clock", {"advance": 4 * 60})
    own_program.start()
    therapist, customer = moved(studio.therapists[0], own_program.world), moved(customer, own_program.world)
    studio.quiet()
    assert labels(shown(therapist, card["message_id"])) != []
    studio.skip(61)
    therapist.see("The time to answer ran out")
    customer.see("Hedi did not answer in time")


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_an_operator_who_cannot_be_reached_as_yet(own_program: Program, tmp_path: Path) -> None:
    """One has blocked the bot, one never pressed Start: their alerts wait for them."""
    newcomer = 7_200_000_001
    own_program.env["ROOMLINE_OPERATORS"] = str(newcomer)
    keep_maya_to_massages(own_program.start(), tmp_path)
    studio = hire(own_program, tmp_path, Hire("Hedi"))
    operator = studio.operator
    http("POST", f"{operator.world}/world/people/{operator.id}/block", {})
    customer = studio.customer("Paul")
    reference = studio.request(customer, whom="Anyone", when=LATER)
    studio.therapists[0].click("Decline")
    customer.see("Nobody could take")
    before = last(operator)
    studio.quiet(waiting=2)
    assert not operator.from_bot(before)
    http("POST", f"{operator.world}/world/people/{operator.id}/unblock", {})
    assert reference in operator.see("has found no therapist", after=before)["text"]
    http("POST", f"{own_program.world}/world/people", {"first_name": "Olive", "id": newcomer})
    late = Phone(own_program.world, newcomer, "Olive")
    late.start()
    assert reference in late.see("has found no therapist")["text"]
    late.see("You are an operator")
    studio.quiet()
    for one in (operator, late):
        assert len([1 for message in one.from_bot() if "has found no therapist" in message["text"]]) == 1


@pytest.mark.slow
def test_a_second_start_goes_on_and_a_fresh_one_begins_anew(own_program: Program, tmp_path: Path) -> None:
    studio: Studio = hire(own_program.start(), tmp_path, Hire("Hedi"))
    customer = studio.customer("Paul")
    reference = studio.pair(customer, studio.therapists[0])
    customer.send("Remember me")
    studio.therapists[0].see("Remember me")
    studio.quiet()
    both = customer, studio.therapists[0]
    chats = [seen(who) for who in both]
    own_program.stop()
    own_program.start()
    again = [moved(who, own_program.world) for who in both]
    studio.quiet()
    assert [seen(who) for who in again] == chats
    again[1].send("Of course")
    again[0].see("Of course")
    assert (
        studio.rows(f"SELECT status FROM bookings WHERE reference = '{reference}'")[0]["status"]
        == "confirmed"
    )
    own_program.stop()
    own_program.words = ("--fresh",)
    own_program.start()
    notes = sorted(one["note"] for one in http("GET", f"{own_program.world}/world/people"))
    assert notes == ["customer", "operator", "therapist"]
    assert not studio.rows("SELECT 1 FROM bookings")
    assert studio.operator.see("You are an operator")


@pytest.mark.slow
def test_what_a_newcomer_is_told_at_the_start_and_at_the_end(own_program: Program) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=own_program.environment(),
        cwd=own_program.folder,
    ) as trial:
        assert trial.stdout is not None
        said = until_told(trial.stdout)
        world, web = re.findall(r"http://127\.0\.0\.1:\d+", said)
        assert "three phones" in said
        assert "--fresh starts anew" in said
        with urllib.request.urlopen(world) as page:
            assert "text/html" in page.headers["Content-Type"]
        assert http("GET", f"{web}/healthz")["ok"]
        trial.send_signal(signal.SIGINT)
        rest = trial.stdout.read()
        assert trial.wait(20) == 0
    assert rest.strip().endswith("Stopped. Nothing was lost; start again any time.")


def until_told(lines: IO[str]) -> str:
    said = ""
    while "Ctrl-C" not in said:
        line = lines.readline()
        assert line, f"it ended after {said!r}"
        said += line
    return said
