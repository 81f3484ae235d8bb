"""The switchboard: everything that can go wrong, what Telegram allows, and whole trials as files."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import PATIENCE, open_switchboard, phone, phone_of
from tests.simulator.driver import Json, Trial


async def faults(trial: Trial, count: int) -> list[Json]:
    """Once there are so many."""
    async with asyncio.timeout(PATIENCE / 1000):
        while len(found := await trial.world("GET", "faults")) != count:
            await trial.world("GET", "clock")
    return list(found)


async def test_every_fault_is_a_switch_and_one_button_ends_them_all(
    trial: Trial, open_page: OpenPage, shot: Shot
) -> None:
    kinds = await trial.world("GET", "faults/kinds")
    page = await open_page(trial.address)
    await open_switchboard(page)
    switches = page.locator("#faults [role=switch]")
    await expect(switches).to_have_count(len(kinds))
    clear = page.get_by_test_id("faults-clear")
    await expect(clear).to_be_disabled()
    for kind in kinds:
        switch = page.get_by_test_id(f"fault-{kind['code']}")
        await expect(switch).to_contain_text(kind["sentence"])
        await switch.click()
        await expect(switch).to_have_attribute("aria-checked", "true")
    assert {one["kind"] for one in await faults(trial, len(kinds))} == {kind["code"] for kind in kinds}
    await expect(page.locator("#faults-on")).to_have_text(f"{len(kinds)} on")
    await shot(page, "switchboard-all-faults")
    await clear.click()
    await expect(clear).to_be_disabled()
    await expect(page.locator("#faults [aria-checked=true]")).to_have_count(0)
    assert await faults(trial, 0) == []


async def test_a_fault_for_one_person_so_many_times(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    mia, tara = phone(page, "customer"), phone(page, "therapist")
    for one in (mia, tara):
        await one.start()
        await one.see("/start")
    await open_switchboard(page)
    await page.get_by_test_id("fault-chat").select_option("to Mia (sample)")
    await page.get_by_test_id("fault-count").select_option("next 1")
    await page.get_by_test_id("fault-429").click()
    assert (await faults(trial, 1))[0]["chat"] == await mia.person()
    await trial.said(await tara.person(), "Not struck")
    refused = await trial.call("sendMessage", chat_id=await mia.person(), text="Struck")
    assert refused["parameters"] == {"retry_after": 5}
    await expect(page.get_by_test_id("fault-429")).to_have_attribute("aria-checked", "false")
    struck = page.locator(".call[data-method=sendMessage]", has=page.locator(".struck"))
    await expect(struck).to_have_count(1)


async def test_a_fault_told_exactly(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    page = await open_page(trial.address)
    await open_switchboard(page)
    await page.get_by_test_id("fault-exact-error").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Which calls").fill("sendDice")
    await dialog.get_by_role("textbox", name="How many times").fill("many")
    await dialog.get_by_role("button", name="Switch it on").click()
    await expect(dialog.get_by_role("alert")).to_have_text("“many” is no number.")
    await dialog.get_by_role("textbox", name="How many times").fill("2")
    await dialog.get_by_role("textbox", name="Error code").fill("418")
    await dialog.get_by_role("textbox", name="What the error says").fill("I'm a teapot")
    await shot(page, "switchboard-exactly")
    await dialog.get_by_role("button", name="Switch it on").click()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_test_id("fault-exact-error")).to_be_focused()
    (fault,) = await faults(trial, 1)
    assert (fault["method"], fault["count"], fault["code"]) == ("sendDice", 2, 418)
    assert await trial.refusal("sendDice", chat_id=1) == (418, "I'm a teapot")


async def test_a_call_that_is_held_shows_that_it_is(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    await open_switchboard(page)
    await trial.world("POST", "faults", {"kind": "timeout_before", "method": "getMe"})
    call = asyncio.ensure_future(trial.call("getMe"))
    entry = page.locator(".call[data-method=getMe]")
    await expect(entry.locator(".code")).to_have_text("held")
    call.cancel()
    await expect(entry.locator(".code")).to_have_text("lost")
    await entry.locator("summary").click()
    await expect(entry).to_contain_text("fault: timeout_before")


async def test_limits_and_topics_are_switched(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    await open_switchboard(page)
    await page.get_by_text("What Telegram allows").click()
    rates = page.get_by_test_id("rates")
    await expect(rates).to_have_attribute("aria-checked", "false")
    await rates.click()
    await expect(rates).to_have_attribute("aria-checked", "true")
    assert (await trial.world("GET", "rates"))["on"] is True
    await expect(page.get_by_test_id("bot-topics_lost")).to_be_hidden()
    await page.get_by_test_id("bot-topics").click()
    await expect(page.get_by_role("tab", name="Main chat")).to_have_count(3)
    await page.get_by_test_id("bot-lost_topics").click()
    await expect(page.get_by_test_id("bot-lost_topics")).to_have_attribute("aria-checked", "true")
    assert (await trial.world("GET", "bot"))["lost_topics"] == "dropped"


async def test_a_trial_is_saved_and_loaded(
    trial: Trial, open_page: OpenPage, shot: Shot, tmp_path: Path
) -> None:
    page = await open_page(trial.address, refusals={400})
    mia = phone(page, "customer")
    await mia.start()
    await mia.write("Keep this")
    await trial.ask("getMe")
    await open_switchboard(page)
    await page.get_by_text("This trial as a file").click()
    async with page.expect_download() as coming:
        await page.get_by_test_id("save").click()
    saved = tmp_path / "world.zip"
    await (await coming.value).save_as(saved)
    await mia.write("Lose this")
    await trial.person(first_name="Later")
    await expect(phone_of(page, "Later").node).to_be_visible()
    (tmp_path / "none.zip").write_text("This is no world.")
    await page.get_by_test_id("load-file").set_input_files(tmp_path / "none.zip")
    await page.get_by_role("button", name="Load it").click()
    await expect(page.locator("#load-complaint")).to_contain_text("This file is not a saved world")
    await expect(mia.row("Lose this")).to_be_visible()
    await page.get_by_test_id("load-file").set_input_files(saved)
    await shot(page, "switchboard-load")
    await page.get_by_role("button", name="Load it").click()
    await expect(phone_of(page, "Later").node).to_have_count(0)
    await mia.see("Keep this")
    await expect(page.locator(".call[data-method=getMe]")).to_have_count(1)
    await expect(mia.row("Lose this")).to_have_count(0)
    await mia.write("It goes on")


async def test_what_breaks_the_bot_api_is_listed(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    await open_switchboard(page)
    await expect(page.get_by_test_id("findings")).to_be_hidden()
    await trial.ask("sendChatAction", chat_id=(await trial.person()), action="typing", surprise=1)
    await expect(page.get_by_test_id("findings")).to_be_visible()
    await page.get_by_text("Not as the Bot API says").click()
    await expect(page.locator("#findings-list li")).to_contain_text("surprise")
    await trial.findings()
