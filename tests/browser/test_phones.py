"""What people do with phones beyond writing: no connection, languages, old buttons, quotes, topics."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, expect

from tests.browser.conftest import OpenPage, Shot
from tests.browser.hands import PATIENCE, Handset, phone
from tests.simulator.driver import Json, Trial

BUTTONS = {"inline_keyboard": [[{"text": "Accept", "callback_data": "yes:1"}]]}


async def heard(trial: Trial, count: int = 1) -> list[Json]:
    found: list[Json] = []
    async with asyncio.timeout(PATIENCE / 1000):
        while len(found) < count:
            found += await trial.updates(timeout=5)
    return found


async def mia_of(trial: Trial, open_page: OpenPage, **how: Any) -> Handset:
    mia = phone(await open_page(trial.address, **how), "customer")
    await mia.start()
    await heard(trial)
    return mia


async def more(owner: Handset, label: str) -> None:
    """From the phone's own menu."""
    await owner.node.get_by_role("button", name="More").click()
    await owner.page.get_by_role("menuitem", name=label).click()


async def deed(owner: Handset, row: Locator, label: str) -> None:
    await row.click(button="right")
    await owner.page.get_by_role("menuitem", name=label).click()


async def test_a_phone_without_a_connection(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    mia = await mia_of(trial, open_page)
    card = await trial.said(await mia.person(), "New request", reply_markup=BUTTONS)
    await mia.see("New request")
    await more(mia, "Go offline")
    await expect(mia.node.locator(".status")).to_have_text("waiting for network…")
    await trial.ask("editMessageText", chat_id=await mia.person(), message_id=card, text="Taken")
    await trial.said(await mia.person(), "You missed this")
    await mia.write("I am in a **tunnel**")
    await mia.write("Never sent")
    waits = mia.row("I am in a tunnel")
    await expect(waits.get_by_role("img", name="waits for a connection")).to_be_visible()
    await deed(mia, mia.row("Never sent").locator(".bubble"), "Do not send")
    await expect(mia.row("Never sent")).to_have_count(0)
    await expect(mia.row("New request")).to_be_visible()
    await expect(mia.row("You missed this")).to_have_count(0)
    await shot(mia.page, "phones-offline")
    await mia.page.reload()
    await expect(mia.row("New request")).to_be_visible()
    await expect(mia.row("You missed this")).to_have_count(0)
    await mia.node.get_by_role("button", name="Reconnect").click()
    await mia.see("You missed this")
    await expect(mia.row("New request")).to_have_count(0)
    (update,) = await heard(trial)
    assert update["message"]["text"] == "I am in a tunnel"
    await expect(mia.row("I am in a tunnel").get_by_role("img", name="sent", exact=True)).to_be_visible()
    await expect(mia.node.locator(".offline-bar")).to_be_hidden()


async def test_a_press_without_a_connection_fails_and_the_old_button_can_be_pressed_later(
    trial: Trial, open_page: OpenPage, shot: Shot
) -> None:
    mia = await mia_of(trial, open_page, refusals={409})
    card = await trial.said(await mia.person(), "New request", reply_markup=BUTTONS)
    await more(mia, "Go offline")
    await mia.press("Accept")
    await expect(mia.node.locator(".toast")).to_contain_text("is offline: this needs a connection.")
    await trial.ask("editMessageText", chat_id=await mia.person(), message_id=card, text="Taken")
    await more(mia, "Reconnect")
    row = await mia.see("Taken")
    await row.locator(".bubble").click(button="right")
    await shot(mia.page, "phones-old-button")
    await mia.page.get_by_role("menuitem", name="Press “Accept” as it was before").click()
    (update,) = await heard(trial)
    query = update["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("yes:1", "Taken")
    await trial.ask("answerCallbackQuery", callback_query_id=query["id"], text="Too late")
    await expect(mia.node.locator(".toast")).to_have_text("Too late")


async def test_a_button_is_pressed_twice_at_once(trial: Trial, open_page: OpenPage) -> None:
    mia = await mia_of(trial, open_page)
    await trial.said(await mia.person(), "New request", reply_markup=BUTTONS)
    await mia.key("Accept").focus()
    await mia.page.keyboard.press("Shift+F10")
    await mia.page.get_by_role("menuitem", name="Press twice at once").press("Enter")
    first, second = await heard(trial, 2)
    assert first["callback_query"]["id"] != second["callback_query"]["id"]
    assert {one["callback_query"]["data"] for one in (first, second)} == {"yes:1"}
    for one in (first, second):
        await trial.ask("answerCallbackQuery", callback_query_id=one["callback_query"]["id"])
    await expect(mia.key("Accept")).not_to_have_attribute("aria-busy", "true")


async def test_words_of_a_message_are_quoted(trial: Trial, open_page: OpenPage) -> None:
    mia = await mia_of(trial, open_page)
    await trial.said(await mia.person(), "Ring twice 🔔, the gate code is 4711")
    await deed(mia, (await mia.see("Ring twice")).locator(".bubble"), "Quote…")
    field = mia.page.get_by_role("textbox", name="Words of this message")
    await expect(field).to_have_value("Ring twice 🔔, the gate code is 4711")
    await field.fill("something else")
    await mia.page.get_by_role("button", name="Quote").click()
    await expect(mia.page.get_by_role("alert")).to_have_text(
        "These words do not stand in the message like this."
    )
    await field.fill("the gate code")
    await mia.page.get_by_role("button", name="Quote").click()
    answer = await mia.write("Which gate?")
    (update,) = await heard(trial)
    assert update["message"]["quote"]["text"] == "the gate code"
    assert update["message"]["quote"]["position"] == 15
    await expect(answer.locator(".reply")).to_contain_text("the gate code")


async def test_an_apps_language_changes_and_the_commands_with_it(trial: Trial, open_page: OpenPage) -> None:
    for language, word in (("", "Book a visit"), ("id", "Booking kunjungan")):
        commands = [{"command": "book", "description": word}]
        await trial.ask("setMyCommands", commands=commands, language_code=language)
    mia = await mia_of(trial, open_page)
    day = {
        "type": "date_time",
        "offset": 0,
        "length": 3,
        "unix_time": 1_800_000_000,
        "date_time_format": "wD",
    }
    await trial.said(await mia.person(), "Day", entities=[day])
    await mia.see("Friday")
    await more(mia, "App language…")
    await mia.page.get_by_role("combobox", name="Language of the app").fill("id")
    await mia.page.get_by_role("button", name="Change").click()
    await expect(mia.node.locator(".owner small")).to_contain_text("id")
    await mia.see("Jumat")
    await mia.node.get_by_role("button", name="Commands of this bot").click()
    await mia.node.get_by_role("option", name="Booking kunjungan").click()
    (update,) = await heard(trial)
    assert update["message"]["from"]["language_code"] == "id"


async def test_any_reaction_that_telegram_offers(trial: Trial, open_page: OpenPage) -> None:
    mia = await mia_of(trial, open_page, refusals={400})
    sent = await trial.said(await mia.person(), "A plan")
    await (await mia.see("A plan")).locator(".bubble").click(button="right")
    await mia.page.get_by_role("menuitem", name="React with …").click()
    field = mia.page.get_by_role("textbox", name="Emoji")
    await field.fill("✅")
    await field.press("Enter")
    await expect(mia.page.get_by_role("alert")).to_have_text("Telegram does not offer this reaction.")
    await field.fill("🤝")
    await field.press("Enter")
    await expect(mia.row("A plan").locator(".chip")).to_contain_text("🤝")
    (message,) = [one for one in await trial.chat(await mia.person()) if one["message_id"] == sent]
    assert message["reactions"] == [{"emoji": "🤝", "from": "me"}]


async def test_accounts_end_and_people_leave(trial: Trial, open_page: OpenPage) -> None:
    mia = await mia_of(trial, open_page)
    person = await mia.person()
    voice = (await trial.act(person, "send", kind="voice"))["voice"]["file_id"]
    await more(mia, "Take no voice messages")
    await mia.node.get_by_role("button", name="More").click()
    await expect(mia.page.get_by_role("menuitem", name="Take voice messages again")).to_be_visible()
    await mia.page.keyboard.press("Escape")
    refused = await trial.refusal("sendVoice", chat_id=person, voice=voice)
    assert refused == (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
    await more(mia, "Delete the account")
    await mia.page.get_by_role("button", name="Delete", exact=True).click()
    await expect(mia.node.locator(".owner small")).to_contain_text("account deleted")
    refused = await trial.refusal("sendMessage", chat_id=person, text="x")
    assert refused == (403, "Forbidden: user is deactivated")
    await more(mia, "Restore the account")
    await expect(mia.node.locator(".owner small")).not_to_contain_text("account deleted")
    await trial.said(person, "Welcome back")
    await more(mia, "Remove from the trial…")
    await mia.page.get_by_role("button", name="Remove", exact=True).click()
    await expect(mia.page.locator("section.phone")).to_have_count(2)


async def test_a_file_that_is_too_large_is_refused_and_stays_chosen(
    trial: Trial, open_page: OpenPage, tmp_path: Path
) -> None:
    mia = await mia_of(trial, open_page)
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(51 * 1024 * 1024)
    await mia.attach(tmp_path / "film.mp4")
    await mia.composer.fill("Look at this")
    await mia.node.get_by_test_id("send").click()
    await expect(mia.node.locator(".toast")).to_have_text(
        "“film.mp4” is too large: a file has at most 50 MB."
    )
    await expect(mia.node.locator(".tray .item")).to_have_count(1)
    await expect(mia.composer).to_have_value("Look at this")


async def test_topics_are_tabs(trial: Trial, open_page: OpenPage, shot: Shot) -> None:
    await trial.world("POST", "bot", {"topics": True})
    mia = await mia_of(trial, open_page)
    person = await mia.person()
    made = await trial.ask("createForumTopic", chat_id=person, name="Maya")
    thread = made["message_thread_id"]
    await trial.said(person, "In her topic", message_thread_id=thread)
    await trial.said(person, "In the main chat")
    tab = mia.node.get_by_role("tab", name="Maya")
    await expect(tab.locator(".unread")).to_be_visible()
    await expect(mia.row("In her topic")).to_have_count(0)
    await mia.node.get_by_role("tab", name="Main chat").press("ArrowRight")
    await expect(tab).to_have_attribute("aria-selected", "true")
    await mia.see("In her topic")
    await expect(mia.row("In the main chat")).to_have_count(0)
    await expect(tab.locator(".unread")).to_have_count(0)
    await mia.write("Written in it")
    _, written = await heard(trial, 2)
    assert (written["message"]["text"], written["message"]["message_thread_id"]) == ("Written in it", thread)
    await mia.node.get_by_role("button", name="New topic").click()
    await mia.page.get_by_role("textbox", name="Name").fill("My own")
    await mia.page.get_by_role("button", name="Make it").click()
    await expect(mia.node.get_by_role("tab", name="My own")).to_have_attribute("aria-selected", "true")
    await shot(mia.page, "phones-topics")
    await mia.node.get_by_role("tab", name="My own").click(button="right")
    await mia.page.get_by_role("menuitem", name="Rename the topic…").click()
    await mia.page.get_by_role("textbox", name="Name").fill("Renamed")
    await mia.page.get_by_role("button", name="Rename").click()
    await expect(mia.node.get_by_role("tab", name="Renamed")).to_be_visible()
    await more(mia, "Delete the topic…")
    await mia.page.get_by_role("button", name="Delete").click()
    await expect(mia.node.get_by_role("tab", name="Renamed")).to_have_count(0)
    await expect(mia.node.get_by_role("tab", name="Main chat")).to_have_attribute("aria-selected", "true")
    names = [update["message"] for update in await heard(trial, 2)]
    assert names[0]["forum_topic_created"]["name"] == "My own"
    assert names[1]["forum_topic_edited"] == {"name": "Renamed"}


HOSTILE = {
    "turned round": "\u202egnp.exe\u2066 שלום",
    "unseen": "a\u200bb\u200d\u2060\ufeffc",
    "markup": "<script>document.title='x'</script><img src=x onerror=alert(1)>&amp;",
    "a tower": "e" + "\u0301" * 400,
    "without a space": "x" * 4096,
    "families": "👨‍👩‍👧" * 500,
}


TOO_WIDE = """
[...document.querySelectorAll('.bubble')]
  .filter(one => one.getBoundingClientRect().width > one.closest('.log').clientWidth)
  .map(one => one.textContent.slice(0, 40))
"""


async def test_hostile_words_stay_words_and_in_their_place(
    trial: Trial, open_page: OpenPage, shot: Shot
) -> None:
    name = "<b>Mal\u202elory</b>" + "W" * 40
    mallory = await trial.person(first_name=name, note="<i>" + "note" * 14)
    sent = [await trial.act(mallory, "send", text=words) for words in HOSTILE.values()]
    await trial.drain()
    page = await open_page(trial.address)
    mia = phone(page, "customer")
    theirs = page.locator(f"section.phone[data-person='{mallory}']")
    await mia.start()
    for message in sent:
        row = theirs.locator(f"[data-message-id='{message['message_id']}']")
        assert await row.locator(".text").evaluate("one => one.textContent") == message["text"]
    await expect(theirs.locator(".owner b")).to_have_text(re.compile("<b>Mal"))
    for width in (1440, 390):
        await page.set_viewport_size({"width": width, "height": 844})
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(TOO_WIDE) == []
    await page.get_by_role("tab", name="Mal").click()
    await shot(page, "phones-hostile")
