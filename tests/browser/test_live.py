"""The page stays true to the world: through a restart of the simulator, and with many phones."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import phone, phone_of
from tests.simulator.driver import Trial, running


@pytest.mark.slow
async def test_the_page_goes_on_after_the_simulator_was_killed(browser: Browser, tmp_path: Path) -> None:
    """Without an eye on its complaints: a page whose server is gone has some."""
    context = await browser.new_context()
    page = await context.new_page()
    async with running(tmp_path / "world") as trial:
        port = str(urlsplit(trial.address).port)
        await page.goto(trial.address)
        mia = phone(page, "customer")
        await mia.start()
        await expect(page.locator("#connection")).to_contain_text("live")
        person = await mia.person()
        await trial.said(person, "Before")
        await mia.see("Before")
        trial.kill()
        await expect(page.locator("#connection")).to_contain_text("reconnecting")
    async with running(tmp_path / "world", f"--port={port}") as trial:
        await trial.said(person, "Said while nobody listened")
        await mia.see("Said while nobody listened")
        await expect(page.locator("#connection")).to_contain_text("live")
        await mia.write("Still there")
    await context.close()


async def test_as_many_phones_as_there_are_people(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    for name in ("Ana", "Budi", "Citra", "Dewi", "Eko", "Farah", "Gede", "Hana", "Indra"):
        await trial.world("POST", "people", {"first_name": name, "note": "customer"})
    page = await open_page(trial.address)
    await expect(page.locator("section.phone")).to_have_count(12)
    last = phone_of(page, "Indra")
    start = last.node.get_by_role("button", name="Start", exact=True)
    await start.focus()
    await page.keyboard.press("Enter")
    await expect(start).to_have_count(0)
    await expect(last.composer).to_be_in_viewport()
    first = await page.locator("section.phone").first.bounding_box()
    assert first and round(first["width"]) >= 300
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await shot(page, "live-many-phones")


async def test_of_a_long_chat_the_newest_is_read_and_older_when_asked_for(
    trial: Trial, open_page: OpenPage
) -> None:
    person = (await trial.world("GET", "people"))[0]["id"]
    await trial.act(person, "start")
    for number in range(1_100):
        await trial.said(person, f"No. {number}.")
    page = await open_page(trial.address)
    log = page.locator("section.phone").first.locator(".log")
    await expect(log.get_by_text("No. 1099.", exact=True)).to_be_visible()
    oldest = log.get_by_text("No. 0.", exact=True)
    for _ in range(3):
        await expect(oldest).to_have_count(0)
        await log.locator("button.earlier").click()
    await expect(oldest).to_have_count(1)
    await expect(log.locator("button.earlier")).to_have_count(0)
