"""Twenty real dialogues, talked through rooms by several couples at once, as they were typed."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.house import LATER, NOW, Hire, hire, last
from tests.world import Phone, Program, wait_for

VARIABLE = "ROOMLINE_TEST_DIALOGUES"
EACH, COUPLES = 10, 4


def dialogues() -> list[dict[str, Any]]:
    """Ten of each language, spread over the whole file: always the same ones."""
    named = os.environ.get(VARIABLE)
    if not named:
        pytest.skip(f"no dialogues: {VARIABLE} names no file")
    file = Path(named)
    if not file.exists():
        assert os.environ.get("CI") != "true", f"{VARIABLE} names {file}, which is not there"
        pytest.skip(f"no dialogues: {file}, which {VARIABLE} names, is not there")
    read = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    chosen = []
    for language in ("en", "id"):
        those = [one for one in read if one["language"] == language]
        assert len(those) >= EACH, f"only {len(those)} dialogues in {language}"
        chosen += those[:: len(those) // EACH][:EACH]
    return chosen


def test_twenty_dialogues_arrive_as_typed(program: Program, tmp_path: Path) -> None:
    chosen = dialogues()
    print("dialogues:", ", ".join(one["id"] for one in chosen))
    studio = hire(program, tmp_path, *(Hire(name) for name in ("Alma", "Bram", "Cara", "Dirk")))
    couples = []
    for number, therapist in enumerate(studio.therapists):
        customer = studio.customer(f"Talker {number}")
        studio.pair(customer, therapist, when=LATER if number % 2 else (NOW,))
        couples.append(Couple(customer, therapist, chosen[number::COUPLES]))
    studio.quiet()
    before = {one.id: last(one) for couple in couples for one in (couple.customer, couple.therapist)}
    starts = threading.Barrier(COUPLES)
    with ThreadPoolExecutor(COUPLES) as together:
        for done in [together.submit(couple.talk, starts) for couple in couples]:
            done.result()
    studio.quiet()
    for couple in couples:
        for reader, writer in ((couple.customer, "therapist"), (couple.therapist, "customer")):
            got = [one["text"] for one in reader.from_bot(before[reader.id])]
            assert got == couple.said(writer), f"what {reader.name} was shown"


@dataclass
class Couple:
    customer: Phone
    therapist: Phone
    dialogues: list[dict[str, Any]]

    def talk(self, starts: threading.Barrier) -> None:
        """Turn by turn, as people do: nobody answers what they have not seen."""
        starts.wait(60)
        for dialogue in self.dialogues:
            for turn in dialogue["turns"]:
                pair = self.customer, self.therapist
                sender, reader = pair if turn["from"] == "customer" else reversed(pair)
                sent = sender.send(turn["text"])
                wait_for(partial(reader.from_bot, sent), f"{turn['text']!r} of {dialogue['id']}")

    def said(self, who: str) -> list[str]:
        """In order. Telegram trims both ends of a text."""
        turns = [turn for one in self.dialogues for turn in one["turns"]]
        return [turn["text"].strip() for turn in turns if turn["from"] == who]
