"""The main job by clicking the phones of the real program, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import Handset, fill_form, open_switchboard, phone, phone_of, width_of_picture
from tests.browser.scenes import WIDTH, drawn
from tests.world import Program

PHONE_WIDTH = (390, 844)


async def test_the_main_job(
    program: Program, open_page: OpenPage, browser: Browser, shot: Shot, tmp_path: Path
) -> None:
    page = await open_page(program.world)
    mia, maya, omar = (phone(page, note) for note in ("customer", "therapist", "operator"))
    await expect(page.locator("#intro-hint")).to_contain_text("Press Start on Mia's phone")
    await expect(page.locator("#bot-name")).to_have_text("Roomline (trial)")
    await shot(page, "main-1-first-look")
    await mia.start()
    await mia.press("Book a visit")
    await ask_with_second_thoughts(mia)
    await shot(page, "main-2-summary")
    await mia.press("Send request")
    await maya.see("New request")
    await mia.see("Request sent")
    await shot(page, "main-3-requested")
    await maya.press("Accept")
    for side in (mia, maya):
        await side.see("can write to each other")
    await mia.see("Confirmed")
    await maya.see("You accepted")
    await shot(page, "main-4-accepted")
    await write_both_ways(mia, maya)
    await mia.attach(await drawn(browser, "gate", tmp_path))
    await shot(page, "main-5-about-to-send")
    await mia.write("This is the gate, you see the **47**?")
    await picture_arrives(mia, maya, "This is the gate")
    await maya.attach(await drawn(browser, "oils", tmp_path))
    await maya.write("Lavender or sesame?")
    await picture_arrives(maya, mia, "Lavender or sesame?")
    await omar.write("/status")
    await omar.see_from_bot("Telegram")
    await shot(page, "main-6-talking")
    await expire(page, mia, maya)
    await shot(page, "main-7-expired")
    late = await mia.write("Are you still there?")
    told = await mia.see_from_bot("Not delivered")
    await expect(told.locator(".reply")).to_contain_text("Are you still there?")
    await expect(late).to_be_visible()
    await expect(maya.row("Are you still there?")).to_have_count(0)
    await shot(page, "main-8-too-late")


async def ask_with_second_thoughts(mia: Handset) -> None:
    """The long way: at home, with notes, and back once to change the length."""
    await mia.press("Deep tissue massage")
    await mia.press("90 minutes")
    await mia.see("Where?")
    await mia.press("Back")
    await mia.press("60 minutes")
    await mia.press("At my home")
    await mia.see("What is the address?")
    await mia.write("Jalan Danau Tamblingan 47")
    await mia.press("Sanur")
    await mia.press("Maya")
    await mia.press("As soon as possible")
    await mia.see("Anything the therapist should know?")
    await mia.write("My left shoulder is stiff")
    card = await mia.see_from_bot("Nothing is booked yet")
    for answer in ("Deep tissue massage, 60 minutes", "Tamblingan 47, Sanur", "Maya", "left shoulder"):
        await expect(card).to_contain_text(answer)


async def write_both_ways(mia: Handset, maya: Handset) -> None:
    await mia.write("Hello Maya! Please ring **twice**, the bell is __very__ quiet 🔔")
    got = await maya.see("Please ring twice, the bell is very quiet 🔔")
    await expect(got.locator("b")).to_have_text("twice")
    await expect(got.locator("i", has_text="very")).to_be_visible()
    await maya.write("I will 😊 Gate code `4711`, right?")
    got = await mia.see("I will 😊 Gate code 4711, right?")
    await expect(got.locator("code")).to_have_text("4711")
    await got.click(button="right")
    await mia.page.get_by_role("menuitem", name="Reply").click()
    await mia.write("Right!")
    answer = await maya.see("Right!")
    await expect(answer.locator(".reply")).to_contain_text("Gate code 4711")


async def picture_arrives(sender: Handset, reader: Handset, caption: str) -> None:
    assert await width_of_picture(sender.row(caption)) == WIDTH
    got = await reader.see_from_bot(caption)
    assert await width_of_picture(got) == WIDTH


async def expire(page: Page, mia: Handset, maya: Handset) -> None:
    """A day on, the room is open: 24 hours count from the end of the visit. Another day on, it is not."""
    await open_switchboard(page)
    await page.get_by_test_id("skip-86400").click()
    await expect(page.locator("#trial-ahead")).to_contain_text("1 day")
    await mia.write("Thank you for yesterday")
    await maya.see("Thank you for yesterday")
    await page.get_by_test_id("skip-86400").click()
    for side in (mia, maya):
        await side.see("has ended")


@pytest.mark.slow
async def test_when_telegram_does_not_answer(program: Program, open_page: OpenPage, shot: Shot) -> None:
    page = await open_page(program.world, dark=True)
    mia, maya = phone(page, "customer"), phone(page, "therapist")
    await mia.start()
    await mia.press("Book a visit")
    await fill_form(mia)
    await maya.press("Accept")
    await mia.see("can write to each other")
    await lose_the_next_answer_about(page, "Maya")
    await mia.write("Shall I bring a towel?")
    told = await mia.see_from_bot("It may have arrived")
    await expect(told.locator(".reply")).to_contain_text("Shall I bring a towel?")
    await expect(maya.row("Shall I bring a towel?")).to_have_count(1)
    await shot(page, "trouble-1-uncertain")
    await mia.press("Send again")
    await expect(maya.rows.filter(has_text="Shall I bring a towel?")).to_have_count(2)
    await expect(mia.key("Send again")).to_have_count(0)
    await lose_the_next_answer_about(page, "Maya")
    await mia.write("Or two?")
    await mia.press("Leave it")
    await mia.see("Left as it is")
    await expect(maya.rows.filter(has_text="Or two?")).to_have_count(1)
    await cut_off(page, mia, maya)
    await shot(page, "trouble-2-settled")


async def lose_the_next_answer_about(page: Page, name: str) -> None:
    """The next thing sent to that person gets there, and the bot is not told."""
    await open_switchboard(page)
    await page.get_by_test_id("fault-method").select_option("when sending")
    await page.get_by_test_id("fault-chat").select_option(f"to {name}")
    await page.get_by_test_id("fault-count").select_option("next 1")
    switch = page.get_by_test_id("fault-cut_after")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")


async def cut_off(page: Page, mia: Handset, maya: Handset) -> None:
    """What is written while Telegram is down arrives once, when it is back."""
    down = page.get_by_test_id("fault-down")
    await down.click()
    await expect(down).to_have_attribute("aria-checked", "true")
    await expect(down).to_contain_text("struck")
    await mia.write("I am at the door")
    await expect(maya.row("I am at the door")).to_have_count(0)
    await down.click()
    await maya.see("I am at the door")
    await expect(maya.rows.filter(has_text="I am at the door")).to_have_count(1)


@pytest.mark.slow
async def test_on_a_phone_with_somebody_new(program: Program, open_page: OpenPage, shot: Shot) -> None:
    page = await open_page(
        program.world, size=PHONE_WIDTH, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    await shot(page, "phone-1-first-look")
    await page.get_by_test_id("add-person").click()
    await page.get_by_role("textbox", name="Name", exact=False).first.fill("Rosa")
    await page.get_by_role("combobox", name=re.compile("Note")).fill("customer")
    await shot(page, "phone-2-add")
    await page.get_by_role("button", name="Add", exact=True).click()
    rosa, maya = phone_of(page, "Rosa"), phone(page, "therapist")
    await expect(page.get_by_role("tab", name="Rosa")).to_have_attribute("aria-selected", "true")
    await rosa.start()
    await rosa.press("Book a visit")
    await fill_form(rosa, upto="Skip")
    await rosa.see("Nothing is booked yet")
    await shot(page, "phone-3-summary")
    await rosa.press("Send request")
    await rosa.see("Request sent")
    await expect(page.get_by_role("tab", name="Maya").locator(".unread")).to_be_visible()
    await page.get_by_role("tab", name="Maya").click()
    await maya.see("New request")
    await shot(page, "phone-4-request")
    await maya.press("Accept")
    await maya.see("can write to each other")
    await maya.write("Hello Rosa, come in by the green door 🚪")
    await page.get_by_role("tab", name="Rosa").click()
    await rosa.see("come in by the green door")
    await shot(page, "phone-5-talking")
    await open_switchboard(page)
    await shot(page, "phone-6-switchboard")
    await page.get_by_test_id("skip-86400").click()
    await page.get_by_test_id("skip-86400").click()
    await page.get_by_role("button", name="Close the switchboard").click()
    await rosa.see("has ended")
    await nothing_sticks_out(page)


async def nothing_sticks_out(page: Page) -> None:
    """No sideways scrolling of the page itself."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
