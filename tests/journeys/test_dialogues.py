"""Real dialogues in both languages, talked through rooms by several people at once, as they were typed.

Each therapist has several rooms at a time and answers as people do there: in reply to the one they mean.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import Hire, Studio, hire, last
from tests.world import Phone, Program, add_person, wait_for

VARIABLE = "ROOMLINE_TEST_DIALOGUES"
FEW, THERAPISTS, EACH = 10, 3, 2
"""Dialogues of each language in the quick gate; therapists there, and customers of each."""
Dialogue = dict[str, Any]


def read_dialogues() -> dict[str, list[Dialogue]]:
    """By language, in the file's order."""
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"no dialogues: {VARIABLE} names no file")
    file = Path(named)
    if not file.exists():
        assert os.environ.get("CI") != "true", f"{VARIABLE} names {file}, which is not there"
        pytest.skip(f"no dialogues: {file}, which {VARIABLE} names, is not there")
    found: dict[str, list[Dialogue]] = {"en": [], "id": []}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            one = json.loads(line)
            found[one["language"]].append(one)
    return found


def test_some_dialogues_of_each_language_arrive_as_typed(program: Program, tmp_path: Path) -> None:
    """Spread over the whole file: always the same ones."""
    chosen = {}
    for language, those in read_dialogues().items():
        assert len(those) >= FEW, f"only {len(those)} dialogues in {language}"
        chosen[language] = those[:: len(those) // FEW][:FEW]
    print("dialogues:", ", ".join(one["id"] for those in chosen.values() for one in those))
    talk_all(hire_for(program, tmp_path, THERAPISTS), chosen, each=EACH)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_dialogue_arrives_as_typed(program: Program, tmp_path: Path) -> None:
    talk_all(hire_for(program, tmp_path, 4), read_dialogues(), each=4)


def hire_for(program: Program, folder: Path, therapists: int) -> Studio:
    return hire(program, folder, *(Hire(name) for name in ("Alma", "Bram", "Cara", "Dirk")[:therapists]))


def talk_all(studio: Studio, dialogues: dict[str, list[Dialogue]], *, each: int) -> None:
    """Half of the customers have the bot speak English to them, half Indonesian."""
    couples = [
        Couple(studio, newcomer(studio, number, "id" if number % 2 else "en"), therapist)
        for number, therapist in enumerate(studio.therapists * each)
    ]
    open_rooms(studio, couples)
    share(couples, dialogues)
    before = {person.id: last(person) for couple in couples for person in (couple.customer, couple.therapist)}
    talk_at_once(couples)
    studio.quiet()
    for couple in couples:
        got = [one["text"] for one in couple.customer.from_bot(before[couple.customer.id])]
        assert got == couple.said("therapist"), f"what {couple.customer.name} was shown"
        assert couple.shown_to_therapist(before[couple.therapist.id]) == couple.said("customer")
    for therapist in studio.therapists:
        got = sorted(one["text"] for one in therapist.from_bot(before[therapist.id]))
        expected = [text for one in couples if one.therapist is therapist for text in one.said("customer")]
        assert got == sorted(expected), f"what {therapist.name} was shown of all customers"
    turns = sum(len(couple.said("customer")) + len(couple.said("therapist")) for couple in couples)
    print(f"{turns} turns in {len(couples)} rooms at once, each once, in order, as typed")


def newcomer(studio: Studio, number: int, language: str) -> Phone:
    person = add_person(studio.program.world, f"Talker {number}", language_code=language)
    person.start()
    return person


def open_rooms(studio: Studio, couples: list[Couple]) -> None:
    """By the operator's command: all pairs at once."""
    studio.quiet()
    pairs = "".join(f"{couple.customer.id},{couple.therapist.id}\n" for couple in couples)
    subprocess.run(
        [sys.executable, "-m", "app", "rooms", "open"],
        input=pairs,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        env=studio.program.environment(),
        cwd=studio.program.folder,
        timeout=120,
    )
    studio.quiet()
    for couple in couples:
        couple.anchor = couple.linked("person_id = {therapist} AND message_id IS NULL")[-1]


def share(couples: list[Couple], dialogues: dict[str, list[Dialogue]]) -> None:
    for number, dialogue in enumerate(one for those in dialogues.values() for one in those):
        couples[number % len(couples)].dialogues.append(dialogue)


def talk_at_once(couples: list[Couple]) -> None:
    starts = threading.Barrier(len(couples))
    with ThreadPoolExecutor(len(couples)) as together:
        for done in [together.submit(couple.talk, starts) for couple in couples]:
            done.result()


@dataclass
class Couple:
    studio: Studio
    customer: Phone
    therapist: Phone
    dialogues: list[Dialogue] = field(default_factory=list)
    anchor: int = 0
    """The latest of this room in the therapist's chat: what an answer replies to."""

    def talk(self, starts: threading.Barrier) -> None:
        """Turn by turn, as people do: nobody answers what they have not seen."""
        starts.wait(60)
        for dialogue in self.dialogues:
            for turn in dialogue["turns"]:
                what = f"{turn['text']!r} of {dialogue['id']}"
                if turn["from"] == "customer":
                    sent = self.customer.send(turn["text"])
                    self.anchor = wait_for(partial(self.copy_of, sent), what)
                else:
                    sent = self.therapist.send(turn["text"], reply_to=self.anchor)
                    wait_for(partial(self.customer.from_bot, sent), what)

    def copy_of(self, sent: int) -> int | None:
        """Where the customer's line stands in the therapist's chat; others write there at the same time."""
        query = f"source = {sent} AND sender_person = {{customer}} AND person_id = {{therapist}}"
        return next(iter(self.linked(query)), None)

    def shown_to_therapist(self, after: int) -> list[str]:
        """This room's part of what stands in the therapist's chat, as it is shown there."""
        query = "sender_person = {customer} AND person_id = {therapist}"
        mine = {*self.linked(query)}
        return [one["text"] for one in self.therapist.from_bot(after) if one["message_id"] in mine]

    def linked(self, where: str) -> list[int]:
        """Ids in chats, by what the program has noted about this pair's room."""
        ids = {
            name: f"(SELECT id FROM people WHERE chat_id = '{person.id}')"
            for name, person in (("customer", self.customer), ("therapist", self.therapist))
        }
        rows = self.studio.rows(
            "SELECT links.chat_message AS place FROM links JOIN rooms ON rooms.id = links.room_id"
            " LEFT JOIN messages ON messages.id = links.message_id"
            f" WHERE rooms.customer_id = {ids['customer']} AND {where.format(**ids)} ORDER BY links.id"
        )
        return [int(row["place"]) for row in rows]

    def said(self, who: str) -> list[str]:
        """In order. Telegram trims both ends of a text and makes blanks of tabs."""
        turns = [turn for one in self.dialogues for turn in one["turns"]]
        return [turn["text"].replace("\t", " ").strip() for turn in turns if turn["from"] == who]
