"""The page by itself: the test is the bot, so everything shown is known to the letter."""

from __future__ import annotations

import asyncio
from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import PATIENCE, Handset, open_switchboard, phone, phone_of, width_of_picture
from tests.pictures import picture
from tests.simulator.driver import Json, Trial

BUTTONS = {
    "inline_keyboard": [[{"text": "One", "callback_data": "1"}, {"text": "Two", "callback_data": "2"}]]
}


async def update(trial: Trial, *kinds: str) -> Json:
    """What the next update of these kinds carries, as the bot gets it."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            for one in await trial.updates(timeout=5):
                for kind in kinds:
                    if kind in one:
                        return Json(one[kind])


async def said(trial: Trial) -> Json:
    return await update(trial, "message", "edited_message")


async def unread(trial: Trial) -> int:
    """What the customer has not seen, by the server's count."""
    return int(next(one for one in await trial.world("GET", "people") if one["note"] == "customer")["unread"])


async def mia_of(trial: Trial, open_page: OpenPage) -> Handset:
    """The customer's phone, Start pressed and fetched."""
    mia = phone(await open_page(trial.address), "customer")
    await mia.start()
    await said(trial)
    return mia


async def test_a_newcomer_is_told_what_to_do_first(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    await expect(page.locator("#intro-hint")).to_have_text("Look here first.")
    await page.get_by_role("button", name="Close the introduction").click()
    await page.reload()
    await expect(page.locator("section.phone")).to_have_count(3)
    await expect(page.locator("#intro")).to_be_hidden()


async def test_a_card_is_edited_in_its_place(trial: Trial, open_page: OpenPage) -> None:
    mia = await mia_of(trial, open_page)
    card = await trial.said(await mia.person(), "First", reply_markup=BUTTONS)
    below = await trial.said(await mia.person(), "Below it")
    await mia.see("Below it")
    await mia.press("Two")
    query = await update(trial, "callback_query")
    assert query["data"] == "2"
    await expect(mia.key("Two")).to_have_attribute("aria-busy", "true")
    await trial.ask("answerCallbackQuery", callback_query_id=query["id"], text="Well chosen")
    await expect(mia.node.locator(".toast")).to_have_text("Well chosen")
    await trial.ask("editMessageText", chat_id=await mia.person(), message_id=card, text="Second")
    await mia.see("Second")
    ids = await mia.rows.evaluate_all("all => all.map(one => +one.dataset.messageId)")
    assert ids.index(card) == ids.index(below) - 1
    await expect(mia.row("First")).to_have_count(0)
    await expect(mia.node.locator(".inline-keyboard")).to_have_count(0)
    await expect(mia.row("Second").locator(".meta")).not_to_contain_text("edited")


async def test_what_nobody_has_looked_at_is_counted(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    mia = await mia_of(trial, open_page)
    for line in range(30):
        await trial.said(await mia.person(), f"Line {line}")
    await expect(mia.row("Line 29")).to_be_in_viewport()
    async with asyncio.timeout(PATIENCE / 1000):
        while await unread(trial):
            await mia.page.wait_for_timeout(50)
    await mia.rows.first.scroll_into_view_if_needed()
    jump = mia.node.get_by_role("button", name="To the newest message")
    await expect(jump).to_be_visible()
    for line in range(30, 33):
        await trial.said(await mia.person(), f"Line {line}")
    await expect(jump).to_contain_text("3")
    await expect(mia.node.locator(".owner .unread")).to_have_text("3")
    await expect(mia.page).to_have_title("(3) Trial Bot · trial")
    await shot(mia.page, "page-unread")
    await jump.click()
    await expect(mia.row("Line 32")).to_be_in_viewport()
    await expect(mia.node.locator(".owner .unread")).to_have_count(0)
    await expect(mia.page).to_have_title("Trial Bot · trial")
    assert await unread(trial) == 0


async def test_the_menu_offers_the_bots_commands(trial: Trial, open_page: OpenPage) -> None:
    commands = [{"command": "book", "description": "Book"}, {"command": "help", "description": "How"}]
    await trial.ask("setMyCommands", commands=commands)
    mia = await mia_of(trial, open_page)
    await mia.command("help")
    assert (await said(trial))["text"] == "/help"
    await mia.composer.press_sequentially("/b")
    await expect(mia.node.get_by_role("option")).to_have_count(1)
    await mia.composer.press("Enter")
    assert (await said(trial))["text"] == "/book"
    await expect(mia.node.get_by_role("listbox")).to_be_hidden()


async def test_marks_around_words_format_them(trial: Trial, open_page: OpenPage) -> None:
    mia = await mia_of(trial, open_page)
    await mia.write("**Now** or `never` 😀 __please__, 2 ** 3")
    heard = await said(trial)
    assert heard["text"] == "Now or never 😀 please, 2 ** 3"
    assert heard["entities"] == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "code", "offset": 7, "length": 5},
        {"type": "italic", "offset": 16, "length": 6},
    ]
    await expect(mia.row("Now or never").locator(".text b")).to_have_text("Now")
    await mia.composer.press("ArrowUp")
    await expect(mia.composer).to_have_value("**Now** or `never` 😀 __please__, 2 ** 3")
    await mia.composer.fill("**Now or never**")
    await mia.composer.press("Enter")
    assert (await said(trial))["entities"] == [{"type": "bold", "offset": 0, "length": 12}]
    await expect(mia.row("Now or never").locator(".meta")).to_contain_text("edited")


async def test_a_start_link_shows_no_payload(trial: Trial, open_page: OpenPage) -> None:
    page = await open_page(trial.address)
    mia = phone(page, "customer")
    await mia.node.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Open a link to the bot").click()
    await page.get_by_role("textbox", name="Invite or deep link").fill("https://t.me/trial_bot?start=inv_abc")
    await page.get_by_role("button", name="Open", exact=True).click()
    assert (await said(trial))["text"] == "/start inv_abc"
    await expect(mia.rows.last.locator(".text")).to_have_text("/start")


async def test_pictures_are_really_shown(trial: Trial, open_page: OpenPage, tmp_path: Path) -> None:
    mia = await mia_of(trial, open_page)
    (tmp_path / "knee.png").write_bytes(picture(5, size=48))
    await mia.attach(tmp_path / "knee.png")
    await expect(mia.node.locator(".tray .item")).to_have_count(1)
    await mia.write("It is this **knee**")
    heard = await said(trial)
    assert (heard["caption"], heard["caption_entities"]) == (
        "It is this knee",
        [{"type": "bold", "offset": 11, "length": 4}],
    )
    assert await width_of_picture(mia.row("this knee")) == 48
    await expect(mia.node.locator(".tray .item")).to_have_count(0)


async def test_the_log_tells_every_call_and_its_fate(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    mia = await mia_of(trial, open_page)
    await open_switchboard(mia.page)
    await trial.said(await mia.person(), "Hello")
    await trial.refusal("sendMessage", chat_id=99, text="Nobody")
    calls = mia.page.get_by_test_id("calls").locator(".call[data-method=sendMessage]")
    await expect(calls).to_have_count(2)
    await expect(calls.nth(0)).to_contain_text("400")
    await expect(calls.nth(1)).to_contain_text("200")
    await calls.nth(0).locator("summary").click()
    await expect(calls.nth(0)).to_contain_text("chat not found")
    await expect(calls.nth(0).locator("pre")).to_contain_text('"text": "Nobody"')
    await mia.page.get_by_test_id("calls-filter").fill("400")
    await expect(calls).to_have_count(1)
    await shot(mia.page, "page-calls")


async def test_people_that_programs_play_have_no_phone(trial: Trial, open_page: OpenPage) -> None:
    early = await trial.person(first_name="Early", hidden=True)
    page = await open_page(trial.address)
    late = await trial.person(first_name="Late", hidden=True)
    for ghost in (early, late):
        await trial.said(ghost, "Unseen")
    # Events come in order: once Rosa is there, everything before her has been.
    rosa = await trial.person(first_name="Rosa")
    await expect(phone_of(page, "Rosa").node).to_be_visible()
    await expect(page.locator("section.phone")).to_have_count(4)
    await expect(page.locator("#fault-chat option")).to_have_count(5)
    await expect(page.get_by_text("Unseen")).to_have_count(0)
    for one in (early, late, rosa):
        await trial.world("DELETE", f"people/{one}")
    await expect(page.locator("section.phone")).to_have_count(3)
    await expect(page.get_by_role("tab", name="Rosa")).to_have_count(0)
    await page.reload()
    await expect(page.locator("section.phone")).to_have_count(3)
