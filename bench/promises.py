"""A message's copy, a request's alert and its room: p50 and p99 at full load, beside a bare copying bot.

    ./run bench promises

30 messages a second (Telegram's own limit for a bot) and 20 requests a second, each against the simulator on
this machine. A figure is the time from a person's tap to the moment at which Telegram is asked to send, so it
holds the simulator's own time, the network's and the poll's; the baseline's holds the same.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench._load import Figures, evenly, handed_over, side_by_side, talk
from tests.faults.ledger import await_quiet
from tests.main_job import choose, next_question
from tests.world import ROOT, Phone, Program, add_person

MESSAGES, REQUESTS = 30.0, 20.0
"""A second."""
LINES, COUPLES, ASKED = 900, 50, 120
"""So many couples that nobody writes more than the 20 messages a minute that are carried at once."""
NEW_OFFERS = "SELECT o.id, r.customer_id FROM offers o JOIN rooms r ON r.id = o.room_id WHERE o.id > ?"
WAY = ("Send request", "Skip", "As soon as possible", "At the studio")


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        bare = _bare_bot(folder)
        program = Program(folder).start()
        try:
            studio = Studio(program, folder / "roster")
            ours = talk(program.world, studio.couples(), MESSAGES, LINES)
            _say(f"a message in, its copy handed over, {MESSAGES:.0f}/s", ours, 100, bare)
            _say(f"  the same by a bare copying bot, {MESSAGES:.0f}/s", bare, None, None)
            alert, room = studio.requests()
            _say(f"a request, the therapist's alert handed over, {REQUESTS:.0f}/s", alert, 200, bare)
            _say(f"a request, its room there, {REQUESTS:.0f}/s", room, 300, bare)
        finally:
            program.stop()


def _say(what: str, figures: Figures, promised: float | None, baseline: Figures | None) -> None:
    ratio = f"{figures.p50 / baseline.p50:5.2f} x, {figures.p99 / baseline.p99:5.2f} x" if baseline else ""
    verdict = "" if promised is None else f"promised p99 < {promised:.0f} ms: "
    if promised is not None:
        verdict += "held" if figures.p99 < promised else "NOT HELD on this machine"
    print(
        f"{what:58} {figures.count:4} times  p50 {figures.p50:6.1f} ms  p99 {figures.p99:6.1f} ms  "
        f"worst {figures.worst:6.1f} ms  {ratio:18} {verdict}",
        flush=True,
    )


def _bare_bot(folder: Path) -> Figures:
    words = [
        sys.executable,
        "-m",
        "app",
        "simulate",
        "--headless",
        "--rates=off",
        f"--folder={folder / 'bare'}",
    ]
    with _process(words) as simulator:
        assert simulator.stdout is not None
        line = json.loads(simulator.stdout.readline())
        world = line["simulator"]
        people = [add_person(world, f"Person {number}") for number in range(2 * COUPLES)]
        for one in people:
            one.start()
        couples = [*zip(people[:COUPLES], people[COUPLES:], strict=True)]
        counterparts = {str(a.id): b.id for couple in couples for a, b in (couple, couple[::-1])}
        with _process(
            [sys.executable, "-m", "bench.copybot", world, line["token"], json.dumps(counterparts)]
        ):
            couples[0][0].send("Are you there?")
            couples[0][1].see("Are you there?")
            return talk(world, couples, MESSAGES, LINES)


@contextlib.contextmanager
def _process(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as one:
        try:
            yield one
        finally:
            one.terminate()


class Studio:
    """Therapists enough that no two requests are for the same one, and rooms enough for all who talk."""

    def __init__(self, program: Program, roster: Path, many: int = ASKED) -> None:
        self.program = program
        self.codes = [f"bench{number:03}" for number in range(many)]
        links = self._hire(roster)
        self.therapists = [add_person(program.world, f"Therapist {code}") for code in self.codes]
        self.customers = [add_person(program.world, f"Customer {code}") for code in self.codes]
        side_by_side(
            partial(_join, one, links[code]) for one, code in zip(self.therapists, self.codes, strict=True)
        )
        side_by_side(partial(_arrive, one) for one in self.customers)

    def _hire(self, roster: Path) -> dict[str, str]:
        roster.mkdir()
        people = "".join(f"{code},Therapist {code}\n" for code in self.codes)
        hours = "".join(f"{code},daily,00:00,24:00\n" for code in self.codes)
        (roster / "therapists.csv").write_text(f"code,name\n{people}")
        (roster / "services.csv").write_text("code,name,minutes,price\nback,Back massage,60,250000\n")
        (roster / "hours.csv").write_text(f"therapist,days,opens,closes\n{hours}")
        said = self.program.run("import", str(roster))
        assert said.returncode == 0, said.stdout + said.stderr
        lines = [line for line in said.stdout.splitlines() if "inv_" in line and "Therapist bench" in line]
        return {line.split(":")[0].split()[-1]: line.rsplit("inv_", 1)[1].strip() for line in lines}

    def couples(self) -> list[tuple[Phone, Phone]]:
        couples = [*zip(self.customers[:COUPLES], self.therapists[:COUPLES], strict=True)]
        pairs = "".join(f"{customer.id},{therapist.id}\n" for customer, therapist in couples)
        opened = subprocess.run(
            [sys.executable, "-m", "app", "rooms", "open"],
            input=pairs, text=True, env=self.program.environment(), cwd=self.program.folder,
            capture_output=True, check=False,
        )  # fmt: skip
        assert opened.returncode == 0, opened.stdout + opened.stderr
        for customer, therapist in couples:
            customer.see("can write to each other")
            therapist.see("can write to each other")
        await_quiet(self.program)
        time.sleep(2)  # all that setting up has used of a bot's allowance at Telegram is whole again
        return couples

    def requests(self) -> tuple[Figures, Figures]:
        buttons: dict[str, Callable[[], Any]] = {}

        def prepare(customer: Phone, code: str) -> None:
            buttons[customer.name] = partial(customer.press, _fill(customer, code))

        side_by_side(
            partial(prepare, customer, code)
            for customer, code in zip(self.customers, self.codes, strict=True)
        )
        there = Watch(self.program.database, self._ids())
        begun = dict(zip(buttons, evenly(REQUESTS, buttons.values()), strict=True))
        chats = {one.id: f"Customer {code}" for one, code in zip(self.therapists, self.codes, strict=True)}

        def which(call: dict[str, Any]) -> str | None:
            name = chats.get(call["chat"], "")
            params = call["params"]
            return name if name and name in str(params.get("text", "")) and "reply_markup" in params else None

        alerts = handed_over(self.program.world, ASKED, which)
        rooms = there.stop(ASKED)
        return (
            Figures.of([alerts[name] - at for name, at in begun.items()]),
            Figures.of([rooms[name] - at for name, at in begun.items()]),
        )

    def _ids(self) -> dict[int, str]:
        with contextlib.closing(sqlite3.connect(f"file:{self.program.database}?mode=ro", uri=True)) as found:
            by_chat = {str(one.id): one.name for one in self.customers}
            rows = found.execute("SELECT id, chat_id FROM people").fetchall()
        return {number: by_chat[chat] for number, chat in rows if chat in by_chat}


class Watch:
    """Looks every two milliseconds which rooms with an offer are committed, as any reader would see them."""

    def __init__(self, database: Path, names: dict[int, str]) -> None:
        self._database, self._names = database, names
        self._seen: dict[str, float] = {}
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self, wanted: int) -> dict[str, float]:
        ends = time.monotonic() + 60
        while len(self._seen) < wanted and time.monotonic() < ends:
            time.sleep(0.05)
        self._enough.set()
        self._thread.join()
        assert len(self._seen) >= wanted, f"{len(self._seen)} of {wanted} rooms"
        return self._seen

    def _look(self) -> None:
        last = 0
        with contextlib.closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as found:
            while not self._enough.is_set():
                for offer, customer in found.execute(NEW_OFFERS, (last,)).fetchall():
                    last = max(last, offer)
                    self._seen.setdefault(self._names.get(customer, ""), time.time())
                time.sleep(0.002)


def _join(therapist: Phone, payload: str) -> None:
    therapist.start(f"inv_{payload}")
    therapist.see("set up as a therapist")


def _arrive(customer: Phone) -> None:
    customer.start()
    customer.see("book a visit")


def _fill(customer: Phone, code: str) -> dict[str, Any]:
    """The form of the therapist's own link, up to the last tap. Answers where that is."""
    asked = max(one["message_id"] for one in customer.chat())
    customer.start(code)
    answered = ""
    for _ in range(20):
        card = next_question(customer, asked, answered)
        answered = card["text"]
        place, label = choose(card, WAY)
        if "Send request" in label:
            return place
        customer.press(place)
    raise AssertionError(f"the form does not end: {answered!r}")
