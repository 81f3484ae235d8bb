"""A studio in a program that runs: therapists hired for one journey, customers who fill in the form."""

from __future__ import annotations

import contextlib
import itertools
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.ledger import count, read
from tests.main_job import next_question
from tests.world import Phone, Program, add_person, http, phone, skip_ahead, wait_for

ANYONE, NOW, STUDIO, SKIP, SEND = (
    "Anyone who is free",
    "As soon as possible",
    "At the studio",
    "Skip",
    "Send request",
)
FIRST = ""
UNHEARD = "code = 'alert' AND person_id IN (SELECT id FROM people WHERE NOT reachable)"
"""What an operator will hear who has not pressed Start: on a busy machine, that it is busy."""
"""Any question's first button."""
LATER = ("Pick a day", FIRST, FIRST)
"""The first day that is shown, its first time."""
ROUND_THE_CLOCK = "daily,00:00,24:00"
HOUR = 3600
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Typed:
    """An answer that is written instead of pressed."""

    text: str


@dataclass(frozen=True)
class Hire:
    name: str
    gender: str = "female"
    hours: Sequence[str] = (ROUND_THE_CLOCK,)


@dataclass
class Studio:
    """A service of its own and those who offer it: nobody else in the program is ever asked for it."""

    program: Program
    service: str
    therapists: list[Phone] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def customer(self, name: str, **more: Any) -> Phone:
        person = add_person(self.program.world, name, **more)
        person.start()
        person.see("book a visit")
        return person

    @property
    def operator(self) -> Phone:
        return phone(self.program.world, "operator")

    def skip(self, seconds: float) -> None:
        skip_ahead(self.program.web, seconds)

    def quiet(self, waiting: int = 0) -> None:
        """Until all that was sent is handled and all that is to be said is said, but for `waiting` lines to
        people who have stopped the bot."""
        await_quiet(self.program, waiting)

    def rows(self, query: str) -> list[Any]:
        return read(self.program, query)

    def way(self, *, whom: str = ANYONE, place: Sequence[str | Typed] = (STUDIO,)) -> list[str | Typed]:
        """The answers up to the question when."""
        return [self.service, "60 minutes", *place, whom]

    def request(
        self,
        customer: Phone,
        *,
        whom: str = ANYONE,
        place: Sequence[str | Typed] = (STUDIO,),
        when: Sequence[str | Typed] = (NOW,),
        notes: str | Typed = SKIP,
    ) -> str:
        """Answers the booking's reference, from the customer's own card."""
        before = last(customer)
        walk(customer, *self.way(whom=whom, place=place), *when, notes, SEND)
        return reference_of(customer.see("Request sent", after=before))

    def pair(self, customer: Phone, therapist: Phone, when: Sequence[str | Typed] = (NOW,)) -> str:
        """Requested and accepted, each knowing that they can write."""
        seen = last(therapist), last(customer)
        reference = self.request(customer, whom=therapist.name, when=when)
        therapist.click("Accept", after=seen[0])
        therapist.see(f"You and {customer.name} can write", after=seen[0])
        customer.see(f"You and {therapist.name} can write", after=seen[1])
        return reference


def hire(program: Program, folder: Path, *hires: Hire, join: bool = True) -> Studio:
    """By `roomline import` and the links it prints, as an operator would."""
    number = next(_numbers)
    studio = Studio(program, f"Treatment {number}")
    made = folder / f"roster-{number}"
    made.mkdir()
    code = {one.name: f"{one.name.lower()}-{number}" for one in hires}
    staff = [f"{code[one.name]},{one.name},{one.gender},treatment-{number}" for one in hires]
    hours = [f"{code[one.name]},{row}" for one in hires for row in one.hours]
    tables = {
        "services": ["code,name,minutes,price", f"treatment-{number},{studio.service},60,250000"],
        "therapists": ["code,name,gender,services", *staff],
        "hours": ["therapist,days,opens,closes", *hours],
    }
    for name, rows in tables.items():
        (made / f"{name}.csv").write_text("\n".join(rows) + "\n")
    said = program.run("import", str(made))
    assert said.returncode == 0, said.stdout + said.stderr
    for line in said.stdout.splitlines():
        if "inv_" in line:
            name, _, link = line.strip().partition(": ")
            studio.links[name] = link.rpartition("inv_")[2]
    for one in hires if join else ():
        studio.therapists.append(join_as(studio, one.name))
    return studio


def await_quiet(program: Program, waiting: int = 0) -> None:
    token = http("GET", f"{program.world}/world/bot")["token"]

    def quiet() -> bool:
        told = http("GET", f"{program.world}/bot{token}/getWebhookInfo")["result"]
        unhandled = count(program, "updates WHERE state = 'pending'")
        unsent = count(program, f"outbox WHERE state IN ('queued', 'sending') AND NOT ({UNHEARD})")
        return told["pending_update_count"] == unhandled == 0 and unsent == waiting

    wait_for(quiet, "a quiet program")


def keep_maya_to_massages(program: Program, folder: Path) -> None:
    """The sample therapist does everything, so she would be asked for every journey's own treatment too."""
    roster = folder / "sample"
    roster.mkdir()
    for name, rows in {
        "services": "code,name,minutes,price\nbalinese,Balinese massage,60,250000\n",
        "therapists": "code,name,gender,services,sample\nmaya,Maya,female,balinese,yes\n",
        "hours": f"therapist,days,opens,closes\nmaya,{ROUND_THE_CLOCK}\n",
    }.items():
        (roster / f"{name}.csv").write_text(rows)
    said = program.run("import", str(roster))
    assert said.returncode == 0, said.stdout + said.stderr


def join_as(studio: Studio, name: str, **more: Any) -> Phone:
    person = add_person(studio.program.world, name, note="therapist of a journey", **more)
    person.start(f"inv_{studio.links[name]}")
    person.see("set up as a therapist")
    return person


def last(person: Phone) -> int:
    return max((one["message_id"] for one in person.chat()), default=0)


def reference_of(card: dict[str, Any]) -> str:
    words: list[str] = card["text"].split()
    return next(word for word in words if word.startswith("RL-"))


def status(studio: Studio, reference: str) -> str:
    return str(studio.rows(f"SELECT status FROM bookings WHERE reference = '{reference}'")[0]["status"])


def walk(customer: Phone, *answers: str | Typed, asked: int | None = None) -> dict[str, Any]:
    """Opens the form (unless it was, by `asked`) and answers one question after the other, by labels.

    Answers the last card that was answered.
    """
    asked = customer.send("/book") if asked is None else asked
    card: dict[str, Any] = {"text": ""}
    for answer in answers:
        card = next_question(customer, asked, card["text"])
        if isinstance(answer, Typed):
            customer.send(answer.text)
        else:
            customer.press(place_of(card, answer))
    return card


def place_of(card: dict[str, Any], label: str) -> dict[str, Any]:
    for row, line in enumerate(card["buttons"]):
        for column, button in enumerate(line):
            if label in button["text"]:
                return {"message_id": card["message_id"], "row": row, "column": column}
    raise AssertionError(f"no button {label!r} on {card['text']!r}: {labels(card)}")


def labels(card: dict[str, Any]) -> list[str]:
    return [button["text"] for line in card["buttons"] or [] for button in line]


def shown(person: Phone, message_id: int) -> dict[str, Any]:
    """The message as the phone shows it now."""
    return next(one for one in person.chat() if one["message_id"] == message_id)


def act(person: Phone, what: str, **body: Any) -> Any:
    return http("POST", f"{person.world}/world/people/{person.id}/{what}", body)


def send(person: Phone, **body: Any) -> int:
    """A message of any kind, as docs/simulator.md describes them."""
    return int(act(person, "send", **body)["message_id"])


def answer_to(person: Phone, message_id: int, part: str = "") -> dict[str, Any]:
    """What the bot said in reply to that very message."""

    def look() -> dict[str, Any] | None:
        replies = [one for one in person.from_bot(message_id) if one["reply_to"] == message_id]
        return next((one for one in replies if part in one["text"]), None)

    found: dict[str, Any] = wait_for(look, f"{part!r} in reply to {message_id}")
    return found


def calls(world: str, after: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = http("GET", f"{world}/world/calls?after={after}")
    return found if isinstance(found, list) else found["calls"]


def bytes_of(world: str, message: dict[str, Any]) -> bytes:
    with urllib.request.urlopen(world + message["file"]["url"]) as answer:
        return bytes(answer.read())


@contextlib.contextmanager
def fault(world: str, **body: Any) -> Iterator[None]:
    http("POST", f"{world}/world/faults", body)
    try:
        yield
    finally:
        http("DELETE", f"{world}/world/faults")
