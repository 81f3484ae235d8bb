"""What the program writes down about itself, at its most talkative, after everything that went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.paired import Paired, paired
from tests.pictures import picture
from tests.world import http, wait_for

pytestmark = pytest.mark.slow

SAID = {
    "said": "velvet-anteater over the hills",
    "back": "marzipan-lighthouse at noon",
    "caption": "periwinkle-knee from the left",
    "no room": "quartz-umbrella to nobody",
    "bad": "saffron-tugboat that is refused",
    "cut": "indigo-walnut on a cut line",
    "page": "amber-ptarmigan behind a gateway",
}


def talk(pair: Paired) -> None:
    customer, therapist = pair.customer, pair.therapist
    customer.send(SAID["said"])
    therapist.see(SAID["said"])
    therapist.send(SAID["back"])
    customer.send_photo(picture(2), SAID["caption"], name="tangerine-file.png")
    therapist.see(SAID["caption"])
    pair.operator.send(SAID["no room"])
    pair.operator.send("/status")
    pair.quiet()


def suffer(pair: Paired) -> None:
    for words, kind, more in (
        ("bad", "error", {"code": 400, "description": "Bad Request: can't do that"}),
        ("cut", "cut_after", {}),
        ("page", "502", {}),
    ):
        pair.fault(kind, "sendMessage", chat=pair.therapist.id, count=1, **more)
        pair.customer.send(SAID[words])
        pair.quiet()
    pair.fault("429", "sendMessage", count=1)
    pair.fault("down", "getUpdates", seconds=1)
    pair.customer.send("/help")
    pair.customer.press({"message_id": pair.customer.from_bot()[0]["message_id"], "data": "cobalt-forgery"})
    pair.quiet()
    pair.kill_worker()
    pair.quiet()


def test_neither_the_token_nor_anybody_s_words_are_in_the_log(tmp_path: Path) -> None:
    with paired(tmp_path, ROOMLINE_LOGS__LEVEL="debug") as pair:
        talk(pair)
        suffer(pair)
        token = http("GET", f"{pair.world}/world/bot")["token"]
        wait_for(lambda: "refused" in pair.program.log(), "the refused press in the log", 10)
    log = pair.program.log()
    words = [*SAID.values(), "tangerine-file", "cobalt-forgery"]
    found = [word for word in (token, token.partition(":")[2], *words) if word in log]
    bare = [word for word in words if word.split()[0] in log]
    lines = log.splitlines()
    print(f"\n{len(lines)} lines, {sum('debug' in line for line in lines)} of them debug")
    assert (found, bare) == ([], [])
    assert any("[debug" in line for line in lines), "not at its most talkative, so nothing is shown"
