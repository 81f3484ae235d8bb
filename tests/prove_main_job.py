"""The main job over HTTP, against a program that runs already: request, accept, talk, a photo, expire.

    python tests/prove_main_job.py '{"web": "http://…", "simulator": "http://…"}'

Takes the line that `roomline run --headless` prints. Standard library only; the exit code is 0 only when all
of it was seen. Its last line counts what was looked at.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.main_job import pair
from tests.pictures import picture
from tests.world import add_person, phone, skip_ahead, wait_for

DAY = 24 * 3600


def main(line: str) -> int:
    where = json.loads(line)
    job = Job(where["simulator"], where["web"])
    steps = [job.request_and_accept, job.talk_both_ways, job.send_a_photo, job.ask_for_the_status, job.expire]
    for step in steps:
        step()
        print(f"ok: {step.__name__.replace('_', ' ')}", flush=True)
    print(f"{len(steps)} passed, 0 failed")
    return 0


class Job:
    def __init__(self, world: str, web: str) -> None:
        self.world, self.web = world, web
        self.customer = add_person(world, "Ana")
        self.therapist = phone(world, "therapist")
        self.operator = phone(world, "operator")

    def request_and_accept(self) -> None:
        self.customer.start()
        self.customer.see("book a visit")
        reference = pair(self.customer, self.therapist)
        assert reference.startswith("RL-"), reference

    def talk_both_ways(self) -> None:
        self.customer.send("Is there parking at the studio? 🚗")
        self.therapist.see("Is there parking at the studio? 🚗")
        self.therapist.send("Yes, behind the house")
        self.customer.see("Yes, behind the house")

    def send_a_photo(self) -> None:
        self.customer.send_photo(picture(7), "This is my knee")
        got = self.therapist.see("This is my knee")
        assert got["kind"] == "photo", got
        with urllib.request.urlopen(self.world + got["file"]["url"]) as answer:
            assert answer.read() == picture(7), "another picture arrived"

    def ask_for_the_status(self) -> None:
        sent = self.operator.send("/status")
        self.operator.see("Telegram", after=sent)

    def expire(self) -> None:
        before = max(one["message_id"] for one in self.customer.chat())
        skip_ahead(self.web, 2 * DAY)
        wait_for(lambda: self.customer.from_bot(before), "a word that the room has ended")
        late = self.customer.send("Are you still there?")
        explained = wait_for(lambda: self.customer.from_bot(late), "an explanation")[-1]
        assert explained["reply_to"] == late, explained
        carried = [one for one in self.therapist.from_bot() if "still there" in one["text"]]
        assert not carried, "a room that had ended carried a message"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
