"""A therapist with three rooms in one chat, as her phone shows it: with a topic for each, and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import phone_of
from tests.journeys.house import LATER, Hire, Studio, answer_to, calls, hire, send
from tests.world import Phone, Program, http, wait_for

WORDS = {"Abel": "Is there parking?", "Bert": "The gate is green", "Cleo": "Could we start at six?"}


@pytest.mark.parametrize(
    "topics",
    [pytest.param(False, id="one chat"), pytest.param(True, id="topics", marks=pytest.mark.slow)],
)
async def test_three_rooms(
    program: Program, open_page: OpenPage, shot: Shot, tmp_path: Path, topics: bool
) -> None:
    if topics:
        with_topics(program)
    studio = hire(program, tmp_path, Hire("Putri"))
    putri = studio.therapists[0]
    customers = [studio.customer(name) for name in WORDS]
    threads = talk(studio, putri, customers)
    page = await open_page(program.world, size=(1440, 900))
    hers = phone_of(page, "Putri")
    await hers.node.scroll_into_view_if_needed()
    tabs = hers.node.get_by_role("tab")
    if not topics:
        await expect(tabs).to_have_count(0)
        answered = hers.row("Could we start at six?").locator(".reply")
        await expect(answered).to_contain_text("Cleo")
        await shot(page, "rooms-three-in-one-chat")
        return
    await shot(page, "rooms-three-main-chat")
    for customer in customers:
        await tabs.filter(has_text=customer.name).click()
        await expect(hers.row(WORDS[customer.name])).to_be_visible()
        for other in customers:
            if other is not customer:
                await expect(hers.row(WORDS[other.name])).to_have_count(0)
    await hers.write("See you at six")
    customers[2].see("See you at six")
    await shot(page, "rooms-three-topics")
    studio.quiet()
    assert not any("See you" in one["text"] for other in customers[:2] for one in other.from_bot())
    assert set(threads) == set(WORDS)


def with_topics(program: Program) -> None:
    http("POST", f"{program.world}/world/bot", {"topics": True})
    since = calls(program.world)[-1]["seq"]
    program.kill_worker()
    wait_for(lambda: "getMe" in [call["method"] for call in calls(program.world, since)], "a new worker")


def talk(studio: Studio, putri: Phone, customers: list[Phone]) -> dict[str, int]:
    """Each says something, and Putri answers the second in his topic, or by a reply where there are none."""
    for customer in customers:
        studio.pair(customer, putri, when=LATER)
    for customer in customers:
        customer.send(WORDS[customer.name])
        putri.see(WORDS[customer.name])
    shown = http("GET", f"{putri.world}/world/people/{putri.id}/chat")["topics"]
    gate = putri.see("The gate is green")
    if shown:
        send(putri, text="Thank you, Bert", thread=gate["thread"])
    else:
        send(putri, text="Thank you, Bert", reply_to=gate["message_id"])
        answer_to(putri, putri.send("On my way"), "1 message waits")
    customers[1].see("Thank you, Bert")
    return {one["name"].split(" · ")[0]: one["thread"] for one in shown}
