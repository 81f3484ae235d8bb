"""A bot with topics, and a therapist who has a room with each of several customers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.ledger import await_quiet
from tests.faults.paired import Paired, await_warm, free_port
from tests.world import Phone, Program, add_person, http, phone, wait_for


@dataclass
class Topical(Paired):
    """`customer` is the one of the first room."""

    others: list[Phone] = field(default_factory=list)

    def room(self, name: str) -> Phone:
        """One more customer with a room; answers once it is there, whatever becomes of its notices."""
        one = add_person(self.world, name)
        one.start()
        one.see("book a visit")
        said = self.program.run("rooms", "open", str(one.id), str(self.therapist.id))
        assert said.returncode == 0, said.stdout + said.stderr
        self.others.append(one)
        return one

    def topics(self) -> dict[int, str]:
        """Whom each thread of the therapist's chat is for."""
        url = f"{self.world}/world/people/{self.therapist.id}/chat"
        return {one["thread"]: one["name"].split(" · ")[0] for one in http("GET", url)["topics"]}

    def came(self, words: str) -> list[dict[str, Any]]:
        return [one for one in self.therapist.from_bot() if one["text"] == words]


@contextmanager
def topical(folder: Path, url: str = "") -> Iterator[Topical]:
    program = Program(folder, env={"ROOMLINE_SIMULATOR__PORT": str(free_port())}, url=url).start()
    try:
        http("POST", f"{program.world}/world/bot", {"topics": True})
        await_warm(program)  # else the parent and its next worker get in each other's way
        seen = len(_looks(program))
        program.kill_worker()
        wait_for(lambda: len(_looks(program)) > seen, "a worker that has seen the topics", 120)
        therapist = phone(program.world, "therapist")
        both = Topical(program, therapist, therapist, phone(program.world, "operator"))
        both.customer = both.room("Ana")
        both.room("Budi").see("can write to each other")
        await_quiet(program)
        yield both
    finally:
        program.stop()


def _looks(program: Program) -> list[Any]:
    calls: list[Any] = http("GET", f"{program.world}/world/calls?after=0")
    return [one for one in calls if one["method"] == "getMe"]
