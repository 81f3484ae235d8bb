"""Six customers and three therapists who book and talk, all at once, while somebody kills the program."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from pathlib import Path

from tests import held
from tests.faults.ledger import Book, Line, count
from tests.main_job import pair
from tests.world import Phone, Program, add_person, wait_for

CSV = {
    "therapists.csv": "code,name\numa,Uma\nvera,Vera\nwina,Wina\n",
    "services.csv": "code,name,minutes,price\nback,Back massage,60,250000\n",
    "hours.csv": "therapist,days,opens,closes\n"
    + "".join(f"{code},daily,00:00,24:00\n" for code in ("uma", "vera", "wina")),
}

AT_ONCE = 60
"""Lines that may be on their way at the same time: two seconds' worth."""
AWAY = (OSError, HTTPException, ValueError)
"""A Telegram that is away, or dies in the middle of its answer."""
UNDER_BLOWS = 150.0
"""Seconds anybody waits for an answer: killed every second or two, a program does little in each life."""


def in_letters(number: int) -> str:
    """Rows of digits could be somebody's telephone number in pieces, and would be stopped."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


@dataclass
class Couple:
    """`anchor` is a message of the room in the therapist's chat: with two rooms there, she replies to it."""

    customer: Phone
    therapist: Phone
    anchor: int


@dataclass
class BusyStudio:
    program: Program
    seed: int
    rest: tuple[float, float] = (0.1, 0.8)
    """Seconds between a couple's lines and their next: all together just under the 30 a second of a bot."""
    book: Book = field(default_factory=Book)
    therapists: list[Phone] = field(default_factory=list)
    customers: list[Phone] = field(default_factory=list)
    couples: list[Couple] = field(default_factory=list)
    may_talk: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    _troubles: list[BaseException] = field(default_factory=list)

    def hire(self, folder: Path) -> None:
        """Three therapists by `roomline import` and the invite links it prints."""
        folder.mkdir()
        for name, text in CSV.items():
            (folder / name).write_text(text)
        said = self.program.run("import", str(folder))
        assert said.returncode == 0, said.stdout + said.stderr
        payloads = [line.rsplit("inv_", 1)[1] for line in said.stdout.splitlines() if "inv_" in line]
        names = [line.split(":")[0].strip() for line in said.stdout.splitlines() if "inv_" in line]
        for name, payload in zip(names, payloads, strict=True):
            if name in {"Uma", "Vera", "Wina"}:
                therapist = add_person(self.program.world, name, note="therapist of the test")
                therapist.start(f"inv_{payload}")
                therapist.see("set up as a therapist")
                self.therapists.append(therapist)
        assert len(self.therapists) == 3, said.stdout
        self.customers = [add_person(self.program.world, f"Customer {letter}") for letter in "ABCDEF"]

    @property
    def phones(self) -> list[Phone]:
        return [*self.therapists, *self.customers]

    def live(self) -> list[threading.Thread]:
        """Each therapist's two customers book one after the other; once they may, all talk until the end."""
        return [self._start(partial(self._booking, number)) for number in range(3)]

    @property
    def trouble(self) -> bool:
        return bool(self._troubles)

    def end(self, threads: list[threading.Thread]) -> None:
        self.ended.set()
        for thread in threads:
            thread.join(60)
        if self._troubles:
            raise self._troubles[0]

    def _start(self, work: Callable[[], None]) -> threading.Thread:
        def guarded() -> None:
            try:
                work()
            except BaseException as trouble:  # noqa: BLE001 - raised again in the test's own thread
                self._troubles.append(trouble)

        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        return thread

    def _booking(self, number: int) -> None:
        chance = random.Random(self.seed * 10 + number)
        therapist = self.therapists[number]
        talking = []
        for customer in self.customers[2 * number : 2 * number + 2]:
            customer.start()
            customer.see("book a visit", patience=UNDER_BLOWS)
            pair(customer, therapist, by_name=therapist.name, patience=UNDER_BLOWS)
            seen = therapist.see(f"You and {customer.name} can write", patience=UNDER_BLOWS)
            couple = Couple(customer, therapist, seen["message_id"])
            self.couples.append(couple)
            talking.append(self._start(partial(self._talk, couple)))
        while not self.ended.is_set():
            time.sleep(chance.uniform(0.05, 0.2))
        for thread in talking:
            thread.join(30)

    def _talk(self, couple: Couple) -> None:
        chance, number = random.Random(couple.customer.id), 0
        while self.may_talk.wait() and not self.ended.is_set():
            number += 1
            mark = f"{couple.customer.name}, {in_letters(number)}"
            while not self._keeps_up():
                time.sleep(0.05)
            self._say(couple.customer, couple.therapist, f"from {mark}")
            self._say(couple.therapist, couple.customer, f"to {mark}", reply_to=couple.anchor)
            time.sleep(chance.uniform(*self.rest))

    def _keeps_up(self) -> bool:
        """On a machine that is busy with other things, people who never wait would only make the line ever
        longer, and whoever waits in it for a form's next question would see it too late."""
        if self.ended.is_set():
            return True
        try:
            settled = count(self.program, "messages WHERE state NOT IN ('held', 'queued')")
        except held.NOT_THERE:
            return False
        return len(self.book.lines) - settled < AT_ONCE

    def _say(self, sender: Phone, receiver: Phone, text: str, reply_to: int | None = None) -> None:
        """Once, also when Telegram dies while it is said: then what it has of it decides."""
        self.book.saying(text)
        while True:
            try:
                sent = sender.send(text, reply_to)
            except AWAY:
                found = wait_for(partial(_sent, sender, text), "a Telegram that is back", UNDER_BLOWS)
                if not found[0]:
                    continue
                sent = found[0]
            self.book.lines.append(Line(sender.id, receiver.id, text, sent))
            return


def _sent(sender: Phone, text: str) -> tuple[int] | None:
    """The message's number, 0 where it was never sent; None while nobody answers."""
    try:
        chat = sender.chat()
    except AWAY:
        return None
    return (next((one["message_id"] for one in chat if one["from"] == "me" and one["text"] == text), 0),)
