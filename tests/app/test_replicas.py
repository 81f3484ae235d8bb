"""Two programs on one database and one machine, and the commands that ask "the" program."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.ledger import read
from tests.fleet import Fleet, Replica, fleet
from tests.storage.postgres import Server
from tests.world import ROOT, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Fleet]:
    with fleet(tmp_path_factory.mktemp("two"), server, 2) as both:
        assert both.replicas[0].run("import", str(ROOT / "sample")).returncode == 0
        yield both


def part(replica: Replica, name: str) -> dict[str, Any]:
    report = json.loads(replica.run("status", "--json").stdout)
    found: dict[str, Any] = next(one for one in report["parts"] if one["part"] == name)
    return found


def stands_by(whole: Fleet) -> Replica:
    (other,) = whole.others(whole.polls())
    return other


def verify(replica: Replica) -> list[dict[str, Any]]:
    return [json.loads(line) for line in replica.run("verify", "--json").stdout.splitlines()]


def test_one_fetches_and_the_other_says_so_and_is_well(two: Fleet) -> None:
    def told() -> bool:
        other = part(stands_by(two), "telegram")
        return (other["figures"].get("polls"), other["colour"]) == ("another program", "green")

    wait_for(told, "that the one that stands by says so")
    assert part(two.polls(), "telegram")["figures"]["fetched_ago"] < 10


def test_the_chain_is_whole_on_the_one_that_stands_by(two: Fleet) -> None:
    """Whoever carries out what its people say: what is sent to them ends where somebody looks for it."""
    links = verify(stands_by(two))
    print("\n" + "\n".join(f"{one['name']}: {one['milliseconds']:.0f} ms" for one in links))
    assert len(links) == 11 and all(one["holds"] for one in links), links
    assert read(two, "SELECT id FROM people WHERE probe") == []


def test_two_that_verify_at_once_do_not_meet(two: Fleet) -> None:
    """Each is whole, or says that the other is at it; nobody removes the other's people."""
    found: list[list[dict[str, Any]]] = []
    both = [threading.Thread(target=lambda one=one: found.append(verify(one))) for one in two.replicas]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
    whole = [links for links in found if all(one["holds"] for one in links)]
    refused = [links for links in found if links not in whole]
    print(f"\nverified at once: {len(whole)} whole, {len(refused)} told that the other is at it")
    assert whole
    for (only,) in refused:
        assert only["name"] == "nobody else verifies" and "another program" in only["why"]
    assert read(two, "SELECT id FROM people WHERE probe") == []


def test_whoever_ends_hands_the_fetching_over(two: Fleet) -> None:
    first = two.polls()
    (other,) = two.others(first)
    first.end()
    ended = time.monotonic()
    wait_for(lambda: two.polls() is other, "the other to fetch", 10)
    print(f"\nthe one that fetched ended: the other fetches {time.monotonic() - ended:.2f} s later")
    assert "epoch" not in first.log(), "a good end is nothing to be warned of"
    assert read(two, "SELECT id FROM epochs WHERE ended_at IS NULL AND lease_until IS NULL") == []
    two.start()
    wait_for(lambda: part(first, "telegram")["figures"].get("polls"), "the first to stand by")


def test_a_second_on_one_machine_has_a_seat_of_its_own(two: Fleet, tmp_path: Path) -> None:
    config = two.replicas[0].environment()["ROOMLINE_CONFIG"]
    third = Replica(tmp_path, url=two.url, telegram=two.world)
    third.env = {**two.replicas[0].env, "ROOMLINE_CONFIG": config}
    third.spawn()
    try:
        third.await_line()
        seats = sorted(one.name for one in Path(config).parent.rglob("*.sock"))
        assert seats == ["roomline-2.sock", "roomline.sock"]
        assert part(third, "database")["colour"] == "green"
        two.replicas[0].freeze()
        began = time.monotonic()
        assert json.loads(third.run("status", "--json").stdout)["overall"] == "green"
        print(f"\nbeside one that stands still: status after {time.monotonic() - began:.1f} s")
    finally:
        two.replicas[0].thaw()
        third.end()
